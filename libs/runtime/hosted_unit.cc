#include "libs/runtime/hosted_unit.h"

#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "libs/runtime/log_check.h"
#include "libs/store/rocksdb/rocks_engine.h"

namespace docket::runtime {
namespace {

using eventing::UnitSpec;
using store::ProjectionStore;
using store::RocksEngine;
using store::StoreSpec;

// Settings come within a moment of being published (architecture.md 3).
constexpr std::chrono::seconds kSettingsPatience{10};

// Beside a store that is to be read whole before it is used again.
std::string SuspectFile(const std::string& directory) { return directory + ".suspect"; }

std::string NameOf(const UnitSpec& spec) {
  return spec.service + '/' + std::to_string(spec.partition);
}

// By what a store is known to be of this unit and no other, wherever its directory was moved to.
std::string OwnerOf(const UnitSpec& spec, const log::EventLog& log) {
  return log.log_id() + ' ' + NameOf(spec);
}

absl::StatusOr<std::unique_ptr<ProjectionStore>> OpenStore(const std::string& directory,
                                                           const StoreSpec& spec,
                                                           const std::string& owner,
                                                           store::SharedResources& resources) {
  DOCKET_ASSIGN_OR_RETURN(std::unique_ptr<RocksEngine> engine,
                          RocksEngine::Open(directory, store::EngineTables(spec), resources));
  if (std::filesystem::exists(SuspectFile(directory))) DOCKET_RETURN_IF_ERROR(engine->Verify());
  return ProjectionStore::Open(std::move(engine), spec, owner);
}

// The store in its place, if its rows are of records that `log` has: by the last one of each topic.
absl::StatusOr<std::unique_ptr<ProjectionStore>> OpenStoreOf(log::EventLog& log,
                                                             const UnitSpec& spec,
                                                             const HostedUnitOptions& options,
                                                             store::SharedResources& resources) {
  const StoreSpec store_spec{.tables = spec.Tables(), .fold_version = options.fold_version};
  DOCKET_ASSIGN_OR_RETURN(std::unique_ptr<ProjectionStore> store,
                          OpenStore(options.directory, store_spec, OwnerOf(spec, log), resources));
  for (const log::TopicPartition& place : spec.Topics()) {
    absl::Status checked = CheckAgainstLog(log, place, store->position(ToText(place)));
    if (!checked.ok()) return Annotate(checked, "the store in " + options.directory);
  }
  return store;
}

// Whether a new store in its place would do: the log has all that it held.
bool IsUnusable(const absl::Status& status) {
  return status.code() == absl::StatusCode::kDataLoss ||
         status.code() == absl::StatusCode::kFailedPrecondition;
}

}  // namespace

absl::StatusOr<std::unique_ptr<HostedUnit>> HostedUnit::Open(UnitSpec spec, log::EventLog& log,
                                                             log::Positions& positions,
                                                             const HostedUnitOptions& options,
                                                             store::SharedResources& resources) {
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(options.directory).parent_path(),
                                      error);
  if (error) {
    return Unavailable("cannot make the directory of " + options.directory + ": " +
                       error.message());
  }
  std::string set_aside;
  auto store = OpenStoreOf(log, spec, options, resources);
  if (!store.ok() && IsUnusable(store.status())) {
    DOCKET_ASSIGN_OR_RETURN(
        set_aside, RocksEngine::SetAside(options.directory, std::to_string(ToMillis(options.now))));
    set_aside += ": " + std::string(Message(store.status()));
    std::filesystem::remove(SuspectFile(options.directory), error);
    store = OpenStoreOf(log, spec, options, resources);
  }
  DOCKET_RETURN_IF_ERROR(store.status());
  std::unique_ptr<HostedUnit> unit(
      new HostedUnit(std::move(spec), log, positions, *std::move(store), options, resources));
  unit->set_aside_ = std::move(set_aside);
  std::filesystem::remove(SuspectFile(options.directory), error);
  // Left behind by a process that ended while it compared; nothing depends on it.
  std::filesystem::remove_all(unit->scratch_directory_, error);
  return unit;
}

HostedUnit::HostedUnit(UnitSpec spec, log::EventLog& log, log::Positions& positions,
                       std::unique_ptr<ProjectionStore> store, const HostedUnitOptions& options,
                       store::SharedResources& resources)
    : spec_(std::move(spec)),
      directory_(options.directory),
      scratch_directory_(directory_ + ".scratch"),
      store_owner_(OwnerOf(spec_, log)),
      resources_(resources),
      settings_(options.settings),
      store_(std::move(store)),
      mailbox_(kCallsMax),
      loop_(spec_, {log, positions, *store_, mailbox_, options.settings}),
      parked_reads_(loop_.progress(), log) {
  for (const log::TopicPartition& input : spec_.Inputs()) {
    ends_.emplace_back(log, input);
    ends_.back().Ask();
  }
  end_offsets_.resize(ends_.size());
}

std::string HostedUnit::name() const { return NameOf(spec_); }

