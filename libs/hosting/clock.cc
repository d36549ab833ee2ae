#include "libs/hosting/clock.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "libs/eventing/aggregate_rows.h"

namespace docket::hosting {
namespace {

using runtime::HostedUnit;

// Of all commits that the units decided.
absl::StatusOr<Time> GreatestTime(const std::vector<HostedUnit*>& units) {
  Time greatest{};
  for (const HostedUnit* unit : units) {
    for (size_t kind = 0; kind < unit->spec().decides.size(); ++kind) {
      DOCKET_ASSIGN_OR_RETURN(
          const Time time,
          eventing::ReadGreatestTime(eventing::UnitSpec::TablesOf(kind), *unit->store().View()));
      greatest = std::max(greatest, time);
    }
  }
  return greatest;
}

}  // namespace

Clock::Clock(ClockKind kind, std::vector<HostedUnit*> units) : units_(std::move(units)) {
  if (kind == ClockKind::kWall) return;
  std::vector<runtime::ClockedUnit> clocked;
  for (HostedUnit* unit : units_) clocked.push_back({unit, &unit->loop(), &unit->mailbox()});
  log_clock_.emplace(std::move(clocked), [this] { return GreatestTime(units_); });
}

Clock::~Clock() {
  for (HostedUnit* unit : units_) unit->SetWaker(nullptr);
}

void Clock::Attach(size_t unit, Api& api) {
  units_[unit]->SetProgressWaker(&api.progress_waker());
  if (std::ranges::find(apis_, &api) == apis_.end()) apis_.push_back(&api);
}

// The units are dealt out to the threads in turn.
Clock::Groups Clock::ByWall() {
  Groups groups(std::clamp<size_t>(std::thread::hardware_concurrency(), 1, units_.size()));
  for (size_t i = 0; i < units_.size(); ++i) groups[i % groups.size()].push_back(units_[i]);
  return groups;
}

Clock::Groups Clock::ByLog() { return {{&*log_clock_}}; }

// What serves calls costs little on the thread that steps units, so it is the first one's too.
void Clock::Start() {
  Groups groups = log_clock_.has_value() ? ByLog() : ByWall();
  groups.front().insert(groups.front().end(), apis_.begin(), apis_.end());
  const size_t count = groups.size();
  threads_ = std::make_unique<runtime::UnitThreads>(std::move(groups));
  for (Api* api : apis_) api->SetWaker(threads_->waker(0));
  if (log_clock_.has_value()) log_clock_->SetWaker(threads_->waker(0));
  for (size_t i = 0; i < units_.size(); ++i) units_[i]->SetWaker(threads_->waker(i % count));
  threads_->Start();
}

void Clock::Stop() {
  if (threads_ != nullptr) threads_->Stop();
}

eventing::UnitDoor Clock::DoorOf(size_t unit) {
  eventing::UnitDoor door = units_[unit]->door();
  if (log_clock_.has_value()) door.mailbox = &log_clock_->door(unit);
  return door;
}

absl::StatusOr<std::shared_ptr<void>> Clock::TakeStream() {
  if (log_clock_.has_value()) return log_clock_->TakeStream();
  return std::shared_ptr<void>();
}

absl::Status Clock::fault() const {
  return log_clock_.has_value() ? log_clock_->fault() : absl::OkStatus();
}

}  // namespace docket::hosting
