#include "tests/simulation/process.h"

#include <algorithm>

#include "libs/base/check.h"
#include "libs/testing/simulated_event_log.h"
#include "libs/testing/simulated_positions.h"

namespace docket::simulation {
namespace {

using docket::testing::SimulatedEventLog;
using docket::testing::SimulatedMembership;
using docket::testing::SimulatedPositions;
using std::chrono::microseconds;

// How long a thread of the host takes to come back to a unit.
constexpr microseconds kTurnMin{20};
constexpr microseconds kTurnMax{2'000};

size_t GroupOf(Kind kind) { return kind == Kind::kUmbrella ? 0 : 1; }

}  // namespace

// What goes with a crash. Members go in reverse: the units before their ports.
struct Process::Life {
  Life(const Surroundings& surroundings, std::function<void()> on_cut)
      : gate(std::make_shared<Gate>(std::move(on_cut))),
        log(surroundings.log),
        positions(surroundings.log, log),
        members{std::make_unique<SimulatedMembership>(*surroundings.groups[0]),
                std::make_unique<SimulatedMembership>(*surroundings.groups[1])},
        board(log) {}

  std::shared_ptr<Gate> gate;
  SimulatedEventLog log;
  SimulatedPositions positions;
  std::array<std::unique_ptr<SimulatedMembership>, 2> members;
  WakeBoard board;
  std::optional<SettingsFold> settings;
  std::map<UnitKey, Unit> units;
  std::map<UnitKey, nanoseconds> planned;  // When each unit is stepped next.
};

Process::Process(int index, const Surroundings& surroundings)
    : index_(index),
      surroundings_(surroundings),
      clock_(std::chrono::hours(1 + surroundings.time.Below(1000))) {
  for (const Kind kind : kKinds) {
    for (int32_t partition = 0; partition < surroundings.partitions; ++partition) {
      disks_.try_emplace({kind, partition});
    }
  }
}

Process::~Process() {
  if (life_ != nullptr) Crash();
}

void Process::Note(std::string_view what, std::string_view detail) {
  surroundings_.trace.Add(surroundings_.scheduler.now(), name(), what, detail);
}

void Process::Start() {
  DOCKET_CHECK(life_ == nullptr);
  ++lives_;
  Note("starts");
  life_ = std::make_unique<Life>(surroundings_, [this] {
    life_->log.Cut();
    life_->positions.Cut();
    for (const auto& member : life_->members) member->Cut();
    for (auto& [unit, disk] : disks_) disk.Crash(surroundings_.store.generator());
    settings_disk_.Crash(surroundings_.store.generator());
  });
  AddUnits();
}

void Process::AddUnits() {
  const auto wake = [this](const UnitKey& unit) {
    Plan(unit, surroundings_.scheduler.now() + surroundings_.time.Between(kTurnMin, kTurnMax));
  };
  LifePorts ports{life_->log, life_->positions, life_->board, *life_->gate, surroundings_.court};
  life_->settings.emplace(ports, settings_disk_, [wake] { wake(kSettings); });
  Plan(kSettings, surroundings_.scheduler.now());
  ports.settings = &life_->settings->settings();
  for (auto& [key, disk] : disks_) {
    const auto [kind, partition] = key;
    life_->units.try_emplace(key, UnitName{index_, kind, partition}, SpecOf(key), ports, disk,
                             [wake, unit = key] { wake(unit); });
    Plan(key, surroundings_.scheduler.now());
  }
}

eventing::UnitSpec Process::SpecOf(const UnitKey& unit) {
  const auto [kind, partition] = unit;
  eventing::UnitSpec spec = kind == Kind::kUmbrella ? toy_.Desk(partition) : toy_.Ledger(partition);
  spec.bounds = surroundings_.bounds;
  return spec;
}

void Process::CrashAfter(uint64_t calls) { life_->gate->CutAfter(calls); }

void Process::Crash() {
  life_->gate->Cut();
  Bury();
}

void Process::Bury() {
  Note("is dead");
  AddMarks();
  life_.reset();
}

void Process::AddMarks() const {
  Marks& marks = surroundings_.marks;
  for (const auto& [key, unit] : life_->units) {
    const eventing::FoldCounters& fold = unit.loop().fold_counters();
    marks.Add("accepted", fold.accepted);
    marks.Add("duplicate ignored", fold.duplicate);
    marks.Add("lost race ignored", fold.lost_race);
    marks.Add("stale commit ignored", fold.stale);
    marks.Add("foreign commit ignored", fold.foreign_prev);
    marks.Add("folded from memory", fold.from_memory);
    marks.Add("rebuilt", unit.loop().rebuilds());
    marks.Add("fold waited for settings", fold.settings_awaited);
    const eventing::CommandCounters& commands = unit.loop().command_counters(0);
    marks.Add("known command met again", commands.done_before);
    marks.Add("refused", commands.rejected);
    marks.Add("race lost and decided again", commands.races_lost);
    marks.Add("same bytes appended again", commands.resent);
    marks.Add("deadline passed", commands.deadlines_passed);
  }
}

void Process::FreezeUntil(nanoseconds until) {
  frozen_until_ = std::max(frozen_until_, until);
  Note("freezes");
}

void Process::Thaw() {
  const nanoseconds now = surroundings_.scheduler.now();
  settings_delayed_until_ = now;
  Plan(kSettings, now);
  if (!frozen()) return;
  frozen_until_ = now;
  for (const auto& [unit, disk] : disks_) Plan(unit, now);
}

SimulatedMembership& Process::member(Kind kind) { return *life_->members[GroupOf(kind)]; }

std::shared_ptr<Gate> Process::gate() const { return life_->gate; }

std::map<Process::UnitKey, Unit>& Process::units() { return life_->units; }

SettingsFold& Process::settings() { return *life_->settings; }

bool Process::Put(int32_t partition, eventing::Command& command) {
  return life_->units.at({Kind::kUmbrella, partition}).mailbox().Put(command);
}

// Only the earliest plan of a unit counts; a task that was planned for another time does nothing.
void Process::Plan(const UnitKey& unit, nanoseconds when) {
  when = std::max(when, surroundings_.scheduler.now());
  const auto [planned, fresh] = life_->planned.try_emplace(unit, when);
  if (!fresh && planned->second <= when) return;
  planned->second = when;
  surroundings_.scheduler.At(when, [this, unit, when, life = lives_] {
    if (life_ == nullptr || lives_ != life) return;
    const auto plan = life_->planned.find(unit);
    if (plan != life_->planned.end() && plan->second == when) Step(unit);
  });
}

void Process::Step(const UnitKey& key) {
  life_->planned.erase(key);
  const nanoseconds now = surroundings_.scheduler.now();
  if (frozen()) return Plan(key, frozen_until_);
  if (key == kSettings) return StepSettings();
  HearOfOwnership(key.first);
  Unit& unit = life_->units.at(key);
  const eventing::Turn turn = unit.Step(clock_.At(now));
  if (!life_->gate->open()) return Bury();
  const absl::Status halt = unit.loop().halt();
  if (!halt.ok()) surroundings_.court.OnHalted(unit.name(), docket::Message(halt));
  Note("steps", ToText(unit.name()));
  PlanAfter(key, turn);
}

void Process::StepSettings() {
  if (surroundings_.scheduler.now() < settings_delayed_until_) {
    return Plan(kSettings, settings_delayed_until_);
  }
  const eventing::Turn turn = life_->settings->Step(Now());
  if (!life_->gate->open()) return Bury();
  const absl::Status halt = life_->settings->halt();
  if (!halt.ok()) {
    surroundings_.court.Report({"halt", "settings halt: " + std::string(docket::Message(halt))});
  }
  Note("steps", "settings");
  PlanAfter(kSettings, turn);
}

void Process::PlanAfter(const UnitKey& key, const eventing::Turn& turn) {
  const nanoseconds soon =
      surroundings_.scheduler.now() + surroundings_.time.Between(kTurnMin, kTurnMax);
  Plan(key, turn.worked ? soon : std::max(soon, clock_.WhenMonotonic(turn.wake.monotonic)));
}

void Process::HearOfOwnership(Kind kind) {
  for (const log::MembershipChange& change : member(kind).Poll()) {
    const bool assigned = change.kind == log::MembershipChange::Kind::kAssigned;
    Unit& unit = life_->units.at({kind, change.partition});
    Note(assigned ? "is given" : "loses", ToText(unit.name()));
    assigned ? unit.loop().Assign() : unit.loop().Revoke();
    Plan({kind, change.partition}, surroundings_.scheduler.now());
  }
}

}  // namespace docket::simulation
