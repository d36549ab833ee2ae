#include "libs/eventing/command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/testing/toy/umbrella.h"

namespace docket::eventing {
namespace {

using testing::Umbrella;

const AggregateKindOf<Umbrella> kKind;

Umbrella::CommandRecord Record() {
  Umbrella::CommandRecord record;
  CommandHeader& header = *record.mutable_header();
  header.set_tenant("acme");
  header.set_aggregate_id("UM-1");
  header.set_command_id("fedcba9876543210");
  header.mutable_actor()->set_kind(Actor::KIND_SERVICE);
  header.mutable_actor()->set_id("docket-routing");
  record.mutable_command()->mutable_confirm()->set_loan(7);
  return record;
}

std::optional<Command> Read(const Umbrella::CommandRecord& record, std::string_view key = "UM-1") {
  return ReadCommand(kKind, key, record.SerializeAsString());
}

TEST(Command, IsReadFromARecordAsAServices) {
  const std::optional<Command> command = Read(Record());
  ASSERT_TRUE(command.has_value());
  EXPECT_EQ(command->header.tenant(), "acme");
  EXPECT_EQ(static_cast<const Umbrella::Command&>(*command->body).confirm().loan(), 7);
  EXPECT_EQ(command->digest, Digest::Of(SerializeDeterministic(Record().command())));
  EXPECT_TRUE(command->roles.Has(Role::kService));
  EXPECT_FALSE(command->from_person);
}

// Whether Record() is a command still once `change` was made to its header.
bool IsCommandAfter(void (*change)(CommandHeader&)) {
  Umbrella::CommandRecord record = Record();
  change(*record.mutable_header());
  return Read(record).has_value();
}

TEST(Command, IsNoneUnlessSomebodyCommandsIt) {
  EXPECT_FALSE(IsCommandAfter([](CommandHeader& header) { header.clear_actor(); }));
  EXPECT_FALSE(IsCommandAfter([](CommandHeader& header) { header.mutable_actor()->clear_kind(); }));
  EXPECT_FALSE(IsCommandAfter([](CommandHeader& header) { header.mutable_actor()->clear_id(); }));
  EXPECT_TRUE(IsCommandAfter(
      [](CommandHeader& header) { header.mutable_actor()->set_id(std::string(256, 'a')); }));
  EXPECT_FALSE(IsCommandAfter(
      [](CommandHeader& header) { header.mutable_actor()->set_id(std::string(257, 'a')); }));
}

TEST(Command, BelongsToAChainByAWholeId) {
  EXPECT_TRUE(
      IsCommandAfter([](CommandHeader& header) { header.set_correlation_id("0123456789abcdef"); }));
  EXPECT_FALSE(IsCommandAfter([](CommandHeader& header) { header.set_correlation_id("short"); }));
}

TEST(Command, IsNoneUnlessItNamesItsAggregateTenantAndId) {
  EXPECT_FALSE(Read(Record(), "UM-2").has_value());
  Umbrella::CommandRecord record = Record();
  record.mutable_header()->clear_tenant();
  EXPECT_FALSE(Read(record).has_value());
  record = Record();
  record.mutable_header()->set_command_id("short");
  EXPECT_FALSE(Read(record).has_value());
  record.clear_header();
  EXPECT_FALSE(Read(record).has_value());
  EXPECT_FALSE(ReadCommand(kKind, "UM-1", "no protobuf at all").has_value());
  EXPECT_FALSE(ReadCommand(kKind, "", "").has_value());
}

// A caller's retry must give the same id for ever, and no two callers one.
TEST(CommandId, KeepsItsBytes) {
  EXPECT_EQ(PersonCommandId("acme", "clerk", "r1").hex(), "6a284dd98aca2cf1cd0f1be957e3ece4");
  const std::string parts[] = {"UM-1", "7"};
  EXPECT_EQ(MachineCommandId("acme", "TakeLoan", parts).hex(), "d4cd8d831b9e23bb735b41fcbc7f7b74");
}

TEST(CommandId, TellsIssuersTenantsAndKindsApart) {
  const Digest id = PersonCommandId("acme", "clerk", "r1");
  EXPECT_NE(id, PersonCommandId("globex", "clerk", "r1"));
  EXPECT_NE(id, PersonCommandId("acme", "other", "r1"));
  EXPECT_NE(id, PersonCommandId("acme", "clerkr", "1"));
  const std::string parts[] = {"clerk", "r1"};
  EXPECT_NE(id, MachineCommandId("acme", "TakeLoan", parts));
}

}  // namespace
}  // namespace docket::eventing
