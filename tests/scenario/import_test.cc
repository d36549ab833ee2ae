// History of another system, taken in by the real programs.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "libs/base/id.h"
#include "tests/scenario/scenario.h"

namespace docket {
namespace {

using nlohmann::json;

constexpr char kJira[] = DOCKET_SOURCE_DIR "/tools/docketctl/import/testdata/jira";

std::filesystem::path IncidentLog() {
  const char* folder = std::getenv("DOCKET_REAL_DATA");
  const std::filesystem::path data =
      folder != nullptr ? std::filesystem::path(folder)
                        : std::filesystem::path(DOCKET_SOURCE_DIR) / "../shared/data";
  return data / "servicenow/incident_event_log.csv.xz";
}

class Import : public Scenario {
 protected:
  Outcome Run(const std::string& mapping, const std::string& data) {
    return Docketctl({"--actor", "service:import", "--roles", "import", "import", "--mapping",
                      mapping, "--rejected", rejected(), data});
  }
  std::string rejected() const { return data_.path() + "/rejected.csv"; }
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

TEST_F(Import, TakesTheWholeIncidentLogButForTwoRows) {
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
  std::ifstream file(rejected());
  std::string line;
  size_t lines = 0;
  while (std::getline(file, line)) ++lines;
  EXPECT_EQ(lines, 3);  // And the header.
}

}  // namespace
}  // namespace docket
