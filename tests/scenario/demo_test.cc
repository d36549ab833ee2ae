// The first minutes with Docket: what `docketctl demo`, `tools/dev run` and README.md tell somebody
// to type is typed as it is printed.

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <signal.h>
#include <stdlib.h>

#include "tests/scenario/dev_run.h"

namespace docket {
namespace {

using nlohmann::json;
using testing::ChildProcess;

// Shorter than docketctl waits for a server that is not there, ten seconds.
constexpr std::chrono::seconds kEndDeadline{7};

// The lines of `text` that begin with `mark`, without it.
std::vector<std::string> Marked(const std::string& text, const std::string& mark) {
  std::vector<std::string> marked;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(mark)) marked.push_back(line.substr(mark.size()));
  }
  return marked;
}

class Demo : public DevRunScenario {
 protected:
  std::string Fill() {
    const Outcome filled = Run({DOCKET_BIN "/docketctl", "--address", address_, "demo"});
    EXPECT_EQ(filled.exit, 0);
    return filled.output;
  }

  json Positions() { return json::parse(Docketctl({"--roles", "operator", "positions"}).output); }
};

TEST_F(Demo, FillsATenantOnce) {
  ASSERT_NO_FATAL_FAILURE(Start());
  EXPECT_EQ(Fill().find("tenant demo has the 24 tickets of the demo: 79 changes were written\n"),
            0);
  const json positions = Positions();
  const Outcome tickets = Docketctl({"--tenant", "demo", "ticket", "list"});
  ASSERT_NO_FATAL_FAILURE(Kill());
  ASSERT_NO_FATAL_FAILURE(Start());
  EXPECT_EQ(
      Fill().find("tenant demo has the 24 tickets of the demo: all was there, nothing changed\n"),
      0);
  EXPECT_EQ(Positions(), positions);
  json before = json::parse(tickets.output);
  json after = json::parse(Docketctl({"--tenant", "demo", "ticket", "list"}).output);
  EXPECT_EQ(after["tickets"], before["tickets"]);
  std::map<std::string, int> statuses;
  for (const json& ticket : after["tickets"]) ++statuses[ticket["status"]];
  EXPECT_EQ(statuses, (std::map<std::string, int>{{"TICKET_STATUS_NEW", 4},
                                                  {"TICKET_STATUS_OPEN", 7},
                                                  {"TICKET_STATUS_PENDING", 3},
                                                  {"TICKET_STATUS_HELD", 2},
                                                  {"TICKET_STATUS_SOLVED", 7},
                                                  {"TICKET_STATUS_CLOSED", 1}}));
}

TEST_F(Demo, GoesOnWhereItWasCutOff) {
  ASSERT_NO_FATAL_FAILURE(Start());
  ChildProcess watch({DOCKET_BIN "/docketctl", "--address", address_, "--tenant", "demo", "ticket",
                      "list", "--watch", "--changes", "10"});
  ASSERT_TRUE(watch.WaitForLine("ticket ", kStartDeadline).has_value());
  ChildProcess first({DOCKET_BIN "/docketctl", "--address", address_, "demo"});
  ASSERT_EQ(watch.Wait(), 0);
  first.Signal(SIGKILL);
  first.Wait();
  Fill();
  EXPECT_EQ(json::parse(Docketctl({"--tenant", "demo", "ticket", "list"}).output)["tickets"].size(),
            24);
  EXPECT_NE(Fill().find("nothing changed"), std::string::npos);
}

TEST_F(Demo, SaysWhereItFoundNoServer) {
  const Outcome filled =
      Run({DOCKET_BIN "/docketctl", "--address", "127.0.0.1:1", "--timeout", "0.2", "demo"});
  EXPECT_EQ(filled.exit, 1);
  EXPECT_EQ(filled.output, "");
}

