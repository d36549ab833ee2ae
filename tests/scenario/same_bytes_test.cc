// Equal histories give equal bytes: in two directories, after a rebuild, and however often the
// server was killed in between.

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/base/digest.h"
#include "libs/log/embedded/embedded_event_log.h"
#include "libs/store/rocksdb/rocks_engine.h"
#include "services/intake/projection/intake_unit.h"
#include "tests/scenario/recorded_history.h"
#include "tests/scenario/scenario.h"

namespace docket {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ticket::v1::SubmitRequest;

constexpr size_t kCases = 500;
constexpr size_t kKills = 50;
constexpr size_t kKillsWithCallsInFlightMin = 40;
constexpr int32_t kPartitions = 4;

// Draws history and kills. Another one is tried by DOCKET_SEED.
uint64_t Seed() {
  const char* given = std::getenv("DOCKET_SEED");
  const uint64_t seed = given == nullptr ? 1 : std::strtoull(given, nullptr, 10);
  std::cout << "DOCKET_SEED=" << seed << std::endl;
  return seed;
}

class SameBytes : public Scenario {
 protected:
  Outcome Operate(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--actor", "service:operator", "--roles", "operator"});
    return Docketctl(std::move(arguments));
  }
  // What of a digest two logs of the same commands have in common: all but the table in the order
  // of a log's own commits, and the one text that covers it.
  static json OfAnyLog(json digest) {
    json& tables = digest["tables"];
    for (auto table = tables.begin(); table != tables.end();) {
      table = (*table)["table"] == "ticket_changes" ? tables.erase(table) : table + 1;
    }
    digest.erase("full");
    return digest;
  }
  // The sum over the host's units.
  json Digest() {
    const Outcome outcome = Operate({"projection", "digest"});
    EXPECT_EQ(outcome.exit, 0);
    return json::parse(outcome.output)["sum"][0];
  }
  void ExpectVerified() {
    const Outcome outcome = Operate({"projection", "verify"});
    EXPECT_EQ(outcome.exit, 0) << outcome.output;
    const json answer = json::parse(outcome.output);
    for (const json& verdict : answer["verdict"]) {
      EXPECT_FALSE(verdict.contains("differences")) << verdict;
      EXPECT_FALSE(verdict.contains("foreign_positions")) << verdict;
    }
  }
  // Imports all of `history`, undisturbed, into the directory that is served.
  void ImportAll(const std::vector<SubmitRequest>& history, Journal& journal) {
    const Sent sent = Import(address_, history, journal, [](size_t) {});
    EXPECT_EQ(sent.sent, sent.answered);
    EXPECT_THAT(sent.refused, IsEmpty());
    EXPECT_THAT(journal.Read(), SizeIs(history.size()));
  }
  void StartAndImport(const std::string& directory, const std::vector<SubmitRequest>& history,
                      const std::vector<std::string>& more = {}) {
    ASSERT_NO_FATAL_FAILURE(Start(directory, more));
    Journal journal(data_ / (directory + ".journal"));
    ImportAll(history, journal);
  }
  void Stop() {
    server_->Signal(SIGTERM);
    ASSERT_EQ(server_->Wait(), 0);
  }
};

TEST_F(SameBytes, TwoImportsIntoFreshDirectoriesHaveEqualFullDigests) {
  const std::vector<SubmitRequest> history = DrawHistory(kCases, Seed());
  // By the log's own time both logs hold their commits in one order, so everything is equal.
  ASSERT_NO_FATAL_FAILURE(StartAndImport("one", history, {"--clock", "log"}));
  const json one = Digest();
  EXPECT_EQ(one["tables"][1]["table"], "ticket.commits");
  EXPECT_EQ(one["tables"][1]["rows"], std::to_string(history.size()));
  ASSERT_NO_FATAL_FAILURE(Stop());
  ASSERT_NO_FATAL_FAILURE(StartAndImport("other", history, {"--clock", "log"}));
  EXPECT_EQ(Digest(), one);
  ASSERT_NO_FATAL_FAILURE(Stop());
  // As they come, commits of different tickets change places.
  ASSERT_NO_FATAL_FAILURE(StartAndImport("wall", history));
  EXPECT_EQ(OfAnyLog(Digest()), OfAnyLog(one));
  ASSERT_NO_FATAL_FAILURE(Stop());
  // Other partitions hold the same rows.
  ASSERT_NO_FATAL_FAILURE(StartAndImport("seven", history, {"--partitions", "7"}));
  json seven = Digest();
  EXPECT_EQ(seven["units"], 7);
  seven["units"] = kPartitions;
  EXPECT_EQ(OfAnyLog(seven), OfAnyLog(one));
}

TEST_F(SameBytes, EveryRebuiltProjectionEqualsTheLiveOne) {
  ASSERT_NO_FATAL_FAILURE(StartAndImport("data", DrawHistory(kCases, Seed())));
  const json live = Digest();
  ExpectVerified();
  const Outcome rebuilt = Operate({"projection", "rebuild"});
  EXPECT_EQ(rebuilt.exit, 0);
  EXPECT_THAT(json::parse(rebuilt.output)["rebuilt"],
              SizeIs(4 * kPartitions + 1));  // Settings too.
  EXPECT_EQ(Digest(), live);
  ExpectVerified();
  // What was rebuilt is what a start finds, and goes on to serve.
  ASSERT_NO_FATAL_FAILURE(Kill());
  ASSERT_NO_FATAL_FAILURE(Start());
  EXPECT_EQ(Digest(), live);
  EXPECT_EQ(Docketctl({"ticket", "create", "--customer", "member-1", "--subject", "new"}).exit, 0);
  EXPECT_NE(Digest(), live);
  ExpectVerified();
}

TEST_F(SameBytes, VerifyFailsAndNamesARowThatNoCommitAccountsFor) {
  ASSERT_NO_FATAL_FAILURE(StartAndImport("data", DrawHistory(20, Seed())));
  const json live = Digest();
  ASSERT_NO_FATAL_FAILURE(Stop());
  {
    store::SharedResources memory;
    const auto engine = store::RocksEngine::Open(
        data_ / "data/stores/intake/2",
        store::EngineTables({.tables = intake::IntakeUnit(2).Tables(), .fold_version = 1}), memory);
    ASSERT_TRUE(engine.ok()) << engine.status();
    ASSERT_TRUE((*engine)->Write({{intake::TicketTables().commits, "stray", "row"}}).ok());
  }
  ASSERT_NO_FATAL_FAILURE(Start());
  const Outcome outcome = Operate({"projection", "verify"});
  EXPECT_EQ(outcome.exit, 1);
  const json verdict = json::parse(outcome.output)["verdict"][2];
  EXPECT_EQ(verdict["unit"]["partition"], 2);
  ASSERT_THAT(verdict["differences"], SizeIs(1));
  EXPECT_EQ(verdict["differences"][0]["table"], "ticket.commits");
  EXPECT_EQ(verdict["differences"][0]["first_key"], "c3RyYXk=");  // "stray" as JSON has bytes.
  EXPECT_EQ(verdict["differences"][0]["in_live"], true);
  EXPECT_EQ(Operate({"projection", "rebuild", "--kind", "intake", "--partition", "2"}).exit, 0);
  EXPECT_EQ(Digest(), live);
}

TEST_F(SameBytes, OnlyOperatorsOperate) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string wants_an_operator =
      "docketctl: NOT_ALLOWED roles=operator: none of the caller's roles may call this; roles that "
      "may: operator (give one of them by --roles)\n";
  const std::vector<std::vector<std::string>> commands = {
      {"positions"},
      {"projection", "digest"},
      {"projection", "verify"},
      {"projection", "rebuild"},
      {"projection", "begin", "routing", "--from", "end"},
      {"quarantine", "list"}};
  for (std::vector<std::string> command : commands) {
    command.insert(command.begin(), {"--roles", "administrator,service"});
    EXPECT_EQ(Complaint(command), wants_an_operator) << command[2];
  }
  // And they have no say in what is a tenant's own.
  for (std::vector<std::string> command :
       std::vector<std::vector<std::string>>{{"ticket", "list"}, {"export", "--format", "jsonl"}}) {
    command.insert(command.begin(), {"--roles", "operator"});
    EXPECT_THAT(Complaint(command), HasSubstr("docketctl: NOT_ALLOWED roles=")) << command[2];
  }
  const Outcome positions = Operate({"positions"});
  EXPECT_EQ(positions.exit, 0);
  const json answer = json::parse(positions.output);
  for (const json& unit : answer["units"]) EXPECT_TRUE(unit.value("serving", false));
  EXPECT_EQ(Operate({"quarantine", "list"}).exit, 0);
  EXPECT_EQ(Operate({"projection", "digest", "--kind", "nobody"}).exit, 1);
}

