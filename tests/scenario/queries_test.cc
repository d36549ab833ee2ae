// docketctl as a person uses it to look at tickets.

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "tests/scenario/scenario.h"

namespace docket {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using testing::ChildProcess;
using ::testing::HasSubstr;

class Queries : public Scenario {
 protected:
  std::string Open(const std::string& customer, const std::string& subject) {
    const Outcome opened =
        Docketctl({"ticket", "create", "--customer", customer, "--subject", subject});
    EXPECT_EQ(opened.exit, 0);
    return json::parse(opened.output)["ticket_id"];
  }

  // What bash offers for the last of `words`.
  std::string Complete(const std::string& words) {
    return Run({"/bin/bash", "-c",
                "source <(" DOCKET_BIN "/docketctl completion bash); COMP_WORDS=(docketctl " +
                    words +
                    "); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _docketctl; "
                    "echo \"${COMPREPLY[@]}\""})
        .output;
  }
};

TEST_F(Queries, ListTicketsPageByPage) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string first = Open("ada", "one");
  const std::string second = Open("bob", "two");
  const json page = json::parse(Docketctl({"ticket", "list", "--page-size", "1"}).output);
  ASSERT_EQ(page["tickets"].size(), 1);
  EXPECT_EQ(page["tickets"][0]["ticket_id"], second);
  const json next = json::parse(Docketctl({"ticket", "list", "--page-size", "1", "--page-token",
                                           page["next_page_token"], "--token", page["token"]})
                                    .output);
  EXPECT_EQ(next["tickets"][0]["ticket_id"], first);
  EXPECT_FALSE(next.contains("next_page_token"));
  const json ada = json::parse(
      Docketctl({"ticket", "list", "--customer", "ada", "--status", "new,open"}).output);
  ASSERT_EQ(ada["tickets"].size(), 1);
  EXPECT_EQ(ada["tickets"][0]["ticket_id"], first);
  EXPECT_FALSE(
      json::parse(Docketctl({"ticket", "list", "--status", "solved"}).output).contains("tickets"));
}

TEST_F(Queries, AreRefusedWithTheWordsThatThereAre) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string id = Open("ada", "one");
  EXPECT_THAT(Complaint({"ticket", "list", "--status", "asleep"}),
              HasSubstr("'asleep' is none of new"));
  EXPECT_THAT(Complaint({"ticket", "list", "--page-token", "garbage"}),
              HasSubstr("--page-token is none"));
  EXPECT_THAT(Complaint({"ticket", "list", "--page-token", ""}),
              HasSubstr("--page-token: is empty"));
  EXPECT_THAT(Complaint({"ticket", "timeline", id, "--token", ""}), HasSubstr("--token: is empty"));
  EXPECT_THAT(Complaint({"ticket", "rate", id, "--score", "x"}), HasSubstr("from 1 to 5"));
  EXPECT_THAT(Complaint({"ticket", "follow", id, "--agent", std::string(129, 'x')}),
              HasSubstr("field=--agent rule=at most 128 bytes: --agent must be"));
  EXPECT_THAT(Complaint({"positions", "--partition", "x"}),
              HasSubstr("--partition: 'x' is no whole number from 0 to "));
  EXPECT_THAT(Complaint({"quarantine", "list", "--page-size", "101"}), HasSubstr("from 1 to 100"));
  EXPECT_THAT(Complaint({"ticket", "get", id, "--at", "yesterday"}),
              HasSubstr("'yesterday' is no instant"));
  EXPECT_THAT(Complaint({"ticket", "list", "--changes", "2"}), HasSubstr("requires --watch"));
  EXPECT_THAT(Complaint({"ticket", "get", id, "--version", "-1"}), HasSubstr("no whole number"));
  EXPECT_THAT(Complaint({"ticket", "get", id, "--version", "0"}), HasSubstr("from 1 on"));
  EXPECT_THAT(Complaint({"ticket", "list", "--watch", "--changes", "0"}), HasSubstr("from 1 on"));
  for (const char* size : {"0", "1001", "99999999999999", "ten"}) {
    EXPECT_THAT(Complaint({"ticket", "list", "--page-size", size}), HasSubstr("from 1 to 1000"));
  }
  EXPECT_THAT(Complaint({"ticket", "list", "--customer", ""}), HasSubstr("leave the option out"));
  EXPECT_THAT(Complaint({"ticket", "close", id, "--request-id", ""}), HasSubstr("is empty"));
  EXPECT_THAT(Complaint({"ticket", "list", "--status", ""}), HasSubstr("'' is none of new"));
  EXPECT_THAT(Complaint({"ticket", "list", "--token", "garbage"}), HasSubstr("ask without it"));
  EXPECT_THAT(Complaint({"--actor", "agent:Zo\xC3\xAB", "ticket", "list"}),
              HasSubstr("a byte 0xc3 behind 'agent:Zo'"));
  EXPECT_THAT(Complaint({"--timeout", "nan", "ticket", "list"}), HasSubstr("from 0.001 to 30"));
}

TEST_F(Queries, NameTheWordThatIsNoCommand) {
  address_ = "127.0.0.1:1";
  EXPECT_EQ(Complaint({"bogus"}),
            "docketctl: 'bogus' is no command of docketctl: 'docketctl --help' lists them\n");
  EXPECT_EQ(Complaint({"ticket", "bogus"}),
            "docketctl: 'bogus' is no command of docketctl ticket: 'docketctl ticket --help' lists "
            "them\n");
}

