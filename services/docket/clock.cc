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
  if (kind == ClockKind::kWall) return;
  std::vector<runtime::ClockedUnit> clocked;
  for (HostUnit& unit : units_) {
    clocked.push_back({unit.unit.get(), &unit.unit->loop(), &unit.unit->mailbox()});
  }
  log_clock_.emplace(std::move(clocked), [this] { return GreatestTime(units_); });
}

Clock::~Clock() {
  for (HostUnit& unit : units_) unit.unit->SetWaker(nullptr);
}

// The units are dealt out to the threads in turn.
Clock::Groups Clock::ByWall() {
  Groups groups(std::clamp<size_t>(std::thread::hardware_concurrency(), 1, units_.size()));
  for (size_t i = 0; i < units_.size(); ++i) {
    groups[i % groups.size()].push_back(units_[i].unit.get());
  }
  return groups;
}

Clock::Groups Clock::ByLog() { return {{&*log_clock_}}; }

// The watches cost little on the thread that steps units, so they are the first one's too.
void Clock::Start(intake::TicketWatches& watches) {
  Groups groups = log_clock_.has_value() ? ByLog() : ByWall();
  groups.front().push_back(&watches);
  const size_t count = groups.size();
  threads_ = std::make_unique<runtime::UnitThreads>(std::move(groups));
  watches.SetWaker(threads_->waker(0));
  if (log_clock_.has_value()) log_clock_->SetWaker(threads_->waker(0));
  for (size_t i = 0; i < units_.size(); ++i) {
    runtime::HostedUnit& unit = *units_[i].unit;
    unit.SetWaker(threads_->waker(i % count));
    unit.SetProgressWaker(&watches);
    unit.loop().Assign();
  }
  threads_->Start();
}

void Clock::Stop() {
  if (threads_ != nullptr) threads_->Stop();
}

std::vector<eventing::UnitDoor> Clock::Doors() {
  std::vector<eventing::UnitDoor> doors;
  for (size_t i = 0; i < units_.size(); ++i) {
    doors.push_back(units_[i].unit->door());
    if (log_clock_.has_value()) doors.back().mailbox = &log_clock_->door(i);
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
