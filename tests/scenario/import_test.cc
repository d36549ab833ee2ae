// History of another system, taken in and given out by the real programs.

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "libs/base/digest.h"
#include "libs/base/id.h"
#include "libs/log/embedded/embedded_event_log.h"
#include "tests/import/incident_log.h"
#include "tests/import/python.h"
#include "tests/scenario/scenario.h"
#include "tests/scenario/ticket_client.h"

namespace docket {
namespace {

using nlohmann::json;

constexpr char kJira[] = DOCKET_SOURCE_DIR "/tools/docketctl/import/testdata/jira";

class Import : public Scenario {
 protected:
  Outcome Run(const std::string& mapping, const std::string& data) {
    return Docketctl(ImportOf(mapping, data));
  }
  std::vector<std::string> ImportOf(const std::string& mapping, const std::string& data) {
    return {"--actor",   "service:import", "--roles",    "import",   "import",
            "--mapping", mapping,          "--rejected", rejected(), data};
  }
  Outcome Export(const std::string& format, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"--roles", "administrator", "export", "--format", format};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Docketctl(arguments);
  }
  // A log in the form of jira.yaml in which much happens at once: 20 rows a minute, of up to 350
  // minutes.
  std::string WriteBusyLog(int rows = 300, int cases = 60) {
    const std::string path = data_.path() + "/busy.csv";
    std::ofstream out(path);
    out << "Issue key;Summary;Reporter;Created;Changed;Status;Urgency;Assignee;Component\n";
    const char* const statuses[] = {"To Do", "In Progress", "Waiting for customer", "Done"};
    for (int row = 0; row < rows; ++row) {
      const int issue = row * 7 % cases;
      const int minute = 10 + row / 20;
      out << "SUP-" << issue << ";Slow;c" << issue % 9
          << "@example.com;30/Mar/24 5:00 PM;30/Mar/24 " << 6 + minute / 60 << ":"
          << minute % 60 / 10 << minute % 10 << " PM;" << statuses[row / cases % 4] << ";"
          << (row % 2 == 0 ? "Minor" : "Major") << ";agent" << row % 5 << ";Billing\n";
    }
    return path;
  }
  // All commits in the log of a server that has stopped, as "partition/offset value" in hex.
  std::vector<std::string> ReadLog(const std::string& directory) {
    std::vector<std::string> records;
    const auto log = log::EmbeddedEventLog::Open(
        {.directory = data_.path() + "/" + directory + "/log", .topics = {}, .now = Time{}});
    EXPECT_TRUE(log.ok()) << log.status();
    const std::string topic = log::EventsTopic("ticket");
    for (int32_t i = 0; i < (*log)->PartitionCount(topic).value(); ++i) {
      const log::ReadResult read = (*log)->Read({topic, i}, 0, {});
      const auto* found = std::get_if<log::Records>(&read);
      if (found == nullptr) continue;
      for (const auto& [offset, record] : found->records) {
        records.push_back(std::to_string(i) + "/" + std::to_string(offset) + " " +
                          Hex(record.value));
      }
    }
    return records;
  }
  std::string rejected() const { return data_.path() + "/rejected.csv"; }
  // Waits until the ticket of the row `row` of a busy log with `cases` cases is there.
  void AwaitBusyTicket(int row, int cases) {
    const int issue = row * 7 % cases;
    v1::GetTicketRequest request;
    request.set_ticket_id(
        TicketId::OfRecorded("default", "mailto:c" + std::to_string(issue % 9) + "@example.com",
                             "jira", "SUP-" + std::to_string(issue))
            .text());
    TicketClient client(address_);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(120);
    v1::GetTicketResponse response;
    while (!client.Get(request, response).ok()) {
      ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "row " << row << " did not come";
    }
  }
  // The lines of an export, in an order of their own.
  std::vector<std::string> SortedExport() {
    const Outcome exported = Export("jsonl");
    EXPECT_EQ(exported.exit, 0);
    std::vector<std::string> lines;
    std::istringstream text(exported.output);
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    std::ranges::sort(lines);
    return lines;
  }
  json JiraTicket(const std::string& customer, const std::string& issue) {
    return Get(TicketId::OfRecorded("default", customer, "jira", issue).text());
  }
};

TEST_F(Import, BringsTicketsToWhereTheirLogLeftThem) {
  ASSERT_NO_FATAL_FAILURE(Start());
  EXPECT_EQ(Run(kJira + std::string(".yaml"), kJira + std::string(".csv")).exit,
            1);  // Two rejected.
  const json printer = JiraTicket("mailto:bob@example.com", "SUP-1");
  EXPECT_EQ(printer["status"], "TICKET_STATUS_SOLVED");
  EXPECT_EQ(printer["priority"], "PRIORITY_URGENT");
  EXPECT_EQ(printer["last_solved_time"], "2024-04-03T10:15:00Z");
  const json invoice = JiraTicket("mailto:ada@example.com", "SUP-2");
  EXPECT_EQ(invoice["status"], "TICKET_STATUS_PENDING");
  EXPECT_EQ(invoice["assignee_id"], "mallory");
  EXPECT_EQ(invoice["team_id"], "(none)");
}

TEST_F(Import, RepeatedAfterAKillChangesNothing) {
  ASSERT_NO_FATAL_FAILURE(Start());
  Run(kJira + std::string(".yaml"), kJira + std::string(".csv"));
  const json before = JiraTicket("mailto:ada@example.com", "SUP-2");
  ASSERT_NO_FATAL_FAILURE(Kill());
  ASSERT_NO_FATAL_FAILURE(Start());
  Run(kJira + std::string(".yaml"), kJira + std::string(".csv"));
  EXPECT_EQ(JiraTicket("mailto:ada@example.com", "SUP-2"), before);
}

// One command, three kills: it ends well, and the history is that of an import without any.
TEST_F(Import, GoesOnThroughKillsOfTheServer) {
  constexpr int kRows = 3000;
  constexpr int kCases = 600;
  listen_ = "unix:" + data_.path() + "/socket";
  const std::string mapping = kJira + std::string(".yaml");
  const std::string data = WriteBusyLog(kRows, kCases);
  ASSERT_NO_FATAL_FAILURE(Start());
  std::vector<std::string> command = {DOCKET_BIN "/docketctl", "--json", "--address", address_};
  std::ranges::copy(ImportOf(mapping, data), std::back_inserter(command));
  testing::ChildProcess import(command);
  for (const int row : {0, kCases / 3, kCases * 2 / 3}) {
    ASSERT_NO_FATAL_FAILURE(AwaitBusyTicket(row, kCases));
    ASSERT_NO_FATAL_FAILURE(Kill());
    ASSERT_NO_FATAL_FAILURE(Start());
  }
  const json counts = json::parse(import.ReadAll());
  EXPECT_EQ(import.Wait(), 0);
  EXPECT_EQ(counts["rows"], kRows);
  EXPECT_EQ(counts["cases"], kCases);
  EXPECT_EQ(counts["commands"], counts["answered"]);
  EXPECT_EQ(counts["refused"], 0);
  EXPECT_GT(counts["repeated"], 0);
  const std::vector<std::string> killed = SortedExport();
  ASSERT_NO_FATAL_FAILURE(Kill());
  ASSERT_NO_FATAL_FAILURE(Start("undisturbed"));
  EXPECT_EQ(Run(mapping, data).exit, 0);
  EXPECT_EQ(killed, SortedExport());
}

TEST_F(Import, GivesUpWhenItsServerDoesNotComeBack) {
  ASSERT_NO_FATAL_FAILURE(Start());
  ASSERT_NO_FATAL_FAILURE(Kill());
  std::vector<std::string> import =
      ImportOf(kJira + std::string(".yaml"), kJira + std::string(".csv"));
  import.insert(import.end(), {"--patience", "1.5"});
  const std::string complaint = Complaint(import);
  EXPECT_THAT(complaint, ::testing::HasSubstr("waits for the server, gives up in 1 s: "));
  EXPECT_THAT(complaint, ::testing::HasSubstr("nothing got on for 1.5 s"));
  EXPECT_THAT(complaint, ::testing::HasSubstr("import again; what is done stays done"));
}

TEST_F(Import, NeedsSomePatience) {
  ASSERT_NO_FATAL_FAILURE(Start());
  for (const std::string patience : {"0", "-1", "86401", "nan", "a minute"}) {
    std::vector<std::string> import =
        ImportOf(kJira + std::string(".yaml"), kJira + std::string(".csv"));
    import.insert(import.end(), {"--patience", patience});
    EXPECT_THAT(Complaint(import),
                ::testing::HasSubstr('\'' + patience + "' is no number of seconds above 0"));
  }
}

TEST_F(Import, DoesNotWriteOverWhatItReads) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string own = data_ / "own.csv";
  std::filesystem::copy(kJira + std::string(".csv"), own);
  const auto size = std::filesystem::file_size(own);
  EXPECT_THAT(Complaint({"--roles", "import", "import", "--mapping", kJira + std::string(".yaml"),
                         "--rejected", own, own}),
              ::testing::HasSubstr("is read by this import: name another file"));
  EXPECT_EQ(std::filesystem::file_size(own), size);
}

