#include "tests/simulation/history.h"

#include "libs/base/big_endian.h"
#include "libs/base/check.h"

namespace docket::simulation {

std::string MarkOf(uint64_t number) {
  std::string mark(Digest::kSize - sizeof number, '\0');
  PutU64(mark, number);
  return mark;
}

// Commands of reactions carry the mark of the call that began their chain; they have a cause.
uint64_t NumberOf(const CommitHeader& header) {
  const bool called = !header.has_cause() && header.actor().kind() == log::v1::Actor::KIND_AGENT;
  if (!called || header.correlation_id().size() != Digest::kSize) return 0;
  return GetU64(std::string_view(header.correlation_id()).substr(8));
}

std::string Describe(const Call& call) {
  const std::string asks = call.command->has_lend()    ? "lend "
                           : call.command->has_scrap() ? "scrap "
                                                       : "collect ";
  return asks + call.aggregate_id + " as call " + std::to_string(call.number);
}

std::string Describe(const Outcome& outcome) {
  switch (outcome.word) {
    case Outcome::Word::kOk:
      return "OK at version " + std::to_string(outcome.version) + " of " + outcome.aggregate_id +
             (outcome.wrote ? "" : ", nothing written");
    case Outcome::Word::kRejected: return outcome.reason;
    case Outcome::Word::kAborted: return "ABORTED";
    case Outcome::Word::kExhausted: return "RESOURCE_EXHAUSTED";
    case Outcome::Word::kUnavailable: return "UNAVAILABLE";
    case Outcome::Word::kInvalid: return "INVALID_ARGUMENT: " + outcome.reason;
    case Outcome::Word::kOther: return "another status: " + outcome.reason;
  }
  DOCKET_CHECK(false);
}

}  // namespace docket::simulation
