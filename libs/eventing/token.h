#pragma once

// A token says how far a log was folded when something was answered: base64url of
// docket.log.v1.TokenContent. Reads do not take one yet (kernel.md 7).

#include <map>
#include <string>
#include <string_view>

#include "libs/log/record.h"

namespace docket::eventing {

struct Token {
  // First eight bytes of SHA-256 of the log's id.
  std::string log;
  // Per topic partition, the next offset to be folded.
  std::map<log::TopicPartition, log::Offset> folded;
};

// Eight bytes that stand for `log_id` in a token.
std::string TokenLog(std::string_view log_id);

std::string EncodeToken(const Token& token);

}  // namespace docket::eventing
