#include "libs/eventing/residence.h"

#include <optional>

namespace docket::eventing {

bool LivesIn(const AggregateKind& kind, std::string_view id, int32_t partition,
             int32_t partitions) {
  const std::optional<Slot> slot = kind.SlotOf(id);
  return slot.has_value() && slot->PartitionOf(partitions) == partition;
}

std::string WhyNobodys(const AggregateKind& kind, std::string_view what, std::string_view key,
                       int32_t partition, int32_t partitions) {
  const std::optional<Slot> slot = kind.SlotOf(key);
  if (!slot.has_value() || slot->PartitionOf(partitions) == partition) {
    return "it is no " + std::string(what) + " of the aggregate in its key";
  }
  return "the aggregate in its key lives in partition " +
         std::to_string(slot->PartitionOf(partitions)) + " of " + std::to_string(partitions) +
         ": write it there";
}

}  // namespace docket::eventing