// The log read by a second reader, with an acceptance of its own: per ticket and version the first
// record counts, and extends the one before.
class RawTickets {
 public:
  explicit RawTickets(const std::string& directory) {
    const auto log =
        log::EmbeddedEventLog::Open({.directory = directory,
                                     .topics = {{log::EventsTopic("ticket"), kPartitions}},
                                     .now = FromMillis(1)});
    EXPECT_TRUE(log.ok()) << log.status();
    for (int32_t partition = 0; partition < kPartitions; ++partition) {
      ReadPartition(**log, {log::EventsTopic("ticket"), partition});
    }
  }

  // The commands of a ticket by the versions they made, from 1.
  const std::vector<std::string>& commands(const std::string& ticket_id) {
    return commands_[ticket_id];
  }
  size_t accepted() const { return accepted_; }

 private:
  void ReadPartition(log::EventLog& log, const log::TopicPartition& place) {
    log::Offset next = 0;
    while (true) {
      const log::ReadResult result = log.Read(place, next, {});
      const auto* records = std::get_if<log::Records>(&result);
      if (records == nullptr) return;
      for (const log::LogRecord& record : records->records) Take(record.record);
      next = records->records.back().offset + 1;
    }
  }
  void Take(const log::Record& record) {
    ticket::v1::TicketCommit commit;
    ASSERT_TRUE(commit.ParseFromString(record.value));
    std::vector<std::string>& commands = commands_[record.key];
    if (commit.header().version() <= commands.size()) return;
    ASSERT_EQ(commit.header().version(), commands.size() + 1) << "a version is missing";
    std::string& head = heads_[record.key];
    ASSERT_EQ(commit.header().prev(), head) << "it extends another";
    head = std::string(docket::Digest::Of(record.value).bytes());
    commands.push_back(commit.header().command_id());
    ++accepted_;
  }