TEST_F(Queries, ListTheCommandsWhereNoneIsNamed) {
  address_ = "127.0.0.1:1";
  EXPECT_THAT(Complaint({}), AllOf(HasSubstr("docketctl takes a command"), HasSubstr("  ticket "),
                                   HasSubstr("  projection ")));
  EXPECT_THAT(Complaint({"projection"}),
              AllOf(HasSubstr("docketctl projection takes a command"), HasSubstr("  rebuild ")));
  const Outcome wrong = Run({DOCKET_BIN "/docketctl", "bogus"});
  EXPECT_EQ(Run({DOCKET_BIN "/docketctl"}).exit, wrong.exit);
}

TEST_F(Queries, NameTheAddressThatIsNone) {
  for (const char* address : {":8443", "http://localhost", "http://localhost:8443", "localhost",
                              "localhost:", "localhost:http", "localhost:0", "::1:8443"}) {
    address_ = address;
    EXPECT_THAT(Complaint({"health"}),
                HasSubstr("--address: '" + address_ + "' is no address: give HOST:PORT"));
  }
  address_ = "";
  EXPECT_THAT(Complaint({"health"}), HasSubstr("--address: is empty"));
}

TEST_F(Queries, NameTheServerThatDoesNotAnswer) {
  address_ = "127.0.0.1:1";
  EXPECT_THAT(Complaint({"--timeout", "0.2", "ticket", "list"}),
              HasSubstr("no answer from 127.0.0.1:1: start docket there"));
  EXPECT_THAT(Complaint({"--timeout", "0.2", "health"}), HasSubstr("no answer from 127.0.0.1:1"));
}

TEST_F(Queries, ShowWordsOfOthersInOneLine) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string id = Open("ada", "kettle\nstatus  solved\x1B[2J");
  const Outcome shown = Run(
      {DOCKET_BIN "/docketctl", "--output", "table", "--address", address_, "ticket", "get", id});
  EXPECT_THAT(shown.output, HasSubstr("kettle status  solved [2J\n"));
}

TEST_F(Queries, ShowATicketAsItStoodAndWhatHappened) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string id = Open("ada", "one");
  EXPECT_EQ(json::parse(Docketctl({"ticket", "get", id, "--version", "1"}).output), Get(id));
  EXPECT_EQ(Docketctl({"ticket", "get", id, "--version", "2"}).exit, 1);
  EXPECT_EQ(Docketctl({"ticket", "get", id, "--at", "2020-01-01T00:00:00Z"}).exit, 1);
  EXPECT_EQ(json::parse(Docketctl({"ticket", "get", id, "--at", "2100-01-01T00:00:00Z"}).output),
            Get(id));
  const json timeline = json::parse(Docketctl({"ticket", "timeline", id}).output);
  ASSERT_EQ(timeline["timeline_entries"].size(), 1);
  EXPECT_EQ(timeline["timeline_entries"][0]["events"][0]["opened"]["subject"], "one");
}

TEST_F(Queries, PrintTables) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string id = Open("ada", "one\nand a line of its own");
  const Outcome listed =
      Run({DOCKET_BIN "/docketctl", "--address", address_, "--output", "table", "ticket", "list"});
  EXPECT_EQ(listed.exit, 0);
  EXPECT_EQ(listed.output.find("ticket "), 0);
  EXPECT_NE(listed.output.find("\n" + id + "  "), std::string::npos);
  EXPECT_EQ(std::count(listed.output.begin(), listed.output.end(), '\n'), 2);
}

TEST_F(Queries, WatchTellsWhatComesAfterTheList) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string before = Open("ada", "before");
  ChildProcess watch({DOCKET_BIN "/docketctl", "--json", "--address", address_, "ticket", "list",
                      "--watch", "--changes", "1"});
  // Until the list is printed nothing that is opened would be news.
  ASSERT_TRUE(watch.WaitForLine("}", kStartDeadline).has_value());
  const std::string after = Open("ada", "after");
  const json change = json::parse(watch.ReadAll());
  EXPECT_EQ(watch.Wait(), 0);
  EXPECT_EQ(change["change"]["ticket"]["ticket_id"], after);
  EXPECT_EQ(change["change"]["listed"], true);
}

TEST_F(Queries, AreCompletedFromTheCommandsThatThereAre) {
  EXPECT_NE(Complete("ti").find("ticket"), std::string::npos);
  EXPECT_EQ(Complete("ticket timel"), "timeline\n");
  EXPECT_EQ(Complete("ticket list --assi"), "--assignee\n");
  EXPECT_EQ(Complete("ticket list --status so"), "solved\n");
  EXPECT_EQ(Complete("ticket list --status open --output j"), "json\n");
  EXPECT_EQ(Complete("ticket create --chann"), "--channel\n");
  EXPECT_EQ(Complete("ticket get --data"), "\n");
  EXPECT_EQ(Complete("history tea"), "team\n");
  EXPECT_EQ(Complete("get team a --output y"), "yaml\n");
}

}  // namespace
}  // namespace docket
