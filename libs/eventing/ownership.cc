#include "libs/eventing/ownership.h"

#include <utility>

#include "libs/eventing/topic_reader.h"

namespace docket::eventing {
namespace {

// How often it is asked how far the owner has reacted, or whether an operator has spoken.
constexpr std::chrono::seconds kAskEvery{1};

}  // namespace

Ownership::Ownership(const UnitSpec& spec, const UnitPorts& ports,
                     const std::vector<log::TopicPartition>& inputs)
    : reacts_(spec.reacts), kept_(ports.positions, spec.service, inputs.front()) {
  for (const log::TopicPartition& input : inputs)
    goals_.push_back({EndQuery(ports.log, input), {}});
  if (reacts_) kept_.Ask();
}

void Ownership::Assign() {
  owner_ = true;
  react_from_.reset();
  for (Goal& goal : goals_) {
    goal.end.reset();
    goal.query.Ask();
  }
  if (reacts_) kept_.Ask();
}

void Ownership::Revoke() {
  owner_ = false;
  react_from_.reset();
  for (Goal& goal : goals_) goal.query.Cancel();
  kept_.Forget();
}

void Ownership::Advance(Instant now) {
  for (Goal& goal : goals_) {
    if (const std::optional<log::Offset> end = goal.query.Take()) goal.end = end;
  }
  if (!reacts_) return;
  kept_.Advance(now);
  if (owner_ && !react_from_.has_value()) FindWhereToReact();
  AskKept(now);
}

// The first owner of all begins at 0 and says so before it writes anything: else, after a crash, a
// log that is not empty would stand beside a group that has kept nothing.
void Ownership::FindWhereToReact() {
  if (!kept_.known()) return;
  react_from_ = kept_.kept();
  if (react_from_.has_value()) {
    kept_.Keep(*react_from_);
  } else if (goals_.front().end == log::Offset{0}) {
    kept_.KeepNow(0);
  }
}

void Ownership::AskKept(Instant now) {
  if (kept_.asking() || (owner_ && react_from_.has_value())) return;
  if (now.monotonic - asked_at_ < kAskEvery) return;
  asked_at_ = now.monotonic;
  kept_.Ask();
}

log::Offset Ownership::MayFoldBefore(size_t input) const {
  if (!reacts_ || input > 0) return TopicReader::kNoBound;
  if (owner_) return react_from_.has_value() ? TopicReader::kNoBound : 0;
  return kept_.known() ? kept_.kept().value_or(0) : 0;
}

// What follows from the main topic of a reactor is sent by its owner alone, and once it has been
// acknowledged the kept position says so. What follows from anything else is sent by whoever folds
// it; a second copy does no harm.
bool Ownership::MaySend(size_t input, log::Offset offset) const {
  if (!reacts_ || input > 0) return true;
  return owner_ && react_from_.has_value() && offset >= *react_from_;
}

bool Ownership::HasReached(size_t input, log::Offset next) const {
  const std::optional<log::Offset>& end = goals_[input].end;
  return end.has_value() && next >= *end;
}

// Below the position at the assignment nothing new was acknowledged: a store that a crash has set
// back is folded up to it again.
void Ownership::Keep(log::Offset next) {
  if (!owner_ || !react_from_.has_value() || next < *react_from_) return;
  kept_.Keep(next);
}

}  // namespace docket::eventing
