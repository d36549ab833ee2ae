#pragma once

// One watch of tickets: the stream of one caller, fed from the written rows. It holds where it
// stands and nothing else, so a caller who reads slowly costs what the stream may hold, and one who
// comes back with a token is where they were.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "docket/ticket/v1/ticket_service.pb.h"
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

  absl::StatusOr<Fed> FeedFrom(size_t partition, Share& share);
  // What the caller is told of `row`; none if nothing.
  absl::StatusOr<std::optional<Response>> ResponseTo(const store::ReadView& rows,
                                                     const TicketListingChange& row) const;
  absl::StatusOr<ticket::v1::TicketChange> ReadChange(const store::ReadView& rows,
                                                      const TicketListingChange& row) const;
  rpc::Sent Send(Response response);

  const eventing::UnitDoors& doors_;
  const rpc::Caller caller_;
  const TicketQuery query_;
  const std::vector<size_t> partitions_;
  Stream stream_;
  // Behind what it goes on: `accepted` counts what was passed, `offset` is at least as far.
  eventing::FoldedMap passed_;
  uint64_t passed_untold_ = 0;  // Commits passed since the caller got a token.
};

}  // namespace docket::intake
