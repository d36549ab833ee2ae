#pragma once

// The model that stands for RocksDB in simulations: ordered maps in memory that forget what a crash
// would. What outlives a process is on a SimulatedDisk, so a process can be destroyed and another
// one opened on the same disk:
//
//   SimulatedDisk disk;
//   auto engine = SimulatedEngine::Open(disk, {"tickets"});
//   ... Write, Flush ...
//   disk.Crash(rng);   // The engine is cut off; then destroy it.
//   engine = SimulatedEngine::Open(disk, {"tickets"});
//
// Without Crash, closing and opening again finds all that was written, as with RocksDB. Where that
// forgives a view that outlives its engine, the model aborts. Any thread.

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/status.h"
#include "libs/store/engine.h"

namespace docket::testing {

class SimulatedDisk {
 public:
  // Whoever has the disk open is cut off: its writes and flushes fail and leave no trace. The rows
  // are those of the last flush; with a drawn chance those of an earlier flush, or of a write since
  // it, for a full buffer is flushed unasked.
  void Crash(std::mt19937_64& rng);

  // All rows and damages are gone, as with a lost disk or one set aside. Cuts off like Crash.
  void Wipe();

  // While set, writes and flushes fail with RESOURCE_EXHAUSTED, after which their engine is
  // unusable and its close loses what was not flushed.
  void SetNoSpace(bool no_space);

  // From now on reads that meet `range` of `table`, or a drawn range about one of its rows if it
  // has any, answer DATA_LOSS; until the disk is wiped.
  void Damage(const std::string& table, store::KeyRange range);
  void DamageDrawn(const std::string& table, std::mt19937_64& rng);

  // The rows that views were asked for or have shown so far.
  uint64_t rows_read() const;

 private:
  friend class SimulatedEngine;
  friend class SimulatedView;

  // The number of batches written before it. Never used twice, not even after a crash.
  using Moment = uint64_t;
  // What a row became at which moments, oldest first.
  using History = std::vector<std::pair<Moment, std::optional<std::string>>>;
  struct Table {
    std::map<std::string, History, std::less<>> rows;
    std::vector<store::KeyRange> damages;
  };
  struct Change {
    Moment moment = 0;
    Table* table = nullptr;
    std::string key;
  };
  struct Contents {
    std::map<std::string, Table, std::less<>> tables;
    std::deque<Moment> flushes = {0};  // The last few, to which a crash may go back.
    std::multiset<Moment> views;       // The open ones.
    std::deque<Change> changes;        // Before them, a view or a crash may still ask for the row.
    Moment now = 0;
  };

  void CutOff();
  static void SetBack(Contents& contents, Moment moment);
  static void Forget(Contents& contents);

  // Recursive, for the visitor of a scan may read.
  mutable std::recursive_mutex mutex_;
  // A wipe makes new ones; an engine that it cut off keeps the old.
  std::shared_ptr<Contents> contents_ = std::make_shared<Contents>();
  uint64_t rows_read_ = 0;
  uint64_t cuts_ = 0;  // An engine opened before the last one is cut off.
  bool open_ = false;  // One engine at a time, as RocksDB's LOCK has it.
  bool no_space_ = false;
};

class SimulatedEngine final : public store::Engine {
 public:
  // Opens `disk`, which must outlive the engine, and makes the tables that it lacks.
  // FAILED_PRECONDITION if it has a table that is not asked for, UNAVAILABLE while another engine
  // has it open.
  static absl::StatusOr<std::unique_ptr<SimulatedEngine>> Open(
      SimulatedDisk& disk, const std::vector<std::string>& tables);
  ~SimulatedEngine() override;

  std::unique_ptr<store::ReadView> View() const override;
  absl::Status Write(const std::vector<store::Mutation>& batch) override;
  absl::Status Clear(const std::vector<store::TableIndex>& tables,
                     const std::vector<store::Mutation>& then) override;
  absl::Status Flush() override;

 private:
  friend class SimulatedView;

  SimulatedEngine(SimulatedDisk& disk, const std::vector<std::string>& tables);
  bool IsCutOff() const { return cut_ != disk_.cuts_; }
  absl::Status CheckUsable();

  SimulatedDisk& disk_;
  const uint64_t cut_;  // How often the disk had been cut off when it was opened.
  const std::shared_ptr<SimulatedDisk::Contents> contents_;
  std::vector<SimulatedDisk::Table*> tables_;
  bool failed_ = false;
  mutable int views_open_ = 0;
};

}  // namespace docket::testing