  std::map<std::string, std::vector<std::string>> commands_;
  std::map<std::string, std::string> heads_;
  size_t accepted_ = 0;
};

class KilledImport : public SameBytes {
 protected:
  // After how many acknowledgements the server is killed, rising.
  std::set<size_t> DrawKills(size_t commands, uint64_t seed) {
    std::mt19937_64 draw(seed);
    std::set<size_t> kills;
    while (kills.size() < kKills) kills.insert(1 + draw() % (commands * 9 / 10));
    return kills;
  }

  // Imports until the server is killed after the `nth` acknowledgement; whether calls were left
  // without an answer.
  bool ImportUntilKilled(const std::vector<SubmitRequest>& history, Journal& journal, size_t nth) {
    const Sent sent = Import(address_, history, journal, [this, nth](size_t acknowledged) {
      if (acknowledged == nth) server_->Signal(SIGKILL);
    });
    EXPECT_THAT(sent.refused, IsEmpty());
    EXPECT_EQ(server_->Wait(), -SIGKILL);
    return sent.sent > sent.answered;
  }
};

TEST_F(KilledImport, LosesNothingAcknowledgedAndHasNothingTwice) {
  const uint64_t seed = Seed();
  const std::vector<SubmitRequest> history = DrawHistory(kCases, seed);
  ASSERT_NO_FATAL_FAILURE(StartAndImport("undisturbed", history));
  const json undisturbed = Digest();
  ASSERT_NO_FATAL_FAILURE(Stop());

  Journal journal(data_ / "journal");
  size_t kills = 0;
  size_t kills_with_calls_in_flight = 0;
  for (const size_t nth : DrawKills(history.size(), seed)) {
    // Answers that were under way at the kill before may have passed this one.
    const size_t at = std::max(nth, journal.Read().size() + 1);
    ASSERT_NO_FATAL_FAILURE(Start());
    ++kills;
    kills_with_calls_in_flight += ImportUntilKilled(history, journal, at);
  }
  std::cout << kills << " kills, " << kills_with_calls_in_flight << " with calls in flight\n";
  EXPECT_EQ(kills, kKills);
  EXPECT_GE(kills_with_calls_in_flight, kKillsWithCallsInFlightMin);

  ASSERT_NO_FATAL_FAILURE(Start());
  ImportAll(history, journal);
  EXPECT_EQ(OfAnyLog(Digest()), OfAnyLog(undisturbed));
  ExpectVerified();

  // Every command once more: each gets the answer that the journal has.
  Journal again(data_ / "again.journal");
  ImportAll(history, again);
  EXPECT_EQ(again.Read(), journal.Read());
  EXPECT_EQ(OfAnyLog(Digest()), OfAnyLog(undisturbed));
  ASSERT_NO_FATAL_FAILURE(Stop());

  RawTickets tickets(data_ / "data/log");
  EXPECT_EQ(tickets.accepted(), history.size());
  std::set<std::pair<std::string, std::string>> distinct;
  for (const auto& [sequence, acknowledged] : journal.Read()) {
    const std::vector<std::string>& commands = tickets.commands(acknowledged.ticket_id);
    ASSERT_LE(acknowledged.version, commands.size()) << "lost: command " << sequence;
    distinct.emplace(acknowledged.ticket_id, commands[acknowledged.version - 1]);
  }
  EXPECT_THAT(distinct, SizeIs(history.size()));
}

}  // namespace
}  // namespace docket
