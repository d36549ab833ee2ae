#include "libs/eventing/token.h"

#include <algorithm>

#include "docket/log/v1/log_events.pb.h"
#include "libs/base/base64.h"
#include "libs/base/digest.h"
#include "libs/eventing/commit.h"

namespace docket::eventing {
namespace {

constexpr size_t kLogSize = 8;
// A token of all topics of a host with 256 partitions has room in it many times over.
constexpr size_t kTextBytesMax = 64 * 1024;

absl::Status NoToken() {
  return InvalidArgument(
      "the token is none that was given out: send one as it was received, or ask without it");
}

bool IsPlausible(const log::v1::TokenContent& content) {
  return content.log().size() == kLogSize &&
         std::ranges::all_of(content.folded(), [](const auto& folded) {
           return !folded.topic().empty() && folded.partition() >= 0 && folded.offset() >= 0 &&
                  folded.accepted() <= static_cast<uint64_t>(folded.offset());
         });
}

}  // namespace

std::string TokenLog(std::string_view log_id) {
  const Sha256Bytes hash = Sha256(log_id);
  return {reinterpret_cast<const char*>(hash.data()), kLogSize};
}

std::string EncodeToken(const Token& token) {
  log::v1::TokenContent content;
  content.set_log(token.log);
  for (const auto& [place, folded] : token.folded) {
    log::v1::TokenContent::Folded& out = *content.add_folded();
    out.set_topic(place.topic);
    out.set_partition(place.partition);
    out.set_offset(folded.offset);
    out.set_accepted(folded.accepted);
  }
  return ToBase64Url(SerializeDeterministic(content));
}

absl::StatusOr<Token> DecodeToken(std::string_view text) {
  if (text.size() > kTextBytesMax) return NoToken();
  const std::optional<std::string> bytes = FromBase64Url(text);
  log::v1::TokenContent content;
  if (!bytes.has_value() || !ParseBounded(*bytes, content) || !IsPlausible(content)) {
    return NoToken();
  }
  Token token{content.log(), {}};
  for (const log::v1::TokenContent::Folded& folded : content.folded()) {
    const bool fresh = token.folded
                           .emplace(log::TopicPartition{folded.topic(), folded.partition()},
                                    Folded{folded.offset(), folded.accepted()})
                           .second;
    if (!fresh) return NoToken();
  }
  return token;
}

}  // namespace docket::eventing
