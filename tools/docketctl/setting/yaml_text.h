#pragma once

// A protobuf message as YAML, in protobuf's JSON form: what FillFromYaml makes the same message of,
// and what other readers of YAML, old or new, take for the same texts. Equal messages give equal
// texts: fields in the order of their numbers, maps by key.

#include <string>

#include <google/protobuf/message.h>

#include "libs/base/status.h"

namespace docket::docketctl {

// "name: first-line\nteam:\n  label: First line\n". INVALID_ARGUMENT if `message` has no JSON form,
// as with an instant that is none.
absl::StatusOr<std::string> ToYaml(const google::protobuf::Message& message);

}  // namespace docket::docketctl
