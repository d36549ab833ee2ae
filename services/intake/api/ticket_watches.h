#pragma once

// All watches of a process. A step looks whether something was written or read since, and has the
// watches that it concerns fed on the read pool; it is woken by the units that write and by the
// streams that have room again.
//
//   TicketWatches watches(reads);
//   watches.SetWaker(waker);               // of the thread that steps it
//   unit.SetProgressWaker(&watches);       // of every unit
//   watches.Begin(call, request, stream);  // any thread

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

#include "docket/ticket/v1/ticket_service.pb.h"
#include "libs/eventing/turn.h"
#include "libs/rpc/caller.h"
#include "libs/rpc/stream.h"
#include "libs/runtime/store_reads.h"

namespace docket::intake {

class TicketWatches final : public eventing::Stepped, public log::Waker {
 public:
  using Stream = rpc::ResponseStream<ticket::v1::WatchTicketsResponse>;

  // Streams that are open at once; beyond them RESOURCE_EXHAUSTED.
  static constexpr size_t kWatchesMax = 256;
  // How long a new watch waits for what its token says.
  static constexpr std::chrono::seconds kBeginMax{10};

  // `reads` outlives this, and its pool runs nothing any more when this goes.
  explicit TicketWatches(const runtime::StoreReads& reads);
  ~TicketWatches() override;

  // Outlives the streams; before the first step.
  void SetWaker(log::Waker* waker) { waker_ = waker; }

  // Tells `stream` of what `request` asks for, until it ends.
  void Begin(const rpc::Call& call, const ticket::v1::WatchTicketsRequest& request, Stream stream);

  // For units: something is written. Costs next to nothing while there are no watches.
  void Wake() override;

  eventing::Turn Step(Instant now) override;

 private:
  struct Entry;

  // Begins `entry` once what its token says is written.
  void Run(const std::shared_ptr<Entry>& entry, const std::string& token);
  void Feed(const std::shared_ptr<Entry>& entry);
  // Has a watch fed that is due. False if the pool has no room.
  bool Advance(const std::shared_ptr<Entry>& entry);

  const runtime::StoreReads& reads_;
  log::Waker* waker_ = nullptr;
  uint64_t seen_changes_ = 0;  // Of all units, by the thread that steps.

  std::mutex mutex_;
  std::vector<std::shared_ptr<Entry>> entries_;
  std::atomic<bool> has_entries_{false};
};

}  // namespace docket::intake
