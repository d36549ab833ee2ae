#include "tests/simulation/simulation.h"

#include <algorithm>
#include <utility>

#include "libs/base/proto_time.h"
#include "libs/store/table_digest.h"
#include "tests/simulation/damage.h"
#include "tests/simulation/planted.h"
#include "tests/simulation/terms_oracle.h"
#include "tests/simulation/timer_oracle.h"

namespace docket::simulation {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kClients = 4;
// By then whatever was on its way when the faults ended has landed.
constexpr seconds kLatest{25};
// By then everything is at rest, resends of timers included.
constexpr seconds kQuietMax{150};
constexpr seconds kLook{1};

// What is left when nothing goes wrong: everything takes some time, and reads are small.
docket::testing::SimulatedLogFaults Healthy() {
  docket::testing::SimulatedLogFaults healthy;
  healthy.latency_max = milliseconds(5);
  healthy.short_read = 0.2;
  return healthy;
}

World::Options WorldOf(const SeedOptions& options, int processes, int32_t partitions,
                       const Faults& faults) {
  Stream bounds(options.seed, "bounds");
  return {.seed = options.seed,
          .processes = processes,
          .partitions = partitions,
          .log_faults = faults.OfLog(),
          .bounds = faults.DrawBounds(bounds),
          .news_delay_max = faults.Has(Fault::kMoves) ? seconds(4) : milliseconds(200),
          .oracles = options.oracles,
          .recording = options.recording};
}

}  // namespace

Simulation::Drawn Simulation::Draw(const SeedOptions& options) {
  Stream shape(options.seed, "shape");
  return {.faults = options.faults.value_or(Faults::Draw(shape)),
          .processes = 2 + static_cast<int>(shape.Below(2)),
          .partitions = 1 + static_cast<int32_t>(shape.Below(2)),
          .safety = shape.Between(seconds(10), seconds(40))};
}

Simulation::Simulation(const SeedOptions& options) : Simulation(options, Draw(options)) {}

Simulation::Simulation(const SeedOptions& options, const Drawn& drawn)
    : options_(options),
      drawn_(drawn),
      work_(options.seed, "work"),
      faults_(options.seed, "faults"),
      machines_(options.seed, "machines"),
      reads_(options.seed, "reads"),
      settings_(options.seed, "settings"),
      world_(WorldOf(options, drawn.processes, drawn.partitions, drawn.faults)),
      machine_(world_, machines_),
      reader_(world_, reads_),
      administrator_(world_, settings_) {
  for (int index = 0; index < kClients; ++index) {
    clients_.emplace_back(
        world_, work_,
        Client::Options{.index = index, .calls_fail = drawn.faults.Has(Fault::kCalls)});
  }
}

SeedResult Simulation::Run() {
  StartAll();
  if (RunSafety()) {
    Heal();
    if (RunUntilQuiet() && RunRebuild()) RunDamage();
  }
  return Result();
}

void Simulation::StartAll() {
  for (Process& process : world_.processes()) {
    SetClock(process);
    process.Start();
  }
  LookAfter();
  for (Client& client : clients_) client.Start();
  machine_.Start();
  reader_.Start();
  administrator_.Start();
}

bool Simulation::RunSafety() {
  const Faults& faults = drawn_.faults;
  Every(kLook / 2, kLook * 2, [this] { LookAfter(); });
  if (faults.Has(Fault::kCrashes)) Every(seconds(2), seconds(8), [this] { CrashOne(); });
  if (faults.Has(Fault::kFreezes)) Every(seconds(3), seconds(12), [this] { FreezeOne(); });
  if (faults.Has(Fault::kMoves)) Every(seconds(1), seconds(8), [this] { MoveOne(); });
  if (faults.Has(Fault::kPlanted)) Every(milliseconds(200), seconds(3), [this] { PlantOne(); });
  if (faults.Has(Fault::kRebuilds)) Every(seconds(2), seconds(8), [this] { RebuildOne(); });
  if (faults.Has(Fault::kClocks)) {
    Every(seconds(3), seconds(15), [this] { SetClock(faults_.Pick(world_.processes())); });
  }
  return world_.RunFor(drawn_.safety);
}

// Again and again, until everything is safe; looking after goes on.
void Simulation::Every(nanoseconds low, nanoseconds high, std::function<void()> what) {
  world_.scheduler().After(faults_.Between(low, high), [this, low, high, what = std::move(what)] {
    what();
    Every(low, high, what);
  });
}

