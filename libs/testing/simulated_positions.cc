#include "libs/testing/simulated_positions.h"

#include <utility>

#include "libs/testing/simulated_event_log.h"

namespace docket::testing {

using log::Offset;
using log::PositionHandle;
using log::TopicPartition;

SimulatedPositions::SimulatedPositions(SimulatedLog& log, const SimulatedEventLog& beside)
    : log_(log),
      beside_(&beside),
      inbox_(std::make_shared<log::Inbox>()),
      lost_(std::make_shared<bool>(false)) {}

void SimulatedPositions::Cut() {
  inbox_ = nullptr;
  *lost_ = Chance(log_.rng(), 0.5);
}

PositionHandle SimulatedPositions::Store(const std::string& group, const TopicPartition& place,
                                         Offset next) {
  if (inbox_ == nullptr) return PositionHandle{0};
  std::mt19937_64& rng = log_.rng();
  const VirtualTime answered = log_.schedule().now() + UpTo(rng, log_.faults().latency_max);
  const VirtualTime late = answered + UpTo(rng, log_.faults().late_max);
  const bool fails = Chance(rng, log_.faults().position_fails);
  const uint64_t outcome = Below(rng, 3);  // Of a failure: not stored, stored, stored late.
  if (!fails || outcome > 0) {
    log_.schedule().At(fails && outcome == 2 ? late : answered,
                       [&log = log_, lost = lost_, group, place, next] {
                         if (!*lost) log.positions()[{group, place}] = next;
                       });
  }
  return AnswerAt(answered, place, fails, [next] { return next; });
}

PositionHandle SimulatedPositions::Query(const std::string& group, const TopicPartition& place) {
  if (inbox_ == nullptr) return PositionHandle{0};
  std::mt19937_64& rng = log_.rng();
  const VirtualTime answered = log_.schedule().now() + UpTo(rng, log_.faults().latency_max);
  const bool fails = Chance(rng, log_.faults().position_fails);
  return AnswerAt(answered, place, fails, [&log = log_, group, place] {
    const auto kept = log.positions().find({group, place});
    return kept == log.positions().end() ? kNone : kept->second;
  });
}

PositionHandle SimulatedPositions::AnswerAt(VirtualTime time, const TopicPartition& place,
                                            bool fails, std::function<Offset()> answer) {
  const PositionHandle handle = inbox_->positions.NewHandle();
  log_.schedule().At(time, [this, alive = std::weak_ptr(inbox_), handle, place, fails,
                            answer = std::move(answer)] {
    if (alive.expired()) return;
    absl::Status status = log_.CheckPlace(place);
    if (status.ok() && fails) status = Unavailable("no simulated answer about the position");
    inbox_->positions.Put(handle, status.ok() ? absl::StatusOr<Offset>(answer()) : status);
    log_.Wake(place, beside_);
  });
  return handle;
}

std::optional<absl::StatusOr<Offset>> SimulatedPositions::Poll(PositionHandle handle) {
  if (inbox_ == nullptr) return std::nullopt;
  return inbox_->positions.Take(handle);
}

}  // namespace docket::testing
