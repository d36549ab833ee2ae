// One ticket's whole life as people take it, the server killed in between, every request repeated.

#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "tests/scenario/scenario.h"

namespace docket {
namespace {

using nlohmann::json;
using ::testing::ContainsRegex;

const std::vector<std::string> kBob = {"--actor", "customer:mailto:bob@example.org", "--roles",
                                       "customer"};
const std::vector<std::string> kAnn = {"--actor", "agent:ann", "--roles", "agent"};
const std::vector<std::string> kSue = {"--actor", "agent:sue", "--roles", "supervisor"};

// What must be equal in equal retries; the token says how far the log was folded, which grows.
json Comparable(json receipt) {
  receipt.erase("token");
  return receipt;
}

class TicketLife : public Scenario {
 protected:
  Outcome Try(const std::vector<std::string>& who, std::vector<std::string> words,
              const std::string& request) {
    words.insert(words.begin(), who.begin(), who.end());
    words.insert(words.end(), {"--request-id", request});
    return Docketctl(words);
  }

  // The change must be refused for `reason`, the first word of docketctl's complaint.
  void Refused(const std::vector<std::string>& who, std::vector<std::string> words,
               const std::string& reason) {
    words.insert(words.begin(), who.begin(), who.end());
    EXPECT_THAT(Complaint(words), ContainsRegex("\ndocketctl: " + reason + "[ :]"));
  }

  // The receipt of a change that must be taken. Each is remembered for Repeat.
  json Do(const std::vector<std::string>& who, const std::vector<std::string>& words,
          const std::string& request) {
    const Outcome outcome = Try(who, words, request);
    EXPECT_EQ(outcome.exit, 0) << request << ": " << outcome.output;
    json receipt = json::parse(outcome.output, nullptr, /*allow_exceptions=*/false);
    done_.push_back({who, words, request, Comparable(receipt)});
    return receipt;
  }

  // Every change so far, asked again, gets its first answer.
  void Repeat() {
    for (const Done& done : done_) {
      const Outcome again = Try(done.who, done.words, done.request);
      ASSERT_EQ(again.exit, 0) << done.request << ": " << again.output;
      EXPECT_EQ(Comparable(json::parse(again.output)), done.receipt) << done.request;
    }
  }

  void KillAndStart() {
    ASSERT_NO_FATAL_FAILURE(Kill());
    ASSERT_NO_FATAL_FAILURE(Start());
  }

  std::string Open() {
    return Do(kBob,
              {"ticket", "create", "--customer", "mailto:bob@example.org", "--subject",
               "The kettle does not boil"},
              "open")["ticket_id"];
  }

 private:
  struct Done {
    std::vector<std::string> who;
    std::vector<std::string> words;
    std::string request;
    json receipt;
  };

  std::vector<Done> done_;
};

TEST_F(TicketLife, IsOpenedAnsweredSolvedReopenedSolvedClosedAndFollowed) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string id = Open();
  Refused(kAnn, {"ticket", "solve", id, "fixed"}, "REPLY_REQUIRED");
  const json reply = Do(kAnn, {"ticket", "comment", id, "Please plug it in."}, "reply");
  EXPECT_EQ(reply["comment"], "1");
  EXPECT_EQ(Do(kAnn, {"ticket", "solve", id, "fixed"}, "solve")["solve"], "1");
  EXPECT_EQ(Get(id)["status"], "TICKET_STATUS_SOLVED");
  ASSERT_NO_FATAL_FAILURE(KillAndStart());
  const json word = Do(kBob, {"ticket", "comment", id, "It is cold again."}, "again");
  EXPECT_EQ(word["ticket_id"], id);
  EXPECT_EQ(word["reopen"], "1");
  EXPECT_EQ(Get(id)["status"], "TICKET_STATUS_OPEN");
  Do(kAnn, {"ticket", "comment", id, "Here is a new one.", "--solve", "replaced"}, "new-one");
  Do(kBob, {"ticket", "rate", id, "--score", "5"}, "rate");
  Do(kSue, {"ticket", "close", id}, "close");
  Refused(kSue, {"ticket", "reopen", id}, "REOPEN_WINDOW_OVER");
  const json next = Do(kBob, {"ticket", "comment", id, "The new one leaks."}, "leak");
  EXPECT_NE(next["ticket_id"], id);
  EXPECT_EQ(next["version"], "1");
  ASSERT_NO_FATAL_FAILURE(KillAndStart());
  ASSERT_NO_FATAL_FAILURE(Repeat());
  EXPECT_EQ(Get(id)["status"], "TICKET_STATUS_CLOSED");
  EXPECT_EQ(Get(id)["solves"], "2");
  const json follow_up = Get(next["ticket_id"]);
  EXPECT_EQ(follow_up["status"], "TICKET_STATUS_NEW");
  EXPECT_EQ(follow_up["subject"], "The kettle does not boil");
  EXPECT_EQ(follow_up["description"], "The new one leaks.");
}

TEST_F(TicketLife, TakesEveryOtherChange) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string id = Open();
  Do(kAnn, {"ticket", "classify", id, "--kind", "fault", "--category", "kitchen/kettles"}, "kind");
  Do(kAnn, {"ticket", "prioritise", id, "high"}, "priority");
  Do(kAnn, {"ticket", "tag", id, "--add", "vip", "--add", "kettle"}, "tag");
  Do(kAnn, {"ticket", "set", id, "--text", "model=K-2", "--decimal", "litres=1.50"}, "fields");
  Do(kAnn, {"ticket", "follow", id, "--agent", "sue"}, "follow");
  Do(kAnn, {"ticket", "unfollow", id, "--agent", "sue"}, "unfollow");
  const json note = Do(kAnn, {"ticket", "comment", id, "A card number", "--note"}, "note");
  Do(kSue, {"ticket", "redact", id, note["comment"]}, "redact");
  Do(kAnn, {"ticket", "comment", id, "Which model?", "--wait"}, "ask");
  EXPECT_EQ(Get(id)["status"], "TICKET_STATUS_PENDING");
  Do(kAnn, {"ticket", "resume", id}, "resume");
  Do(kAnn, {"ticket", "wait", id}, "wait");
  Do(kBob, {"ticket", "withdraw", id}, "withdraw");
  EXPECT_EQ(Get(id)["resolution"], "RESOLUTION_WITHDRAWN");
  Do(kAnn, {"ticket", "reopen", id}, "reopen");
  ASSERT_NO_FATAL_FAILURE(KillAndStart());
  ASSERT_NO_FATAL_FAILURE(Repeat());
  const json ticket = Get(id);
  EXPECT_EQ(ticket["status"], "TICKET_STATUS_OPEN");
  EXPECT_EQ(ticket["priority"], "PRIORITY_HIGH");
  EXPECT_EQ(ticket["category"]["levels"], json({"kitchen", "kettles"}));
}

