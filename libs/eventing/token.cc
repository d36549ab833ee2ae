#include "libs/eventing/token.h"

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

}  // namespace docket::eventing
