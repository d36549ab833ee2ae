// A partition that halts: it alone is refused, it is reported, and everything else goes on.

#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <signal.h>

#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/base/digest.h"
#include "libs/base/slot.h"
#include "libs/log/embedded/embedded_event_log.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/testing/desk.h"
#include "tests/scenario/scenario.h"

namespace docket {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr int kPartitions = 4;
constexpr int kHalted = 2;
constexpr int kOther = 1;

constexpr char kRefusal[] =
    "docketctl: docket.ticket.events.v1/2 is halted here: nothing of it is taken or told until an "
    "operator has mended it\n";
constexpr char kServing[] = "\x08\x01";
constexpr char kNotServing[] = "\x08\x02";

// A customer whose tickets live in `partition`.
std::string CustomerOf(int partition) {
  for (int i = 0;; ++i) {
    std::string key = "member-" + std::to_string(i);
    if (Slot::Of("default", key).PartitionOf(kPartitions) == partition) return key;
  }
}

class Halt : public Scenario {
 protected:
  static std::vector<std::string> Create(int partition, const std::string& request) {
    return {"ticket",    "create",   "--customer",   CustomerOf(partition),
            "--subject", "A kettle", "--request-id", request};
  }
  std::string Open(int partition, const std::string& request) {
    const Outcome opened = Docketctl(Create(partition, request));
    EXPECT_EQ(opened.exit, 0) << opened.output;
    return opened.exit == 0 ? std::string(json::parse(opened.output)["ticket_id"]) : "";
  }

  void Stop() {
    server_->Signal(SIGTERM);
    ASSERT_EQ(server_->Wait(), 0);
  }

  // Adds to the log what `next` makes of the last record's value, under the same key, while nothing
  // serves.
  void Land(const std::function<std::string(const std::string& last)>& next) {
    auto log = log::EmbeddedEventLog::Open({.directory = data_ / "data/log", .topics = {}});
    ASSERT_TRUE(log.ok()) << log.status();
    const log::TopicPartition place{log::EventsTopic("ticket"), kHalted};
    const log::ReadResult read = (*log)->Read(place, 0, {});
    ASSERT_TRUE(std::holds_alternative<log::Records>(read));
    const log::Record& last = std::get<log::Records>(read).records.back().record;
    const log::AppendHandle handle = (*log)->Append(place, {{last.key, next(last.value), {}}});
    std::optional<log::AppendResult> result;
    while (!result.has_value()) result = (*log)->Poll(handle);
    ASSERT_TRUE(std::holds_alternative<log::Written>(*result));
  }

  // A commit that skips a version: what a log looks like that has lost a record.
  void LandGap() {
    Land([](const std::string& last) {
      ticket::v1::TicketCommit commit;
      commit.ParseFromString(last);
      commit.mutable_header()->set_version(3);
      commit.clear_events();
      commit.add_events()->mutable_solved()->set_number(1);
      return commit.SerializeAsString();
    });
  }

  // The next commit, of an event that this release does not know. Gives the record's digest.
  std::string LandStrange() {
    std::string digest;
    Land([&digest](const std::string& last) {
      ticket::v1::TicketCommit commit;
      commit.ParseFromString(last);
      commit.mutable_header()->set_version(2);
      commit.mutable_header()->set_prev(std::string(Digest::Of(last).bytes()));
      commit.mutable_header()->set_command_id("another sixteen!");
      commit.clear_events();
      ticket::v1::TicketEvent& event = *commit.add_events();
      event.GetReflection()->MutableUnknownFields(&event)->AddLengthDelimited(900);
      const std::string value = commit.SerializeAsString();
      digest = Hex(Digest::Of(value).bytes());
      return value;
    });
    return digest;
  }

  // The last line of the complaint about `arguments`: a halt is not over while docketctl tries
  // again.
  std::string Refusal(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--timeout", "0.5"});
    const std::string complaint = Complaint(arguments);
    const std::string first = "; trying again\n";
    EXPECT_THAT(complaint, HasSubstr(first));
    return complaint.substr(complaint.find(first) + first.size());
  }

  // Serves as Start does, with what it says on standard error kept.
  void StartHeard() {
    server_ = std::make_unique<testing::ChildProcess>(std::vector<std::string>{
        "/bin/sh", "-c", R"(exec "$@" 2>"$0")", data_ / "stderr", DOCKET_BIN "/docket", "--data",
        data_ / "data", "--address", "127.0.0.1:0"});
    const auto address = server_->WaitForLine("docket serves at ", kStartDeadline);
    ASSERT_TRUE(address.has_value()) << "docket did not start";
    address_ = *address;
  }
  std::string Heard() {
    std::ifstream file(data_ / "stderr");
    return {std::istreambuf_iterator<char>(file), {}};
  }