// Many a damaged block is met only when it is read, which a restart alone would not mend. Marked at
// once, for the process goes on and may be killed.
void HostedUnit::NoteHalt() {
  if (std::exchange(seen_halt_, true)) return;
  if (loop_.halt().code() == absl::StatusCode::kDataLoss) std::ofstream(SuspectFile(directory_));
}

void HostedUnit::Own(bool owned) {
  const uint64_t last = ownership_.load(std::memory_order_relaxed);
  ownership_.store(last + (IsOwned(last) == owned ? 2 : 1), std::memory_order_release);
  if (waker_ != nullptr) waker_->Wake();
}

void HostedUnit::TellOwned() {
  const uint64_t ownership = ownership_.load(std::memory_order_acquire);
  if (std::exchange(told_ownership_, ownership) == ownership) return;
  IsOwned(ownership) ? loop_.Assign() : loop_.Revoke();
}

// An owner's loop says so itself, by a later end.
void HostedUnit::LookWhetherWhole() {
  eventing::UnitProgress& progress = loop_.progress();
  if (progress.shown() || progress.halted()) return;
  if (std::exchange(ends_of_rebuild_, loop_.rebuilds()) != loop_.rebuilds()) {
    for (size_t i = 0; i < ends_.size(); ++i) {
      ends_[i].Ask();
      end_offsets_[i].reset();
    }
  }
  bool whole = true;
  for (size_t i = 0; i < ends_.size(); ++i) {
    if (const std::optional<log::Offset> end = ends_[i].Take()) end_offsets_[i] = end;
    whole &= end_offsets_[i].has_value() && progress.written(i) >= *end_offsets_[i];
  }
  if (whole) progress.SetShown(true);
}

void HostedUnit::WatchSettings(Instant now) {
  if (loop_.progress().awaited_settings() == 0) {
    settings_awaited_since_.reset();
  } else if (!settings_awaited_since_.has_value()) {
    settings_awaited_since_ = now.monotonic;
  }
  const bool overdue = settings_awaited_since_.has_value() &&
                       now.monotonic - *settings_awaited_since_ >= kSettingsPatience;
  settings_overdue_.store(overdue, std::memory_order_release);
}

// The loop's own are for the thread that steps it.
void HostedUnit::TellCounts() {
  const eventing::FoldCounters& fold = loop_.fold_counters();
  counts_.Set(UnitCount::kAccepted, fold.accepted);
  counts_.Set(UnitCount::kDuplicate, fold.duplicate);
  counts_.Set(UnitCount::kLostRace, fold.lost_race);
  counts_.Set(UnitCount::kStale, fold.stale);
  counts_.Set(UnitCount::kForeignPrev, fold.foreign_prev);
  counts_.Set(UnitCount::kFromMemory, fold.from_memory);
  counts_.Set(UnitCount::kQuarantined, fold.quarantined);
  eventing::CommandCounters sum;
  for (size_t kind = 0; kind < spec_.decides.size(); ++kind) {
    const eventing::CommandCounters& commands = loop_.command_counters(kind);
    sum.appended += commands.appended;
    sum.done_before += commands.done_before;
    sum.rejected += commands.rejected;
    sum.races_lost += commands.races_lost;
    sum.resent += commands.resent;
    sum.deadlines_passed += commands.deadlines_passed;
  }
  counts_.Set(UnitCount::kAppended, sum.appended);
  counts_.Set(UnitCount::kDoneBefore, sum.done_before);
  counts_.Set(UnitCount::kRejected, sum.rejected);
  counts_.Set(UnitCount::kRacesLost, sum.races_lost);
  counts_.Set(UnitCount::kResent, sum.resent);
  counts_.Set(UnitCount::kDeadlinesPassed, sum.deadlines_passed);
}

void HostedUnit::SetWaker(log::Waker* waker) {
  waker_ = waker;
  loop_.SetWaker(waker);
  parked_reads_.SetWaker(waker);
}

eventing::Turn HostedUnit::Step(Instant now) {
  TellOwned();
  const eventing::Turn loop = loop_.Step(now);
  if (loop_.progress().halted()) NoteHalt();
  LookWhetherWhole();
  WatchSettings(now);
  TellCounts();
  const uint64_t changes = loop_.progress().changes();
  if (std::exchange(seen_changes_, changes) != changes && progress_waker_ != nullptr) {
    progress_waker_->Wake();
  }
  return EarlierOf(loop, parked_reads_.Step(now));
}

absl::StatusOr<std::unique_ptr<ScratchStore>> HostedUnit::MakeScratch() const {
  std::error_code error;
  std::filesystem::remove_all(scratch_directory_, error);
  if (error) return Unavailable("removing " + scratch_directory_ + ": " + error.message());
  DOCKET_ASSIGN_OR_RETURN(std::unique_ptr<ProjectionStore> store,
                          OpenStore(scratch_directory_, store_->spec(), store_owner_, resources_));
  return std::make_unique<ScratchStore>(scratch_directory_, std::move(store));
}

ScratchStore::~ScratchStore() {
  store_.reset();
  std::error_code ignored;  // What stays is removed by the next one.
  std::filesystem::remove_all(directory_, ignored);
}

}  // namespace docket::runtime
