#include "libs/eventing/acceptance.h"

#include <algorithm>

#include "libs/base/check.h"
#include "libs/base/proto_time.h"

namespace docket::eventing {
namespace {

// What the next commit must name: nothing at version 1, else the head's digest.
std::string_view PrevOf(const Head& head) {
  return head.version == 0 ? std::string_view() : head.digest.bytes();
}

}  // namespace

std::string_view ToText(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAccepted: return "accepted";
    case Verdict::kDuplicate: return "duplicate";
    case Verdict::kLostRace: return "lost_race";
    case Verdict::kStale: return "stale";
    case Verdict::kForeignPrev: return "foreign_prev";
    case Verdict::kGap: return "gap";
  }
  DOCKET_CHECK(false);
}

Verdict Judge(const Head& head, uint64_t version, std::string_view prev, const Digest& digest) {
  if (version == 0 || version < head.version) return Verdict::kStale;
  if (version == head.version) {
    return digest == head.digest ? Verdict::kDuplicate : Verdict::kLostRace;
  }
  if (version > head.version + 1) return Verdict::kGap;
  return prev == PrevOf(head) ? Verdict::kAccepted : Verdict::kForeignPrev;
}

Head HeadOf(const CommitHeader& header, const Digest& digest) {
  return {header.version(), digest, FromProto(header.time()), header.settings()};
}

Time CommitTime(const Head& head, Time now) {
  return head.version == 0 ? now : std::max(now, head.time);
}

void Extend(const Head& head, Time now, CommitHeader& header) {
  header.set_version(head.version + 1);
  header.set_prev(std::string(PrevOf(head)));
  *header.mutable_time() = ToProto(CommitTime(head, now));
  header.set_settings(std::max(header.settings(), head.settings));
}

}  // namespace docket::eventing