  // What health answers for `name`, a grpc.health.v1.HealthCheckResponse.
  std::string HealthOf(const std::string& name) {
    const auto context = rpc::testing::ContextOf("", "");
    std::string response;
    const std::string request = "\x0A" + std::string(1, static_cast<char>(name.size())) + name;
    const grpc::Status status = rpc::testing::SendBytes(
        rpc::Dial(address_), *context, "/grpc.health.v1.Health/Check", request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
};

TEST_F(Halt, OfOnePartitionLeavesTheRestServing) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string halted = Open(kHalted, "before");
  const std::string other = Open(kOther, "before");
  ASSERT_NO_FATAL_FAILURE(Stop());
  ASSERT_NO_FATAL_FAILURE(LandGap());
  ASSERT_NO_FATAL_FAILURE(StartHeard());

  // Changes and reads of it are refused, and so are lists that would have to leave it out.
  EXPECT_EQ(Refusal(Create(kHalted, "after")), kRefusal);
  EXPECT_EQ(Refusal({"ticket", "comment", halted, "Is it mended?", "--request-id", "c"}), kRefusal);
  EXPECT_EQ(Refusal({"ticket", "get", halted}), kRefusal);
  EXPECT_EQ(Refusal({"ticket", "list"}), kRefusal);

  // The rest goes on.
  EXPECT_EQ(Get(other)["version"], "1");
  EXPECT_EQ(Get(Open(kOther, "after"))["version"], "1");
  EXPECT_EQ(Docketctl({"ticket", "list", "--customer", CustomerOf(kOther)}).exit, 0);

  // Who keeps the host sees which it is and why; health says that it is not ready.
  const std::string why = "docket.ticket.events.v1/2 offset 1 makes version 3 of " + halted +
                          " but versions before it are missing";
  EXPECT_THAT(Heard(), AllOf(HasSubstr("docket: intake/2 is halted and the rest goes on: "),
                             HasSubstr(why)));
  const Outcome listed = Docketctl({"--roles", "operator", "positions"});
  ASSERT_EQ(listed.exit, 0);
  const json positions = json::parse(listed.output);
  for (const json& unit : positions["units"]) {
    // Who follows the topic halts there as well; pools and settings do not read it.
    const std::string kind = unit["unit"]["unit_kind"];
    const bool is_halted =
        unit["unit"].value("partition", 0) == kHalted && kind != "pool" && kind != "setting";
    EXPECT_EQ(unit.value("serving", false), !is_halted) << unit;
    EXPECT_THAT(unit.value("halted", ""), HasSubstr(is_halted ? why : "")) << unit;
    EXPECT_EQ(unit.contains("halted"), is_halted) << unit;
  }
  EXPECT_EQ(HealthOf("intake/2"), kNotServing);
  EXPECT_EQ(Complaint({"health", "intake/2"}), "docketctl: intake/2 does not serve\n");
  EXPECT_EQ(Docketctl({"health", "intake/2", "--alive"}).exit, 0);
  EXPECT_EQ(HealthOf("intake/1"), kServing);
  EXPECT_EQ(HealthOf(""), kServing);
  const std::vector<std::string> rebuild = {"--roles", "operator", "projection", "rebuild"};
  EXPECT_THAT(Complaint(rebuild),
              StartsWith("docketctl: intake/2: it is halted and cannot be rebuilt: "));
  EXPECT_EQ(json::parse(Docketctl(rebuild).output)["rebuilt"].size(), 14);  // All of 17 but three.

  // It ends when it is told to, and comes back no worse.
  ASSERT_NO_FATAL_FAILURE(Stop());
  ASSERT_NO_FATAL_FAILURE(StartHeard());
  EXPECT_EQ(Refusal({"ticket", "get", halted}), kRefusal);
  EXPECT_EQ(Get(other)["version"], "1");
}

// Which is one for all partitions: none may run ahead of another.
TEST_F(Halt, OfOnePartitionEndsAServerThatKeepsTheTimeOfItsLog) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string halted = Open(kHalted, "before");
  ASSERT_NO_FATAL_FAILURE(Stop());
  ASSERT_NO_FATAL_FAILURE(LandGap());
  const Outcome ended =
      Run({"/bin/sh", "-c", R"(exec timeout 30 "$@" 2>&1)", "sh", DOCKET_BIN "/docket", "--data",
           data_ / "data", "--address", "127.0.0.1:0", "--clock", "log"});
  EXPECT_EQ(ended.exit, 1);
  EXPECT_THAT(ended.output, HasSubstr("offset 1 makes version 3 of " + halted));
}

TEST_F(Halt, AtARecordThatNoReleaseReadsEndsByAnOperatorsSkip) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string ticket = Open(kHalted, "before");
  ASSERT_NO_FATAL_FAILURE(Stop());
  const std::string digest = LandStrange();
  ASSERT_NO_FATAL_FAILURE(StartHeard());
  EXPECT_THAT(Heard(), AllOf(HasSubstr("docket.ticket.events.v1/2 offset 1"), HasSubstr(digest)));
  EXPECT_EQ(Refusal({"ticket", "get", ticket}), kRefusal);

  const std::string file = data_ / "skip.yaml";
  std::ofstream(file) << "name: taken-back\nskip: {topic: docket.ticket.events.v1, partition: 2, "
                      << "offset: 1, digest: \"" << digest
                      << "\", reason: of a release that was taken back}\n";
  EXPECT_THAT(Complaint({"--roles", "administrator", "apply", "-f", file}),
              HasSubstr("skips are for operators"));
  const Outcome applied = Docketctl({"--roles", "operator", "apply", "-f", file});
  EXPECT_EQ(applied.exit, 0) << applied.output;

  // What was halted begins again with the process; the version is there, and says nothing.
  ASSERT_NO_FATAL_FAILURE(Stop());
  ASSERT_NO_FATAL_FAILURE(Start());
  EXPECT_EQ(Get(ticket)["version"], "2");
  EXPECT_EQ(Docketctl({"ticket", "comment", ticket, "Is it mended?"}).exit, 0);
  EXPECT_EQ(Get(ticket)["version"], "3");
  EXPECT_EQ(Docketctl({"ticket", "timeline", ticket}).exit, 0);
  const Outcome verified = Docketctl({"--roles", "operator", "projection", "verify"});
  EXPECT_EQ(verified.exit, 0) << verified.output;
  const Outcome told = Docketctl(
      {"--roles", "service", "export", "--format", "jsonl", "--out", data_ / "told.jsonl"});
  EXPECT_EQ(told.exit, 0) << told.output;
}

}  // namespace
}  // namespace docket
