// What others may write into Docket's topics on a broker: passed over, counted, kept in quarantine
// or halted by rule, told by docketctl doctor, and never in anybody's way who wrote what is right.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include <gmock/gmock.h>

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/base/digest.h"
#include "libs/base/id.h"
#include "libs/log/kafka/kafka_event_log.h"
#include "tests/scenario/kafka_scenario.h"

namespace docket {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ticket::v1::TicketCommit;

// The largest record that a broker takes with the settings that Docket's topics have.
constexpr size_t kTaken = 990'000;
constexpr size_t kTooLarge = 2'000'000;

class BadInput : public KafkaScenario {
 protected:
  void SetUp() override {
    log::KafkaOptions options;
    options.brokers = testing::SharedBroker(1).address();
    options.topics = {log::EventsTopic("ticket"), log::CommandsTopic("ticket")};
    auto log = log::KafkaEventLog::Open(options);
    ASSERT_TRUE(log.ok()) << log.status();
    log_ = *std::move(log);
    ASSERT_NO_FATAL_FAILURE(StartOne());
  }

  // Counts begin anew with whoever loses its partitions, so it may be slow without losing them.
  void StartOne() {
    ASSERT_NO_FATAL_FAILURE(StartInstance(one_, "one", "30s"));
    address_ = one_.address;
  }

  static log::TopicPartition Events(int partition) {
    return {log::EventsTopic("ticket"), partition};
  }
  static log::TopicPartition CommandsAt(int partition) {
    return {log::CommandsTopic("ticket"), partition};
  }

  // The id of a new ticket that lives in `partition`.
  std::string Open(int partition) {
    static int last = 0;
    std::string customer;
    do {
      customer = "customer-" + std::to_string(++last);
    } while (Slot::Of("default", customer).PartitionOf(kPartitions) != partition);
    const Outcome opened =
        Docketctl({"ticket", "create", "--customer", customer, "--subject", "A kettle"});
    EXPECT_EQ(opened.exit, 0) << opened.output;
    return json::parse(opened.output)["ticket_id"];
  }

  log::AppendResult Append(const log::TopicPartition& place, const log::Record& record) {
    const log::AppendHandle handle = log_->Append(place, {record});
    std::optional<log::AppendResult> result;
    while (!result.has_value()) result = log_->Poll(handle);
    return *std::move(result);
  }
  void Write(const log::TopicPartition& place, const log::Record& record) {
    ASSERT_TRUE(std::holds_alternative<log::Written>(Append(place, record)));
  }
  // Commits as somebody would forge them.
  void Write(int partition, const TicketCommit& commit) {
    Write(Events(partition), {commit.header().aggregate_id(), commit.SerializeAsString(), {}});
  }

  // The last commit of the ticket `id` that stands in `partition`.
  TicketCommit LastCommit(const std::string& id, int partition) {
    const log::EndHandle asked = log_->QueryEnd(Events(partition), 0);
    std::optional<absl::StatusOr<log::Offset>> end;
    while (!end.has_value()) end = log_->Poll(asked);
    EXPECT_TRUE(end->ok()) << end->status();
    TicketCommit last;
    for (log::Offset next = 0; next < **end;) {
      const log::ReadResult read = log_->Read(Events(partition), next, {});
      const auto* const records = std::get_if<log::Records>(&read);
      if (records == nullptr) continue;  // It is being fetched.
      for (const log::LogRecord& record : records->records) {
        next = record.offset + 1;
        if (record.record.key != id) continue;
        EXPECT_TRUE(last.ParseFromString(record.record.value));
      }
    }
    return last;
  }
  static std::string DigestOf(const TicketCommit& commit) {
    const Sha256Bytes hash = Sha256(commit.SerializeAsString());
    return {reinterpret_cast<const char*>(hash.data()), 16};
  }

  Outcome Doctor() { return Docketctl({"doctor"}); }

  // The instance folds what was written in its own time.
  void AwaitHalts(int halts) {
    const auto until = std::chrono::steady_clock::now() + kPatience;
    while (true) {
      const Outcome told = Docketctl({"--roles", "operator", "positions"});
      int halted = 0;
      const json positions = json::parse(told.output);
      for (const json& unit : positions["units"]) halted += unit.contains("halted") ? 1 : 0;
      if (halted == halts) return;
      ASSERT_LT(std::chrono::steady_clock::now(), until) << told.output;
    }
  }

  void ExpectItGoesOn(const std::string& id) {
    EXPECT_EQ(Docketctl({"ticket", "comment", id, "still here"}).exit, 0) << id;
  }