TEST_F(Demo, PrintsCommandsThatRunAsPrinted) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::vector<std::string> commands = Marked(Fill(), "  ");
  // What each must print: list, get, timeline, an earlier version, watch, create, comment,
  // timeline, verify, export.
  const std::vector<std::string> expected = {
      "Desk lamp flickers", "status       solved",  "  rated  ",    "status       new",
      "commented,solved",   "version  1\n",         "solve    1\n", "RESOLUTION_REPLACED",
      " equal after ",      "ticket,version,event,"};
  ASSERT_EQ(commands.size(), expected.size());
  std::unique_ptr<ChildProcess> watch;
  for (size_t i = 0; i < commands.size(); ++i) {
    if (commands[i].find(" --watch ") == std::string::npos) {
      Type(DOCKET_SOURCE_DIR, commands[i], expected[i]);
      continue;
    }
    watch = std::make_unique<ChildProcess>(InShell(DOCKET_SOURCE_DIR, commands[i]));
    ASSERT_TRUE(watch->WaitForLine("ticket ", kStartDeadline).has_value());
  }
  EXPECT_NE(watch->ReadAll().find("commented,solved"), std::string::npos);
  EXPECT_EQ(watch->Wait(), 0);
  // Told again, it opens another ticket.
  const json again = json::parse(Docketctl({"demo"}).output);
  EXPECT_EQ(again["tenant"], "demo");
  EXPECT_EQ(again["tickets"], 24);
  EXPECT_EQ(again["changes"], 0);
  EXPECT_EQ(again["commands"][4], commands[4]);
  EXPECT_NE(again["commands"][5], commands[5]);
}

TEST_F(Demo, IsToldByDevRunAndEndsWithIt) {
  const std::string root = MakeTree();
  const auto run = DevRun(root, "");
  const std::vector<std::string> commands = ReadDemo(*run);
  ASSERT_EQ(commands.size(), 10);
  Type(root, commands[5], "version  1\n");
  Type(root, commands[6], "solve    1\n");
  Type(root, commands[7], "RESOLUTION_REPLACED");
  run->Signal(SIGTERM);
  EXPECT_EQ(run->Wait(), 0);
  EXPECT_EQ(run->ReadAll(), "");  // Ends only once nobody writes there any more.
}

TEST_F(Demo, EndsWithDevRunHoweverFarItIs) {
  const auto run = DevRun(MakeTree(), "");
  ASSERT_TRUE(run->WaitForLine("docket serves at ", kStartDeadline).has_value());
  run->Signal(SIGKILL);
  EXPECT_EQ(run->Wait(), -SIGKILL);
  const auto killed = std::chrono::steady_clock::now();
  run->ReadAll();
  EXPECT_LT(std::chrono::steady_clock::now() - killed, kEndDeadline);
}

TEST_F(Demo, IsLeftOutOnRequest) {
  const auto run = DevRun(MakeTree(), "--no-demo");
  ASSERT_TRUE(run->WaitForLine("docket serves at ", kStartDeadline).has_value());
  run->Signal(SIGTERM);
  EXPECT_EQ(run->Wait(), 0);
  EXPECT_EQ(run->ReadAll(), "");
}

// Without one, docket would serve from a log of its own, and nobody would see it.
TEST_F(Demo, IsNotServedByDevRunWithoutTheKafkaAskedFor) {
  const std::string root = MakeTree();
  PutKafka(root, "echo 'tools/kafka: there is no Java' >&2; exit 69");
  const auto run = DevRun(root, "--with-kafka 2>&1");
  EXPECT_TRUE(run->WaitForLine("tools/kafka: there is no Java", kStartDeadline).has_value());
  ASSERT_FALSE(run->WaitForLine("", kStartDeadline).has_value()) << "it went on";
  EXPECT_EQ(run->Wait(), 69);
}

// But for the import, whose file is not in the tree: import_test.cc runs that command.
TEST_F(Demo, ReadmeShowsCommandsThatRunAsPrinted) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string root = MakeTree();
  const std::string company = "/tools/docketctl/setting/company.yaml";
  std::filesystem::create_directories(root + "/tools/docketctl/setting");
  std::filesystem::copy_file(DOCKET_SOURCE_DIR + company, root + company);
  std::ostringstream readme;
  readme << std::ifstream(DOCKET_SOURCE_DIR "/README.md").rdbuf();
  size_t typed = 0;
  for (const std::string& command : Marked(readme.str(), "    $ build/release/bin/")) {
    if (command.find(" import ") != std::string::npos) continue;
    const std::vector<std::string> arguments =
        InShell(root, "env DOCKET_ADDRESS=" + address_ + " build/release/bin/" + command);
    ++typed;
    if (command.find(" --watch") != std::string::npos) {
      ChildProcess watch(arguments);
      EXPECT_TRUE(watch.WaitForLine("TK-", kStartDeadline).has_value()) << command;
      continue;
    }
    const Outcome outcome = Run(arguments);
    EXPECT_EQ(outcome.exit, 0) << command;
  }
  // Create, get, comment, list, export, verify; apply, create, queue, presence, explain, clocks.
  EXPECT_EQ(typed, 12);
}

}  // namespace
}  // namespace docket
