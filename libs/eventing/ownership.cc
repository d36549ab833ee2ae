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
    : reacts_(spec.reacts),
      group_(spec.service),
      place_(inputs.front()),
      kept_(ports.positions, group_, place_),
      settings_(FoldedSettings::AwaitedBy(spec, ports)),
      first_end_(ports.log, place_) {
  for (const log::TopicPartition& input : inputs)
    goals_.push_back({EndQuery(ports.log, input), {}});
  if (settings_ != nullptr) goals_.push_back({EndQuery(ports.log, FoldedSettings::Place()), {}});
  if (!reacts_) return;
  kept_.Ask();
  first_end_.Ask();
}

void Ownership::Assign() {
  owner_ = true;
  react_from_.reset();
  doubted_.reset();
  for (Goal& goal : goals_) {
    goal.end.reset();
    goal.query.Ask();
  }
  if (reacts_) kept_.Ask();
}

void Ownership::Revoke() {
  owner_ = false;
  react_from_.reset();
  WaitForNoWord();
  for (Goal& goal : goals_) goal.query.Cancel();
  kept_.Forget();
}

absl::Status Ownership::Advance(Instant now) {
  for (Goal& goal : goals_) {
    if (const std::optional<log::Offset> end = goal.query.Take()) goal.end = end;
  }
  if (!reacts_) return absl::OkStatus();
  if (const std::optional<log::Offset> end = first_end_.Take()) came_to_empty_ = *end == 0;
  kept_.Advance(now);
  // A group whose position the log forgets later is not new.
  if (kept_.known() && kept_.kept().has_value()) came_to_empty_ = false;
  if (owner_ && !react_from_.has_value()) DOCKET_RETURN_IF_ERROR(FindWhereToReact());
  AskKept(now);
  return absl::OkStatus();
}

// A kept position beyond the end is believed by nobody: what the log takes in below it would pass
// for reacted to. An owner that was not told yet may have moved both since the end was captured, or
// a broker that was not told yet may have named it, so the end is asked for once more before that
// is said.
absl::Status Ownership::FindWhereToReact() {
  Goal& goal = goals_.front();
  if (!kept_.known() || !goal.end.has_value()) return absl::OkStatus();
  const std::optional<log::Offset> kept = kept_.kept();
  if (!kept.has_value()) {
    BeginToReact(*goal.end);
  } else if (*kept <= *goal.end) {
    react_from_ = kept;
    kept_.Keep(*kept);
    WaitForNoWord();
  } else if (doubted_ != kept) {
    doubted_ = kept;
    goal.end.reset();
    goal.query.Ask(*kept);
  } else {
    return OutOfRange("the log keeps for " + group_ + " that " + ToText(place_) +
                      " was reacted to up to offset " + std::to_string(*kept) + " but it ends at " +
                      std::to_string(*goal.end) + ": the log lost something; restore it");
  }
  return absl::OkStatus();
}

// The first owner of all says where it begins before it writes anything: else, after a crash, a
// log that is not empty would stand beside a group that has kept nothing.
void Ownership::BeginToReact(log::Offset end) {
  if (end == 0 || came_to_empty_) return kept_.KeepNow(0);
  if (first_end_.asking()) return;
  awaits_word_ = true;
  if (word_.has_value()) kept_.KeepNow(*word_ == ReactFrom::kBeginning ? 0 : end);
}

void Ownership::WaitForNoWord() {
  awaits_word_ = false;
  word_.reset();
}

// It may come while the log is asked once more what it keeps.
void Ownership::BeginReactions(ReactFrom from) {
  if (owner_ && !react_from_.has_value()) word_ = from;
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

bool Ownership::HasReachedSettings() const {
  return settings_ == nullptr || HasReached(goals_.size() - 1, settings_->reached());
}

// Below the position at the assignment nothing new was acknowledged: a store that a crash has set
// back is folded up to it again.
void Ownership::Keep(log::Offset next) {
  if (!owner_ || !react_from_.has_value() || next < *react_from_) return;
  kept_.Keep(next);
}

}  // namespace docket::eventing
