#pragma once

// One partition unit of a host: its store on disk, its mailbox, its loop, and the reads that wait
// for it. A step of it is one of its loop, then of what waits for that.

#include <memory>
#include <optional>
#include <string>

#include "libs/base/status.h"
#include "libs/eventing/partition_loop.h"
#include "libs/eventing/unit_doors.h"
#include "libs/store/rocksdb/shared_resources.h"

namespace docket::runtime {

struct HostedUnitOptions {
  // Where its store lives: `stores/<unit kind>/<partition>` of the data directory.
  std::string directory;
  // Of the unit's fold; a store of another version is set aside and rebuilt.
  uint32_t fold_version = 1;
  // When it is opened; names what is set aside.
  Time now{};
};

class HostedUnit final : public eventing::Stepped {
 public:
  // Calls that may wait; beyond them RESOURCE_EXHAUSTED.
  static constexpr size_t kCallsMax = 4096;

  // Opens the store and makes the loop; `log`, `positions` and `resources` outlive it. A store that
  // is damaged, of another log or of another fold is set aside, said so in `set_aside()`, and begun
  // anew: the log has everything.
  static absl::StatusOr<std::unique_ptr<HostedUnit>> Open(eventing::UnitSpec spec,
                                                          log::EventLog& log,
                                                          log::Positions& positions,
                                                          const HostedUnitOptions& options,
                                                          store::SharedResources& resources);

  eventing::PartitionLoop& loop() { return loop_; }
  eventing::Mailbox& mailbox() { return mailbox_; }
  eventing::UnitDoor door() { return {&mailbox_, store_.get(), &loop_.progress(), &parked_reads_}; }

  // Who is told that a step has something to do; null for nobody. Outlives this or is replaced.
  void SetWaker(log::Waker* waker);
  // Who is told when a step has written rows or has begun or ended to serve; null for nobody.
  // Before the first step.
  void SetProgressWaker(log::Waker* waker) { progress_waker_ = waker; }

  eventing::Turn Step(Instant now) override;

  // Where a store that could not be used was put, and why; empty if there was none.
  const std::string& set_aside() const { return set_aside_; }

 private:
  HostedUnit(eventing::UnitSpec spec, log::EventLog& log, log::Positions& positions,
             std::unique_ptr<store::ProjectionStore> store, std::string set_aside);

  std::string set_aside_;
  std::unique_ptr<store::ProjectionStore> store_;
  eventing::Mailbox mailbox_;
  eventing::PartitionLoop loop_;
  eventing::ParkedReads parked_reads_;
  log::Waker* progress_waker_ = nullptr;
  uint64_t seen_changes_ = 0;
};

}  // namespace docket::runtime
