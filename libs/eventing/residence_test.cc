// Records that stand in another partition than their aggregate lives in.

#include "libs/eventing/residence.h"

#include <algorithm>
#include <cctype>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/testing/toy/desk_unit.h"

namespace docket::eventing {
namespace {

using testing::DeskUnit;
using testing::LendText;
using testing::LentText;
using ::testing::SizeIs;
using testing::Umbrella;
using testing::UmbrellaCommandRecord;
using testing::UmbrellaHistory;

const std::string kLend = LendText("ada");
constexpr Time kFar = FromMillis(10'000'000'000);

// As a publisher with a partitioner of its own would write it.
TEST(ResidenceTest, TakesNothingForAnAggregateThatLivesElsewhere) {
  testing::ScriptedEventLog log(2);
  testing::ScriptedPositions positions;
  DeskUnit unit(log, positions);
  unit.Assign();
  const auto named = [](int partition) {
    std::string name = "u";
    while (Umbrella::SlotOf(Umbrella::IdOf("acme", name))->PartitionOf(2) != partition) name += "u";
    return name;
  };
  UmbrellaHistory elsewhere(named(1));
  log.Land(DeskUnit::kEvents,
           testing::RecordOf(elsewhere.id(), elsewhere.Add(LentText(1, "ada", kFar))));
  log.Land(DeskUnit::kCommands, UmbrellaCommandRecord(elsewhere.id(), kLend, "a"));
  UmbrellaHistory here(named(0));
  log.Land(DeskUnit::kEvents, testing::RecordOf(here.id(), here.Add(LentText(1, "ada", kFar))));
  unit.Run();
  EXPECT_EQ(unit.WrittenVersion(elsewhere.id()), 0);
  EXPECT_EQ(unit.WrittenVersion(here.id()), 1);
  ASSERT_THAT(log.records(DeskUnit::kQuarantine), SizeIs(2));
  for (const log::LogRecord& record : log.records(DeskUnit::kQuarantine)) {
    log::v1::QuarantinedRecord copy;
    ASSERT_TRUE(copy.ParseFromString(record.record.value));
    EXPECT_EQ(copy.reason(), "the aggregate in its key lives in partition 1 of 2: write it there");
  }
}

TEST(ResidenceTest, TakesAnIdInNoOtherSpelling) {
  testing::ScriptedEventLog log;
  testing::ScriptedPositions positions;
  DeskUnit unit(log, positions);
  unit.Assign();
  std::string other = Umbrella::IdOf("acme", "red");
  std::ranges::transform(other, other.begin(), [](char c) { return std::tolower(c); });
  log.Land(DeskUnit::kCommands, UmbrellaCommandRecord(other, kLend, "a"));
  unit.Run();
  EXPECT_EQ(unit.WrittenVersion(other), 0);
  EXPECT_THAT(log.records(DeskUnit::kQuarantine), SizeIs(1));
}

}  // namespace
}  // namespace docket::eventing