// What an operator and the group do: dead processes come back, partitions get an owner.
void Simulation::LookAfter() {
  for (Process& process : world_.processes()) {
    if (!process.running() && (safe_ || faults_.OneIn(3))) Restart(process);
  }
  for (const Process::UnitKey& unit : world_.unit_keys()) {
    Process* process = DrawRunning();
    if (process != nullptr && world_.OwnerOf(unit) == nullptr) world_.Give(unit, process);
  }
}

void Simulation::Restart(Process& process) {
  const bool loses = !safe_ && drawn_.faults.Has(Fault::kDisks) && faults_.OneIn(2);
  if (loses) {
    process.LoseDisk(faults_.Pick(world_.unit_keys()));
    if (faults_.OneIn(3)) process.LoseSettings();
    world_.marks().Add("disk lost");
  }
  process.Start();
  if (!safe_ && faults_.OneIn(3)) DelaySettings(process);
}

// What waits for them waits for long, and who lost them is behind for long.
void Simulation::DelaySettings(Process& process) {
  process.DelaySettingsUntil(world_.scheduler().now() + faults_.Between(seconds(1), seconds(6)));
  world_.marks().Add("settings delayed");
}

void Simulation::CrashOne() {
  Process* process = safe_ ? nullptr : DrawRunning();
  if (process == nullptr) return;
  process->CrashAfter(faults_.Below(150));
  world_.marks().Add("crash");
}

// A process that stands still for long is taken for dead, and goes on as an owner of the past.
void Simulation::FreezeOne() {
  Process* process = safe_ ? nullptr : DrawRunning();
  if (process == nullptr) return;
  const nanoseconds span = faults_.Between(seconds(1), seconds(faults_.OneIn(4) ? 30 : 6));
  process->FreezeUntil(world_.scheduler().now() + span);
  world_.marks().Add("freeze");
  if (span > seconds(2)) TakeFrom(*process);
}

void Simulation::TakeFrom(Process& process) {
  for (const Process::UnitKey& unit : world_.unit_keys()) {
    if (world_.OwnerOf(unit) == &process) world_.Give(unit, DrawRunning());
  }
}

void Simulation::MoveOne() {
  Process* process = safe_ ? nullptr : DrawRunning();
  if (process == nullptr) return;
  world_.Give(faults_.Pick(world_.unit_keys()), process);
  world_.marks().Add("move");
}

// Mostly a little wrong, now and then by up to an hour.
void Simulation::SetClock(Process& process) {
  if (safe_ || !drawn_.faults.Has(Fault::kClocks)) return;
  const nanoseconds most = faults_.OneIn(4) ? nanoseconds(hours(1)) : nanoseconds(seconds(3));
  const nanoseconds error = faults_.Between(-most, most);
  process.clock().SetError(error);
  world_.court().OnClockAhead(error);
}

void Simulation::PlantOne() {
  if (safe_) return;
  const Process::UnitKey& unit = faults_.Pick(world_.unit_keys());
  const ReferencePartition& events = world_.court().reference().At(unit.first, unit.second);
  std::string_view what = "events";
  std::optional<log::Record> record;
  switch (faults_.Below(6)) {
    case 0: record = PlantUnreadable(events, faults_); break;
    case 1:
      record = PlantUnreadableCommand(events, faults_);
      what = "commands";
      break;
    default: record = PlantIgnored(events, faults_); break;
  }
  if (record.has_value()) world_.log().Land({TopicOf(unit.first, what), unit.second}, *record);
}

void Simulation::RebuildOne() {
  Process* process = safe_ ? nullptr : DrawRunning();
  if (process == nullptr) return;
  if (faults_.OneIn(5)) return process->settings().Rebuild();
  process->units().at(faults_.Pick(world_.unit_keys())).loop().Rebuild();
}

// One that is not frozen if there is one.
Process* Simulation::DrawRunning() {
  std::vector<Process*> running;
  for (Process& process : world_.processes()) {
    if (process.running() && !process.frozen()) running.push_back(&process);
  }
  return running.empty() ? nullptr : faults_.Pick(running);
}

void Simulation::Heal() {
  safe_ = true;
  world_.trace().Add(world_.scheduler().now(), "all", "is well from now on");
  world_.log().SetFaults(Healthy());
  for (Process& process : world_.processes()) {
    process.clock().SetError({});
    if (process.running()) process.Thaw();
  }
  for (Client& client : clients_) {
    client.StopFailing();
    client.Finish();
  }
  machine_.Finish();
  reader_.Finish();
  administrator_.Finish();
  LookAfter();
}

