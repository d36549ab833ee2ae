#pragma once

// A token says how far a log was folded when something was answered: base64url of
// docket.log.v1.TokenContent. A read that brings one sees at least as much (parked_reads.h); a
// watch goes on behind it.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "libs/base/status.h"
#include "libs/log/record.h"

namespace docket::eventing {

// How far one topic partition was folded.
struct Folded {
  // The next offset to be folded.
  log::Offset offset = 0;
  // Of the records before it those that were accepted.
  uint64_t accepted = 0;

  friend bool operator==(const Folded&, const Folded&) = default;
};
using FoldedMap = std::map<log::TopicPartition, Folded>;

struct Token {
  // First eight bytes of SHA-256 of the log's id.
  std::string log;
  FoldedMap folded;

  friend bool operator==(const Token&, const Token&) = default;
};

// Eight bytes that stand for `log_id` in a token.
std::string TokenLog(std::string_view log_id);

std::string EncodeToken(const Token& token);

// The token that `text` is, which a caller brings. INVALID_ARGUMENT if it is none.
absl::StatusOr<Token> DecodeToken(std::string_view text);

}  // namespace docket::eventing
