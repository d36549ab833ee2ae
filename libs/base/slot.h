#pragma once

// Where a key lives. A slot is 16 bits of a hash of the key and never changes; the partition
// follows from the slot and the number of partitions.

#include <cstdint>
#include <string_view>

namespace docket {

struct Slot {
  uint16_t value = 0;

  // First two bytes of SHA-256(tenant, NUL, customer key) (architecture.md 3).
  static Slot Of(std::string_view tenant, std::string_view customer_key);

  // slot x partitions >> 16. `partitions` is 1 to 65,536.
  int PartitionOf(int partitions) const {
    return static_cast<int>(static_cast<uint32_t>(value) * static_cast<uint32_t>(partitions) >> 16);
  }

  friend bool operator==(Slot, Slot) = default;
};

}  // namespace docket