  std::unique_ptr<log::KafkaEventLog> log_;
};

TEST_F(BadInput, PassesOverWhatIsNobodysAndTellsOfIt) {
  const std::string id = Open(0);
  EXPECT_EQ(Doctor().exit, 0);
  const TicketCommit first = LastCommit(id, 0);
  ASSERT_EQ(first.header().version(), 1);

  Write(Events(0), {id, "garbage", {}});
  Write(Events(0), {id, "", {}});
  Write(Events(0), {"", std::string("\0\xff\xfe", 3), {}});
  Write(Events(0), {id, std::string(kTaken, 'x'), {}});
  EXPECT_FALSE(std::holds_alternative<log::Written>(
      Append(Events(0), {id, std::string(kTooLarge, 'x'), {}})));

  // A replay, however it is wrapped, is what it was.
  log::Record replay{id, first.SerializeAsString(), {}};
  for (int i = 0; i < 1000; ++i) replay.headers.emplace_back("ce_type", "of somebody's own");
  Write(Events(0), replay);

  TicketCommit forged = first;  // The next version, but of another past.
  forged.mutable_header()->set_version(2);
  forged.mutable_header()->set_prev(std::string(16, 'p'));
  Write(0, forged);
  forged = first;  // The first version once more, with another content.
  forged.mutable_header()->set_command_id(std::string(16, 'c'));
  Write(0, forged);

  const std::string elsewhere = Open(1);
  TicketCommit misplaced = LastCommit(elsewhere, 1);
  Write(0, misplaced);
  ticket::v1::TicketCommandRecord command;
  command.mutable_header()->set_tenant("default");
  command.mutable_header()->set_aggregate_id(elsewhere);
  command.mutable_header()->set_command_id(std::string(16, 'd'));
  command.mutable_header()->mutable_actor()->set_kind(log::v1::Actor::KIND_SERVICE);
  command.mutable_header()->mutable_actor()->set_id("test");
  command.mutable_command()->mutable_resume();
  Write(CommandsAt(0), {elsewhere, command.SerializeAsString(), {}});
  Write(CommandsAt(0), {id, "garbage", {}});

  ExpectItGoesOn(id);
  ExpectItGoesOn(elsewhere);
  EXPECT_EQ(Get(id)["version"], "2");
  const Outcome doctor = Doctor();
  EXPECT_EQ(doctor.exit, 1);
  EXPECT_THAT(doctor.output,
              AllOf(HasSubstr("1 commit ignored that were there already"),
                    HasSubstr("1 commit ignored that lost a race"),
                    HasSubstr("1 commit ignored that no Docket has written"),
                    HasSubstr("7 records that count for nobody, the first of "
                              "docket.ticket.events.v1/0 offset 1: it is no commit")));
  const Outcome listed = Docketctl({"--roles", "operator", "quarantine", "list"});
  EXPECT_THAT(listed.output, AllOf(HasSubstr("lives in partition 1 of 4: write it there"),
                                   HasSubstr("it is no command of the aggregate in its key")));
  EXPECT_EQ(Docketctl({"--roles", "operator", "projection", "verify"}).exit, 0);
  StopInstance(one_);
}

TEST_F(BadInput, HaltsAPartitionThatLacksAVersionOrHoldsEventsOfANewerRelease) {
  const std::string gap = Open(2);
  const std::string newer = Open(3);
  const std::string other = Open(1);
  TicketCommit commit = LastCommit(gap, 2);
  commit.mutable_header()->set_version(uint64_t{1} << 63);
  Write(2, commit);
  commit = LastCommit(newer, 3);
  const std::string prev = DigestOf(commit);
  commit.mutable_header()->set_version(2);
  commit.mutable_header()->set_prev(prev);
  commit.clear_events();
  commit.add_events()->MergeFromString("\xfa\x3e\x01x");  // Of a field that no release has yet.
  Write(3, commit);

  const auto expect_told = [&] {
    ExpectItGoesOn(other);
    EXPECT_NE(Docketctl({"--timeout", "1", "ticket", "comment", gap, "lost"}).exit, 0);
    const Outcome doctor = Doctor();
    EXPECT_EQ(doctor.exit, 1);
    EXPECT_THAT(doctor.output,
                AllOf(HasSubstr("versions before it are missing: the log lost something"),
                      HasSubstr("has events that this release does not know: run a newer one")));
  };
  AwaitHalts(2);
  expect_told();
  StopInstance(one_);
  ASSERT_NO_FATAL_FAILURE(StartOne());
  AwaitHalts(2);
  expect_told();
  StopInstance(one_);
}

}  // namespace
}  // namespace docket
