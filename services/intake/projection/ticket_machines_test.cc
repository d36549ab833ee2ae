// Commands that other services append to docket.ticket.commands.v1, on the real log of one machine.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/log/embedded/embedded_event_log.h"
#include "libs/testing/scratch_directory.h"
#include "services/intake/projection/intake_unit_test.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;
using log::EmbeddedEventLog;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr char kOpen[] =
    "open { requester { customer_key: 'ada' } channel: CHANNEL_WEB subject: 'Lamp' }";
constexpr char kQueue[] = "queue { cause_version: 1 team_id: 'lamps' pool_id: 'home' }";
constexpr char kAssign[] = "assign { team_id: 'lamps' assignee_id: 'ann' entry: 1 assignment: 1 }";

std::unique_ptr<EmbeddedEventLog> OpenLog(const std::string& directory) {
  auto log = EmbeddedEventLog::Open(
      {.directory = directory,
       .topics = {{kEvents.topic, 1}, {kCommands.topic, 1}, {kQuarantine.topic, 1}},
       .now = kNoon});
  DOCKET_CHECK(log.ok());
  return *std::move(log);
}

class TicketMachinesTest : public ::testing::Test {
 protected:
  TicketMachinesTest() { desk_.Assign(); }

  // What routing sends, as it stands in its topic.
  void Send(std::string_view command, std::string_view key) {
    sent_.push_back(routing_->Append(kCommands, {MachineRecord(command, key)}));
  }
  bool RunUntilCommits(size_t count) {
    return desk_.RunUntil([&] { return Values(kEvents).size() >= count; });
  }
  bool RunUntilRefused(uint64_t count) {
    return desk_.RunUntil([&] { return desk_.loop().command_counters(0).rejected >= count; });
  }

  std::vector<log::Record> Values(const log::TopicPartition& place) {
    std::vector<log::Record> values;
    log::Offset next = 0;
    while (true) {
      const log::ReadResult read = reader_->Read(place, next, {});
      const auto* records = std::get_if<log::Records>(&read);
      if (records == nullptr) return values;
      for (const log::LogRecord& record : records->records) values.push_back(record.record);
      next = records->records.back().offset + 1;
    }
  }
  std::vector<std::string> InLog() {
    std::vector<std::string> commits;
    for (const log::Record& record : Values(kEvents)) commits.push_back(Say(record));
    return commits;
  }

  const testing::ScratchDirectory directory_;
  const std::unique_ptr<EmbeddedEventLog> log_ = OpenLog(directory_ / "log");
  const std::unique_ptr<EmbeddedEventLog> routing_ = log_->Share();
  const std::unique_ptr<EmbeddedEventLog> reader_ = log_->Share();
  std::vector<log::AppendHandle> sent_;
  IntakeDesk desk_{*log_, *log_};
};

TEST_F(TicketMachinesTest, QueueAssignAndUnassign) {
  desk_.Done(kOpen, kAda, "open");
  Send(kQueue, "queue");
  Send(kAssign, "assign");
  ASSERT_TRUE(RunUntilCommits(3));
  ASSERT_TRUE(desk_.RunUntil([this] { return desk_.State().handling() == v1::HANDLING_ASSIGNED; }));
  EXPECT_EQ(desk_.State().status(), v1::TICKET_STATUS_OPEN);
  EXPECT_EQ(desk_.State().assignee_id(), "ann");
  Send("unassign { entry: 1 assignment: 1 }", "end");
  ASSERT_TRUE(desk_.RunUntil([this] { return desk_.State().handling() == v1::HANDLING_QUEUED; }));
  EXPECT_THAT(InLog(), ElementsAre("1 opened", "2 queued", "3 assigned", "4 unassigned"));
  EXPECT_EQ(desk_.State().assignee_id(), "");
}

TEST_F(TicketMachinesTest, TriageJudgesPrioritisesAndQueuesAtOnce) {
  desk_.Done(kOpen, kAda, "open");
  Send(
      "triage { cause_version: 1 rule_set_version: 4 matched_rule_ids: 'lamps'"
      "         kind: TICKET_KIND_FAULT kind_source: JUDGEMENT_SOURCE_RULE"
      "         priority: PRIORITY_HIGH priority_source: JUDGEMENT_SOURCE_RULE"
      "         team_id: 'lamps' pool_id: 'home' }",
      "triage");
  ASSERT_TRUE(desk_.RunUntil([this] { return desk_.State().handling() == v1::HANDLING_QUEUED; }));
  EXPECT_THAT(InLog(), ElementsAre("1 opened", "2 triaged,prioritised,queued"));
  EXPECT_EQ(desk_.State().priority(), v1::PRIORITY_HIGH);
  EXPECT_EQ(desk_.State().kind(), v1::TICKET_KIND_FAULT);
}

