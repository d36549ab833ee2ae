#pragma once

// What other threads may use of partition units: the mailbox of each, and views of its written
// rows.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/slot.h"
#include "libs/eventing/mailbox.h"
#include "libs/eventing/parked_reads.h"
#include "libs/eventing/token.h"
#include "libs/eventing/unit_progress.h"
#include "libs/store/projection_store.h"

namespace docket::eventing {

// One unit; all outlive the door.
struct UnitDoor {
  CommandDoor* mailbox = nullptr;
  const store::ProjectionStore* store = nullptr;
  const UnitProgress* progress = nullptr;
  ParkedReads* parked = nullptr;
};

// The written rows of one unit at one moment, and how far they are folded.
struct UnitView {
  std::unique_ptr<store::ReadView> rows;
  FoldedMap folded;
};

// The units of one kind by partition. Thread-safe.
class UnitDoors {
 public:
  // `doors` has one of each partition, in order. `log_id` is that of their log.
  UnitDoors(std::vector<UnitDoor> doors, std::string_view log_id)
      : doors_(std::move(doors)), token_log_(TokenLog(log_id)) {}

  size_t size() const { return doors_.size(); }
  const UnitDoor& At(size_t partition) const { return doors_[partition]; }
  size_t PartitionOf(Slot slot) const {
    return static_cast<size_t>(slot.PartitionOf(static_cast<int>(doors_.size())));
  }
  const UnitDoor& At(Slot slot) const { return At(PartitionOf(slot)); }

  // A view of the unit of `partition`. UNAVAILABLE while its rows are not to be shown, DATA_LOSS if
  // its store is damaged.
  absl::StatusOr<UnitView> View(size_t partition) const;

  // The token of an answer that rests on `folded`.
  std::string TokenOf(FoldedMap folded) const {
    return EncodeToken({token_log_, std::move(folded)});
  }

  // What `token`, which a caller brings, says of this log; nothing if it is empty. INVALID_ARGUMENT
  // if it is no token, of another log, or names a partition that its topic does not have.
  absl::StatusOr<FoldedMap> FoldedOf(std::string_view token) const;

 private:
  const std::vector<UnitDoor> doors_;
  const std::string token_log_;
};

}  // namespace docket::eventing