TEST_F(TicketLife, GoesToATeamThatIsInForce) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string id = Open();
  Refused(kAnn, {"ticket", "transfer", id, "kettles", "--reason", "a kettle"}, "TEAM_UNKNOWN");
  const std::string file = data_ / "teams.yaml";
  std::ofstream(file) << "name: kitchen\npool: {label: Kitchen}\n---\n"
                         "name: kettles\nteam: {label: Kettles, pool: kitchen}\n";
  ASSERT_EQ(Docketctl({"--roles", "administrator", "apply", "-f", file}).exit, 0);
  Do(kAnn, {"ticket", "transfer", id, "kettles", "--reason", "a kettle"}, "transfer");
  Refused(kAnn, {"ticket", "transfer", id, "kettles", "--reason", "again"}, "SAME_TEAM");
  Refused(kBob, {"ticket", "transfer", id, "kettles", "--reason", "mine"}, "NOT_ALLOWED");
  ASSERT_NO_FATAL_FAILURE(KillAndStart());
  ASSERT_NO_FATAL_FAILURE(Repeat());
  EXPECT_EQ(Get(id)["team_id"], "kettles");
}

TEST_F(TicketLife, MayBeSolvedAtOnce) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const json receipt =
      Do(kAnn,
         {"ticket", "create", "--customer", "mailto:bob@example.org", "--subject", "Opening hours",
          "--channel", "phone", "--solved", "answered", "--answer", "From eight to six."},
         "open");
  EXPECT_EQ(receipt["version"], "1");
  EXPECT_EQ(receipt["solve"], "1");
  EXPECT_EQ(Get(receipt["ticket_id"])["status"], "TICKET_STATUS_SOLVED");
}

TEST_F(TicketLife, RefusesAChangeOfWhatTheCallerHasNotSeen) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string id = Open();
  Do(kAnn, {"ticket", "tag", id, "--add", "vip"}, "tag");
  const std::vector<std::string> words = {"ticket", "prioritise", id, "low", "--expected-version"};
  std::vector<std::string> stale = words;
  stale.push_back("1");
  Refused(kAnn, stale, "VERSION_CONFLICT");
  std::vector<std::string> seen = words;
  seen.push_back("2");
  seen.push_back("--validate-only");
  EXPECT_EQ(Try(kAnn, seen, "only-judged").exit, 0);
  EXPECT_EQ(Get(id)["version"], "2");
  seen.pop_back();
  Do(kAnn, seen, "seen");
  EXPECT_EQ(Get(id)["priority"], "PRIORITY_LOW");
}

TEST_F(TicketLife, AsksStaffToSayForWhomTheyUrge) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string id = Open();
  Refused(kAnn, {"ticket", "withdraw", id}, "NOT_ALLOWED");
  std::vector<std::string> for_bob = kAnn;
  for_bob.insert(for_bob.end(), {"--on-behalf-of", "mailto:bob@example.org"});
  Do(for_bob, {"ticket", "withdraw", id}, "for-bob");
  EXPECT_EQ(Get(id)["status"], "TICKET_STATUS_SOLVED");
}

TEST_F(TicketLife, KeepsPeopleToWhatTheirRolesAllow) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string id = Open();
  Refused(kBob, {"ticket", "comment", id, "Psst", "--note"}, "NOT_ALLOWED");
  Refused(kBob, {"ticket", "solve", id, "fixed"}, "NOT_ALLOWED");
  Refused(kAnn, {"ticket", "close", id}, "NOT_ALLOWED");
  Refused({"--actor", "customer:eve", "--roles", "customer"}, {"ticket", "comment", id, "Mine?"},
          "NOT_FOUND");
  EXPECT_EQ(Get(id)["version"], "1");
}

}  // namespace
}  // namespace docket
