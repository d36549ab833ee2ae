#pragma once

// Messages as tests write them.

#include <string>

#include <google/protobuf/text_format.h>

#include "libs/base/check.h"

namespace docket::docketctl {

template <typename Message>
Message Parsed(const std::string& text) {
  Message message;
  DOCKET_CHECK(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

}  // namespace docket::docketctl