bool Simulation::RunUntilQuiet() {
  const nanoseconds began = world_.scheduler().now();
  if (!world_.RunFor(kLatest)) return false;
  while (std::optional<std::string> pending = Pending()) {
    if (world_.scheduler().now() - began > kQuietMax) {
      const bool due = pending->starts_with("loan");
      world_.court().Report({due ? "O5" : "V1", "all is well, but not at rest: " + *pending});
      return false;
    }
    if (!world_.RunFor(milliseconds(250))) return false;
  }
  JudgeQuiet();
  return !world_.court().violation().has_value();
}

// What keeps the world from being at rest; none if nothing does.
std::optional<std::string> Simulation::Pending() {
  for (const Client& client : clients_) {
    if (!client.idle()) return "a client waits for an answer";
  }
  if (!reader_.idle()) return "a read waits for its answer";
  for (Process& process : world_.processes()) {
    if (!process.running()) return process.name() + " is dead";
    if (std::optional<std::string> pending = PendingOf(process)) return pending;
  }
  const std::vector<std::string> overdue =
      OverdueLoans(world_.court().reference(), WallAt(world_.scheduler().now()));
  if (!overdue.empty()) return "loan of " + overdue.front() + " is overdue";
  const std::vector<std::string> outdated = OutdatedLoans(world_.court().reference());
  if (!outdated.empty()) return "loan of " + outdated.front() + " is on terms that are no more";
  return std::nullopt;
}

std::optional<std::string> Simulation::PendingOf(Process& process) {
  for (auto& [key, unit] : process.units()) {
    const auto [kind, partition] = key;
    const std::unique_ptr<store::ReadView> view = unit.View();
    const UnitRows rows(unit.name(), *view, unit.tables());
    if (rows.Next(TopicOf(kind, "events")) < world_.EndOf(kind, partition, "events")) {
      return ToText(unit.name()) + " has not folded all its events";
    }
    if (world_.OwnerOf(key) != &process) continue;
    if (!unit.loop().serving()) return ToText(unit.name()) + " does not serve";
    if (rows.Next(TopicOf(kind, "commands")) < world_.EndOf(kind, partition, "commands")) {
      return ToText(unit.name()) + " has not passed all its commands";
    }
  }
  return std::nullopt;
}

void Simulation::JudgeQuiet() {
  std::vector<std::unique_ptr<store::ReadView>> views;
  std::deque<UnitRows> rows;
  std::vector<const UnitRows*> all;
  for (Process& process : world_.processes()) {
    for (auto& [key, unit] : process.units()) {
      views.push_back(unit.View());
      all.push_back(&rows.emplace_back(unit.name(), *views.back(), unit.tables()));
    }
  }
  world_.court().AtQuiet(all);
}

// A process on empty disks folds everything again, in other batches.
bool Simulation::RunRebuild() {
  docket::testing::SimulatedLogFaults small = Healthy();
  small.short_read = 0.9;
  world_.log().SetFaults(small);
  Process& rebuilt = world_.AddProcess();
  rebuilt.Start();
  const nanoseconds began = world_.scheduler().now();
  while (std::optional<std::string> pending = Pending()) {
    if (world_.scheduler().now() - began > kQuietMax) {
      world_.court().Report({"V1", "a rebuild does not end: " + *pending});
      return false;
    }
    if (!world_.RunFor(milliseconds(250))) return false;
  }
  CompareFolds(rebuilt);
  return !world_.court().violation().has_value();
}

void Simulation::CompareFolds(Process& rebuilt) {
  for (auto& [key, unit] : rebuilt.units()) {
    const auto fresh = store::FullDigest(*unit.View(), unit.spec());
    for (Process& process : world_.processes()) {
      Unit& other = process.units().at(key);
      const auto digest = store::FullDigest(*other.View(), other.spec());
      if (fresh.ok() && digest.ok() && *fresh == *digest) continue;
      world_.court().Report({"O1", ToText(other.name()) + " has other rows than a fold from zero"});
    }
  }
}

// At last the log may lose something.
bool Simulation::RunDamage() {
  std::optional<Damage::Kind> kind = Damage::Draw(faults_);
  if (options_.canary) kind = Damage::Kind::kGap;
  return !kind.has_value() || Damage(world_, faults_, options_.canary).Run(*kind);
}

SeedResult Simulation::Result() {
  for (Process& process : world_.processes()) {
    if (process.running()) process.AddMarks();
  }
  SeedResult result{.violation = world_.court().violation(),
                    .trace_hash = world_.trace().hash(),
                    .commits = 0,
                    .faults = drawn_.faults.ToText(),
                    .marks = world_.marks(),
                    .last_steps = world_.trace().last()};
  for (const auto& [place, events] : world_.court().reference().partitions()) {
    for (const auto& [id, versions] : events.aggregates()) result.commits += versions.size();
  }
  return result;
}

}  // namespace docket::simulation