TEST_F(Import, RefusesInstantsThatHistoryCannotHave) {
  ASSERT_NO_FATAL_FAILURE(Start());
  TicketClient client(address_);
  const auto refusal = [&client](int64_t seconds, int32_t nanos) {
    v1::SubmitRequest step = RecordedStep("a kettle", 1, Time{});
    step.mutable_recorded()->mutable_time()->set_seconds(seconds);
    step.mutable_recorded()->mutable_time()->set_nanos(nanos);
    return client.Refusal(step);
  };
  EXPECT_THAT(refusal(int64_t{1} << 62, 0), ::testing::HasSubstr("years 1 to 9999"));
  EXPECT_THAT(refusal(1'700'000'000, -5), ::testing::HasSubstr("years 1 to 9999"));
  EXPECT_THAT(refusal(4'102'444'800, 0), ::testing::HasSubstr("lies in the future"));
}

TEST_F(Import, NeedsTheRightToImport) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const Outcome refused =
      Docketctl({"--roles", "agent", "import", "--mapping", kJira + std::string(".yaml"),
                 "--rejected", rejected(), kJira + std::string(".csv")});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_EQ(
      Docketctl({"ticket", "get",
                 TicketId::OfRecorded("default", "mailto:ada@example.com", "jira", "SUP-2").text()})
          .exit,
      1);
}

TEST_F(Import, IsExportedWithActorSourceAndRow) {
  ASSERT_NO_FATAL_FAILURE(Start());
  Run(kJira + std::string(".yaml"), kJira + std::string(".csv"));
  const Outcome jsonl = Export("jsonl");
  EXPECT_EQ(jsonl.exit, 0);
  const json first = json::parse(jsonl.output.substr(0, jsonl.output.find('\n')));
  EXPECT_EQ(first["kind"], "opened");
  EXPECT_EQ(first["actor"], json({{"kind", "KIND_SERVICE"}, {"id", "import"}}));
  EXPECT_EQ(first["recorded"]["source"], "jira");
  const Outcome csv = Export("csv");
  EXPECT_EQ(csv.exit, 0);
  EXPECT_EQ(std::ranges::count(csv.output, '\n'), std::ranges::count(jsonl.output, '\n') + 1);
}

TEST_F(Import, IsExportedForAdministratorsOnlyAndForTheirOwnTenant) {
  ASSERT_NO_FATAL_FAILURE(Start());
  Run(kJira + std::string(".yaml"), kJira + std::string(".csv"));
  EXPECT_EQ(Docketctl({"--roles", "analyst", "export", "--format", "jsonl"}).exit, 1);
  const Outcome other =
      Docketctl({"--tenant", "other", "--roles", "administrator", "export", "--format", "jsonl"});
  EXPECT_EQ(other.exit, 0);
  EXPECT_EQ(other.output, "");
}

TEST_F(Import, GivesTheSameLogTwiceByTheClockOfTheLog) {
  std::vector<std::vector<std::string>> logs;
  const std::string data = WriteBusyLog();
  for (const std::string directory : {"one", "two"}) {
    ASSERT_NO_FATAL_FAILURE(Start(directory, {"--clock", "log"}));
    EXPECT_EQ(Run(kJira + std::string(".yaml"), data).exit, 0);
    server_->Signal(SIGTERM);
    ASSERT_EQ(server_->Wait(), 0);
    logs.push_back(ReadLog(directory));
  }
  EXPECT_GT(logs[0].size(), 300u);
  EXPECT_EQ(logs[0], logs[1]);
}

TEST_F(Import, ByTheClockOfTheLogLeavesNoRoomForLiveCommands) {
  const std::vector<std::string> create = {
      "ticket", "create", "--customer", "mailto:bob@example.org", "--subject", "Now"};
  ASSERT_NO_FATAL_FAILURE(Start("data", {"--clock", "log"}));
  Run(kJira + std::string(".yaml"), kJira + std::string(".csv"));
  EXPECT_EQ(Docketctl(create).exit, 1);
  EXPECT_EQ(JiraTicket("mailto:ada@example.com", "SUP-2")["status"], "TICKET_STATUS_PENDING");
  ASSERT_NO_FATAL_FAILURE(Kill());
  ASSERT_NO_FATAL_FAILURE(Start("data", {"--clock", "log"}));
  const json before = JiraTicket("mailto:ada@example.com", "SUP-2");
  Run(kJira + std::string(".yaml"), kJira + std::string(".csv"));
  EXPECT_EQ(JiraTicket("mailto:ada@example.com", "SUP-2"), before);
  ASSERT_NO_FATAL_FAILURE(Kill());
  ASSERT_NO_FATAL_FAILURE(Start());
  EXPECT_EQ(Docketctl(create).exit, 0);
}

// The other may be what is left of its own stream, when a connection broke.
TEST_F(Import, ByTheClockOfTheLogWaitsForAnother) {
  ASSERT_NO_FATAL_FAILURE(Start("data", {"--clock", "log"}));
  const auto stub = v1::TicketCommandService::NewStub(rpc::Dial(address_));
  grpc::ClientContext context;
  context.AddMetadata("docket-actor", "service:import");
  context.AddMetadata("docket-roles", "import");
  const auto other = stub->Submit(&context);
  ASSERT_TRUE(other->Write(RecordedStep("a kettle", 1, Time{})));
  v1::SubmitResponse verdict;
  ASSERT_TRUE(other->Read(&verdict));
  const std::string mapping = kJira + std::string(".yaml");
  std::vector<std::string> import = ImportOf(mapping, kJira + std::string(".csv"));
  import.insert(import.end(), {"--patience", "1.5"});
  EXPECT_THAT(Complaint(import), ::testing::HasSubstr("another import runs"));
  other->WritesDone();
  EXPECT_TRUE(other->Finish().ok());
  const json counts = json::parse(Run(mapping, kJira + std::string(".csv")).output);
  EXPECT_GT(counts["answered"], 0);
  EXPECT_EQ(counts["answered"], counts["commands"]);
  EXPECT_EQ(counts["refused"], 0);
}

// 119,998 rows: imported once, exported, and counted a second time by figures.py, which also looks
// for each row in the export, among those that say nothing new, or among the rejected.
TEST_F(Import, GivesTheFiguresOfTheWholeIncidentLogAndAccountsForEachRow) {
  if (!std::filesystem::exists(IncidentLog())) {
    GTEST_SKIP() << "no incident log at " << IncidentLog() << "; set DOCKET_REAL_DATA";
  }
  ASSERT_NO_FATAL_FAILURE(Start());
  const Outcome imported =
      Run(DOCKET_SOURCE_DIR "/tools/docketctl/mappings/servicenow.yaml", IncidentLog().string());
  const json counts = json::parse(imported.output);
  EXPECT_EQ(counts["rows"], 119'998);
  EXPECT_EQ(counts["cases"], 20'769);
  EXPECT_EQ(counts["rejected"], 2);
  EXPECT_EQ(counts["commands"], counts["answered"]);
  EXPECT_EQ(counts["refused"], 0);
  EXPECT_EQ(imported.exit, 1);
  const std::string file = data_.path() + "/export.jsonl";
  EXPECT_EQ(Export("jsonl", {"--out", file}).exit, 0);
  const Finished compared = RunPython({DOCKET_SOURCE_DIR "/tests/import/figures.py", "compare",
                                       IncidentLog().string(), file, rejected()});
  EXPECT_EQ(compared.output, "equal\n");
  EXPECT_EQ(compared.exit_status, 0);
}

}  // namespace
}  // namespace docket
