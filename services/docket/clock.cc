#include "services/docket/clock.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "services/intake/projection/intake_unit.h"

namespace docket {
namespace {

// Of all tickets there are.
absl::StatusOr<Time> GreatestTime(const std::vector<HostUnit>& units) {
  Time greatest{};
  for (const HostUnit& unit : units) {
    DOCKET_ASSIGN_OR_RETURN(
        const Time time,
        eventing::ReadGreatestTime(intake::TicketTables(), *unit.unit->store().View()));
    greatest = std::max(greatest, time);
  }
  return greatest;
}

}  // namespace

Clock::Clock(ClockKind kind, std::vector<HostUnit>& units) : units_(units) {
  if (kind == ClockKind::kLog) {
    StepByLog();
  } else {
    StepByWall();
  }
}

Clock::~Clock() {
  for (HostUnit& unit : units_) unit.unit->loop().SetWaker(nullptr);
}

// The units are dealt out to the threads in turn.
void Clock::StepByWall() {
  const size_t count = std::clamp<size_t>(std::thread::hardware_concurrency(), 1,
                                          std::max<size_t>(units_.size(), 1));
  std::vector<std::vector<eventing::Stepped*>> groups(count);
  for (size_t i = 0; i < units_.size(); ++i) groups[i % count].push_back(&units_[i].unit->loop());
  threads_ = std::make_unique<runtime::UnitThreads>(std::move(groups));
  for (size_t i = 0; i < units_.size(); ++i) Wake(units_[i], i % count);
}

void Clock::StepByLog() {
  std::vector<runtime::ClockedUnit> clocked;
  for (HostUnit& unit : units_) clocked.push_back({&unit.unit->loop(), &unit.unit->mailbox()});
  log_clock_.emplace(std::move(clocked), [this] { return GreatestTime(units_); });
  threads_ = std::make_unique<runtime::UnitThreads>(
      std::vector<std::vector<eventing::Stepped*>>{{&*log_clock_}});
  log_clock_->SetWaker(threads_->waker(0));
  for (HostUnit& unit : units_) Wake(unit, 0);
}

void Clock::Wake(HostUnit& unit, size_t group) {
  unit.unit->loop().SetWaker(threads_->waker(group));
  unit.unit->loop().Assign();
}

std::vector<eventing::UnitDoor> Clock::Doors() {
  std::vector<eventing::UnitDoor> doors;
  for (size_t i = 0; i < units_.size(); ++i) {
    runtime::HostedUnit& unit = *units_[i].unit;
    eventing::CommandDoor* mailbox = &unit.mailbox();
    if (log_clock_.has_value()) mailbox = &log_clock_->door(i);
    doors.push_back({mailbox, &unit.store()});
  }
  return doors;
}

absl::StatusOr<std::shared_ptr<void>> Clock::TakeStream() {
  if (log_clock_.has_value()) return log_clock_->TakeStream();
  return std::shared_ptr<void>();
}

absl::Status Clock::fault() const {
  return log_clock_.has_value() ? log_clock_->fault() : absl::OkStatus();
}

}  // namespace docket