TEST_F(TicketMachinesTest, WriteNothingWhenSentAgain) {
  desk_.Done(kOpen, kAda, "open");
  for (int i = 0; i < 3; ++i) {
    Send(kQueue, "queue");
    Send(kAssign, "assign");
  }
  ASSERT_TRUE(desk_.RunUntil([this] { return desk_.loop().command_counters(0).done_before == 4; }));
  EXPECT_THAT(InLog(), ElementsAre("1 opened", "2 queued", "3 assigned"));
}

TEST_F(TicketMachinesTest, AreCountedByReasonWhenRefused) {
  desk_.Done(kOpen, kAda, "open");
  Send(kQueue, "queue");
  Send(kAssign, "assign");
  Send(kAssign, "the same assignment under another name");
  Send("queue { cause_version: 9 team_id: 'lamps' pool_id: 'home' }", "of another cause");
  ASSERT_TRUE(RunUntilRefused(2));
  EXPECT_THAT(desk_.loop().command_counters(0).refused,
              ElementsAre(Pair("CAUSE_STALE", 1), Pair("ENTRY_STALE", 1)));
  EXPECT_THAT(Values(kQuarantine), IsEmpty());
  EXPECT_THAT(InLog(), ElementsAre("1 opened", "2 queued", "3 assigned"));
}

TEST_F(TicketMachinesTest, OpenOrGoToQuarantineWithTheReason) {
  Send("open { requester { customer_key: 'ada' } channel: CHANNEL_EMAIL }", "no subject");
  Send(kOpen, "good");
  ASSERT_TRUE(desk_.RunUntil([this] { return !Values(kQuarantine).empty(); }));
  ASSERT_TRUE(RunUntilCommits(1));
  EXPECT_THAT(InLog(), ElementsAre("1 opened"));
  log::v1::QuarantinedRecord copy;
  ASSERT_TRUE(copy.ParseFromString(Values(kQuarantine).at(0).value));
  EXPECT_EQ(copy.topic(), kCommands.topic);
  EXPECT_EQ(copy.offset(), 0);
  EXPECT_EQ(copy.value(), Values(kCommands).at(0).value);
  EXPECT_EQ(copy.reason(), "refused: FIELD_REQUIRED: Field subject is missing.");
}

// A comment by mail on a closed ticket opens the one that follows it.
TEST_F(TicketMachinesTest, ComeToTheFollowUpOfAClosedTicket) {
  desk_.Done(
      "open { requester { customer_key: 'ada' } channel: CHANNEL_PHONE live: true"
      "       subject: 'Lamp' }",
      kAgent, "open");
  desk_.Done("solve { resolution: RESOLUTION_FIXED }", kAgent, "r1");
  desk_.Done("close {}", kSupervisor, "r2");
  const auto by_ada = [](const std::string& key) {
    log::Record record =
        MachineRecord("comment { visibility: COMMENT_VISIBILITY_PUBLIC text: 'Dark again' }", key);
    Ticket::CommandRecord typed;
    DOCKET_CHECK(typed.ParseFromString(record.value));
    typed.mutable_header()->mutable_actor()->set_on_behalf_of("ada");
    record.value = typed.SerializeAsString();
    return record;
  };
  for (int i = 0; i < 2; ++i) sent_.push_back(routing_->Append(kCommands, {by_ada("mail-7")}));
  ASSERT_TRUE(desk_.RunUntil([this] { return desk_.loop().command_counters(0).done_before == 1; }));
  EXPECT_THAT(InLog(), ElementsAre("1 opened", "2 solved", "3 closed", "1 opened"));
  Ticket::Commit opened;
  ASSERT_TRUE(opened.ParseFromString(Values(kEvents).at(3).value));
  EXPECT_EQ(opened.events(0).opened().follows_ticket_id(), kId.text());
  EXPECT_EQ(opened.events(0).opened().description(), "Dark again");
}

}  // namespace
}  // namespace docket::intake
