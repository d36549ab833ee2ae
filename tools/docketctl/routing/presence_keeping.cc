#include "tools/docketctl/routing/presence_keeping.h"

namespace docket::docketctl {
namespace {

// What another attempt may mend. A server that is too busy is there, too.
bool MayGoOn(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted: return true;
    default: return false;
  }
}

}  // namespace

absl::Status KeepPresence(routing::v1::Presence presence, const PresenceKeeping& keeping) {
  DOCKET_RETURN_IF_ERROR(keeping.say(presence));
  while (!keeping.wait(kSayAgainAfter)) {
    absl::Status said = keeping.say(presence);
    if (said.ok()) continue;
    if (!MayGoOn(said)) return said;
    keeping.on_unsaid(said);
  }
  return keeping.say(routing::v1::PRESENCE_OFFLINE);
}

}  // namespace docket::docketctl
