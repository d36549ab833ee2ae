#include "libs/runtime/log_clock.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/proto_time.h"

namespace docket::runtime {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

absl::Status NotRecorded() {
  return FailedPrecondition(
      "this server keeps the time of its log and takes recorded history only: start it without "
      "--clock log to work with it");
}

}  // namespace

class LogClock::Door final : public eventing::CommandDoor {
 public:
  Door(LogClock& clock, eventing::Mailbox& mailbox) : clock_(clock), mailbox_(mailbox) {}

  bool Put(eventing::Command& command) override { return clock_.Put(mailbox_, command); }

 private:
  LogClock& clock_;
  eventing::Mailbox& mailbox_;
};

LogClock::LogClock(std::vector<ClockedUnit> units, GreatestTime greatest_time)
    : units_(std::move(units)), greatest_time_(std::move(greatest_time)) {
  for (const ClockedUnit& unit : units_) {
    doors_.push_back(std::make_unique<Door>(*this, *unit.mailbox));
  }
}

// Nobody will admit what still waits.
LogClock::~LogClock() {
  for (const Waiting& waiting : waiting_) {
    if (waiting.command.reply)
      waiting.command.reply(Unavailable("the server stops: send it again"));
  }
}

eventing::CommandDoor& LogClock::door(size_t index) { return *doors_[index]; }

absl::StatusOr<std::shared_ptr<void>> LogClock::TakeStream() {
  const std::lock_guard lock(mutex_);
  if (!stream_.expired()) {
    // The other may be the broken one of the same client, whose end has not come here yet.
    return Unavailable(
        "another import runs, and a server that keeps the time of its log takes one at a time: "
        "wait until it is over");
  }
  auto stream = std::make_shared<char>();
  stream_ = stream;
  return std::shared_ptr<void>(std::move(stream));
}

bool LogClock::Put(eventing::Mailbox& mailbox, eventing::Command& command) {
  if (!command.header.has_recorded()) {
    command.reply(NotRecorded());
    return true;
  }
  const std::lock_guard lock(mutex_);
  if (waiting_.size() >= kWaitingMax) return false;
  const Time instant = FromProto(command.header.recorded().time());
  waiting_.push_back({instant, &mailbox, std::move(command)});
  if (waker_ != nullptr) waker_->Wake();
  return true;
}

// A unit is stepped until nothing of it is on its way before the next one has its turn: so what
// units send to one another arrives in an order that no answer of the log's can change.
eventing::Turn LogClock::Step(Instant now) {
  if (current_ == 0) wake_ = nanoseconds::max();
  for (; current_ < units_.size(); ++current_) {
    const ClockedUnit& unit = units_[current_];
    const eventing::Turn turn = unit.unit->Step({now_, now.monotonic});
    wake_ = std::min(wake_, turn.wake.monotonic);
    worked_ |= turn.worked;
    if (turn.worked) return {true, now};
    if (!unit.loop->quiet()) return {false, {now.wall, turn.wake.monotonic}};
  }
  current_ = 0;
  if (std::exchange(worked_, false)) return {true, now};
  const absl::StatusOr<bool> went_on = GoOn();
  if (!went_on.ok()) {
    const std::lock_guard lock(mutex_);
    fault_ = went_on.status();
  }
  return {went_on.ok() && *went_on, {now.wall, wake_}};
}

absl::StatusOr<bool> LogClock::GoOn() {
  if (!started_) {
    DOCKET_ASSIGN_OR_RETURN(now_, greatest_time_());
    started_ = true;
    return true;
  }
  std::optional<Time> instant;
  {
    const std::lock_guard lock(mutex_);
    if (!waiting_.empty()) instant = waiting_.front().instant;
  }
  if (!instant.has_value()) return false;
  DOCKET_ASSIGN_OR_RETURN(const std::optional<Time> due, NextDue());
  if (due.has_value() && *due < *instant) {
    now_ = std::max(now_, *due + milliseconds(1));
    return true;
  }
  now_ = std::max(now_, *instant);
  AdmitRound();
  return true;
}

absl::StatusOr<std::optional<Time>> LogClock::NextDue() const {
  std::optional<Time> next;
  for (const ClockedUnit& unit : units_) {
    DOCKET_ASSIGN_OR_RETURN(const std::optional<Time> due, unit.loop->NextDue());
    if (due.has_value()) next = std::min(next.value_or(*due), *due);
  }
  return next;
}

void LogClock::AdmitRound() {
  const std::lock_guard lock(mutex_);
  std::set<std::string> aggregates;
  while (!waiting_.empty() && aggregates.size() < kRoundMax) {
    Waiting& next = waiting_.front();
    if (next.instant > now_) return;
    if (!aggregates.insert(next.command.header.aggregate_id()).second) return;
    DOCKET_CHECK(next.mailbox->Put(next.command));  // It is empty, for the unit is quiet.
    waiting_.pop_front();
  }
}

absl::Status LogClock::fault() const {
  const std::lock_guard lock(mutex_);
  return fault_;
}

}  // namespace docket::runtime
