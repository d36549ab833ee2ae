#include "libs/base/slot.h"

#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace docket {
namespace {

// What tests/vectors/ids.py computes without this library.
nlohmann::json GoldenVectors() {
  return nlohmann::json::parse(std::ifstream(DOCKET_SOURCE_DIR "/tests/vectors/ids.json"));
}

TEST(Slot, AgreesWithTheGoldenVectors) {
  const nlohmann::json vectors = GoldenVectors();
  ASSERT_GE(vectors["tickets"].size(), 20u);
  for (const auto& vector : vectors["tickets"]) {
    const Slot slot =
        Slot::Of(vector["tenant"].get<std::string>(), vector["customer_key"].get<std::string>());
    EXPECT_EQ(slot.value, vector["slot"].get<uint16_t>());
  }
}

TEST(Slot, FindsThePartitionsOfTheGoldenVectors) {
  const nlohmann::json vectors = GoldenVectors();
  ASSERT_GE(vectors["partitions"].size(), 20u);
  for (const auto& vector : vectors["partitions"]) {
    const Slot slot{vector["slot"].get<uint16_t>()};
    EXPECT_EQ(slot.PartitionOf(vector["partitions"].get<int>()), vector["partition"].get<int>());
  }
}

TEST(Slot, SeparatesTenantFromKey) {
  EXPECT_NE(Slot::Of("ab", "c"), Slot::Of("a", "bc"));
  EXPECT_NE(Slot::Of("", "abc"), Slot::Of("abc", ""));
}

TEST(Slot, StaysWithinThePartitionsForEverySlot) {
  for (int partitions : {1, 3, 4, 48, 1000, 65'536}) {
    int last = 0;
    for (int value = 0; value <= 0xFFFF; ++value) {
      const int partition = Slot{static_cast<uint16_t>(value)}.PartitionOf(partitions);
      ASSERT_GE(partition, last) << "slot " << value << " of " << partitions;
      ASSERT_LT(partition, partitions) << "slot " << value << " of " << partitions;
      last = partition;
    }
    EXPECT_EQ(last, partitions - 1);
  }
}

// Growing copies every partition into k of the next topic version (architecture.md 3).
TEST(Slot, SplitsAPartitionIntoNeighboursWhenTheirNumberIsMultiplied) {
  for (int value = 0; value <= 0xFFFF; value += 7) {
    const Slot slot{static_cast<uint16_t>(value)};
    EXPECT_EQ(slot.PartitionOf(4 * 48) / 4, slot.PartitionOf(48));
  }
}

}  // namespace
}  // namespace docket
