#include "libs/eventing/token.h"

#include <optional>

#include "docket/log/v1/log_events.pb.h"
#include "libs/base/base64.h"
#include "libs/base/digest.h"
#include "libs/eventing/commit.h"

namespace docket::eventing {
namespace {

constexpr size_t kLogSize = 8;

}  // namespace

std::string TokenLog(std::string_view log_id) {
  const Sha256Bytes hash = Sha256(log_id);
  return {reinterpret_cast<const char*>(hash.data()), kLogSize};
}

std::string EncodeToken(const Token& token) {
  log::v1::TokenContent content;
  content.set_log(token.log);
  for (const auto& [place, offset] : token.folded) {
    log::v1::TokenContent::Folded& folded = *content.add_folded();
    folded.set_topic(place.topic);
    folded.set_partition(place.partition);
    folded.set_offset(offset);
  }
  return ToBase64Url(SerializeDeterministic(content));
}

absl::StatusOr<Token> DecodeToken(std::string_view text) {
  const std::optional<std::string> bytes = FromBase64Url(text);
  log::v1::TokenContent content;
  if (!bytes.has_value() || !ParseBounded(*bytes, content) || content.log().size() != kLogSize) {
    return InvalidArgument("this is no token: give one back as it was answered");
  }
  Token token{.log = content.log(), .folded = {}};
  for (const log::v1::TokenContent::Folded& folded : content.folded()) {
    token.folded[{folded.topic(), folded.partition()}] = folded.offset();
  }
  return token;
}

}  // namespace docket::eventing
