#pragma once

// What other threads may use of partition units: the mailbox of each, and views of its written
// rows.

#include <memory>
#include <string>
#include <vector>

#include "libs/base/slot.h"
#include "libs/eventing/mailbox.h"
#include "libs/eventing/token.h"
#include "libs/store/projection_store.h"

namespace docket::eventing {

// One unit; both outlive the door.
struct UnitDoor {
  Mailbox* mailbox = nullptr;
  const store::ProjectionStore* store = nullptr;
};

// The units of one kind by partition. Thread-safe.
class UnitDoors {
 public:
  // `doors` has one of each partition, in order. `log_id` is that of their log.
  UnitDoors(std::vector<UnitDoor> doors, std::string_view log_id)
      : doors_(std::move(doors)), token_log_(TokenLog(log_id)) {}

  const UnitDoor& At(Slot slot) const {
    return doors_[static_cast<size_t>(slot.PartitionOf(static_cast<int>(doors_.size())))];
  }

  // The token of an answer that rests on `folded`.
  std::string TokenOf(std::map<log::TopicPartition, log::Offset> folded) const {
    return EncodeToken({token_log_, std::move(folded)});
  }

 private:
  const std::vector<UnitDoor> doors_;
  const std::string token_log_;
};

}  // namespace docket::eventing
