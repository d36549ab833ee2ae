#pragma once

// One watch of tickets: the stream of one caller, fed from the written rows. It holds where it
// stands and, while it is behind, a few tickets as they stood there; so a caller who reads slowly
// costs little more than what the stream may hold, and one who comes back with a token is where
// they were. To catch up costs as many reads as there are commits to tell of and, once for each
// ticket of those held, commits before them.

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "docket/ticket/v1/ticket_service.pb.h"
#include "libs/eventing/aggregate_rows.h"
#include "libs/eventing/unit_doors.h"
#include "libs/rpc/caller.h"
#include "libs/rpc/stream.h"
#include "services/intake/projection/ticket_index.h"

namespace docket::intake {

// How a watch stands after it was fed.
enum class Fed {
  kCaughtUp,  // Nothing more is written.
  kMore,      // It has had its share for now.
  kFull,      // The caller has to read first.
  kOver,      // The stream has ended.
};

class TicketWatch {
 public:
  using Stream = rpc::ResponseStream<ticket::v1::WatchTicketsResponse>;

  // `doors` outlive it.
  TicketWatch(const eventing::UnitDoors& doors, rpc::Caller caller, TicketQuery query,
              Stream stream);

  // Begins behind `folded`, or behind what is written now where it says nothing, and tells the
  // caller so. OUT_OF_RANGE if `folded` counts more commits than there are.
  absl::Status Begin(const eventing::FoldedMap& folded);

  // Writes what the stream takes of what is new, at most a share of it. One thread at a time, and
  // only after Begin. A failure ends the watch.
  absl::StatusOr<Fed> Feed();

  Stream& stream() { return stream_; }
  // Those that it is fed from.
  const std::vector<size_t>& partitions() const { return partitions_; }

 private:
  using Response = ticket::v1::WatchTicketsResponse;

  // What is left of the share of one Feed.
  struct Share {
    size_t rows = 0;
    size_t responses = 0;
  };

  // A ticket as it stood at the change that was told of it last.
  struct Then {
    std::string ticket_id;
    eventing::AggregateRow row;
    size_t bytes = 0;  // About what the row takes.
  };

  absl::StatusOr<Fed> FeedFrom(size_t partition, Share& share);
  // Tells of a few changes that `view` has behind what was passed; kCaughtUp: of all it took up.
  absl::StatusOr<Fed> FeedSome(const eventing::UnitView& view, eventing::Folded& passed,
                               uint64_t last, Share& share);
  // What the caller is told of `row`; none if nothing.
  absl::StatusOr<std::optional<Response>> ResponseTo(const store::ReadView& rows,
                                                     const TicketListingChange& row);
  absl::StatusOr<ticket::v1::TicketChange> ReadChange(const store::ReadView& rows,
                                                      const TicketListingChange& row);
  // The ticket `id` as it stood at `version`, before what it is now; valid until the next call.
  absl::StatusOr<const eventing::AggregateRow*> ReadThen(const store::ReadView& rows,
                                                         const std::string& id, uint64_t version);
  void ForgetOldThen();
  rpc::Sent Send(Response response);

  const eventing::UnitDoors& doors_;
  const rpc::Caller caller_;
  const TicketQuery query_;
  const std::vector<size_t> partitions_;
  Stream stream_;
  // Behind what it goes on: `accepted` counts what was passed, `offset` is at least as far.
  eventing::FoldedMap passed_;
  uint64_t passed_untold_ = 0;  // Commits passed since the caller got a token.
  size_t first_ = 0;            // Of partitions_, the one that has its turn first.
  std::deque<Then> then_;       // Those asked for last in front; none once it has caught up.
};

}  // namespace docket::intake
