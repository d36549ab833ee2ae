#pragma once

// One partition unit of a host: its store on disk, its mailbox, its loop, and the reads that wait
// for it. A step of it is one of its loop, then of what waits for that. Whether it owns its
// partition or not, it folds it; who does not may show its rows once they are whole.

#include <atomic>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/status.h"
#include "libs/eventing/end_query.h"
#include "libs/eventing/partition_loop.h"
#include "libs/eventing/unit_doors.h"
#include "libs/runtime/unit_counts.h"
#include "libs/store/rocksdb/shared_resources.h"

namespace docket::runtime {

struct HostedUnitOptions {
  // Where its store lives: `stores/<unit kind>/<partition>` of the data directory.
  std::string directory;
  // Of the unit's fold; a store of another version is set aside and rebuilt.
  uint32_t fold_version = 1;
  // When it is opened; names what is set aside.
  Time now{};
  // Of the process; null where nothing depends on settings. Outlives the unit.
  eventing::FoldedSettings* settings = nullptr;
};

// A store that nobody else knows, gone with its object.
class ScratchStore {
 public:
  ScratchStore(std::string directory, std::unique_ptr<store::ProjectionStore> store)
      : directory_(std::move(directory)), store_(std::move(store)) {}
  ~ScratchStore();
  ScratchStore(const ScratchStore&) = delete;
  ScratchStore& operator=(const ScratchStore&) = delete;

  store::ProjectionStore& store() { return *store_; }

 private:
  const std::string directory_;
  std::unique_ptr<store::ProjectionStore> store_;
};

class HostedUnit final : public eventing::Stepped {
 public:
  // Calls that may wait; beyond them RESOURCE_EXHAUSTED.
  static constexpr size_t kCallsMax = 4096;

  // Opens the store and makes the loop; `log`, `positions` and `resources` outlive it. A store that
  // is damaged, of another fold, or not of this log (log_check.h) is set aside, said so in
  // `set_aside()`, and begun anew: the log has everything. OUT_OF_RANGE if the log lacks what the
  // store has folded. May wait for the log.
  static absl::StatusOr<std::unique_ptr<HostedUnit>> Open(eventing::UnitSpec spec,
                                                          log::EventLog& log,
                                                          log::Positions& positions,
                                                          const HostedUnitOptions& options,
                                                          store::SharedResources& resources);

  const eventing::UnitSpec& spec() const { return spec_; }
  // As operators and health call it: "intake/2".
  std::string name() const;
  const store::ProjectionStore& store() const { return *store_; }
  // Of the process; null where nothing depends on settings.
  eventing::FoldedSettings* settings() const { return settings_; }
  eventing::PartitionLoop& loop() { return loop_; }
  const eventing::PartitionLoop& loop() const { return loop_; }
  eventing::Mailbox& mailbox() { return mailbox_; }
  eventing::UnitDoor door() { return {&mailbox_, store_.get(), &loop_.progress(), &parked_reads_}; }

  // This instance owns the partition from now on, or no more; the next step says so to the loop.
  // Who lost it and has it again before that step begins anew all the same, for it may have been
  // another's in between. From the thread that sets the waker.
  void Own(bool owned);
  // Any thread.
  bool owned() const { return IsOwned(ownership_.load(std::memory_order_acquire)); }

  // Whether a record has waited for settings for ten seconds: they are in the log, for whoever
  // decided that record had folded them, so something keeps this process from them. Any thread.
  bool settings_overdue() const { return settings_overdue_.load(std::memory_order_acquire); }

  // What it has done since it was opened, as of the last step. Any thread.
  const UnitCounts& counts() const { return counts_; }

  // Who is told that a step has something to do; null for nobody. Outlives this or is replaced.
  void SetWaker(log::Waker* waker);
  // Who is told when a step has written rows or has begun or ended to serve; null for nobody.
  // Before the first step.
  void SetProgressWaker(log::Waker* waker) { progress_waker_ = waker; }

  // The step that finds the loop halted on DATA_LOSS marks the store: the next Open reads all of it
  // first, and sets it aside if the damage is there and not in the log.
  eventing::Turn Step(Instant now) override;

  // Closes the loop (PartitionLoop::Close).
  absl::Status Close() { return loop_.Close(); }

  // An empty store beside the unit's own and of the same fold, to be filled and compared; one at a
  // time. It must go before the unit, and takes its files with it. Any thread.
  absl::StatusOr<std::unique_ptr<ScratchStore>> MakeScratch() const;

  // Where a store that could not be used was put, and why; empty if there was none.
  const std::string& set_aside() const { return set_aside_; }

 private:
  static bool IsOwned(uint64_t ownership) { return ownership % 2 == 1; }
  void NoteHalt();
  void TellOwned();
  void LookWhetherWhole();
  void TellCounts();
  void WatchSettings(Instant now);

  HostedUnit(eventing::UnitSpec spec, log::EventLog& log, log::Positions& positions,
             std::unique_ptr<store::ProjectionStore> store, const HostedUnitOptions& options,
             store::SharedResources& resources);

  const eventing::UnitSpec spec_;
  const std::string directory_;
  const std::string scratch_directory_;
  const std::string store_owner_;
  store::SharedResources& resources_;
  eventing::FoldedSettings* const settings_;
  std::string set_aside_;
  std::unique_ptr<store::ProjectionStore> store_;
  eventing::Mailbox mailbox_;
  eventing::PartitionLoop loop_;
  eventing::ParkedReads parked_reads_;
  UnitCounts counts_;
  log::Waker* waker_ = nullptr;
  log::Waker* progress_waker_ = nullptr;
  // Of each input; asked anew whenever the rows were cleared. Beyond them rows are whole.
  std::deque<eventing::EndQuery> ends_;
  std::vector<std::optional<log::Offset>> end_offsets_;
  uint64_t ends_of_rebuild_ = 0;
  // Counts what Own said: an odd number is ownership, each of its own.
  std::atomic<uint64_t> ownership_{0};
  uint64_t told_ownership_ = 0;  // To the loop.
  uint64_t seen_changes_ = 0;
  bool seen_halt_ = false;
  std::optional<std::chrono::nanoseconds> settings_awaited_since_;
  std::atomic<bool> settings_overdue_{false};
};

}  // namespace docket::runtime
