// Documents as an administrator keeps them: in files, applied, compared and retired by docketctl.

#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "libs/base/time.h"
#include "tests/scenario/scenario.h"

namespace docket {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kFirst[] =
    "name: support\n"
    "pool:\n"
    "  label: Support\n"
    "---\n"
    "name: first-line\n"
    "team: {label: First line, pool: support}\n";

class SettingFiles : public Scenario {
 protected:
  std::string Write(const std::string& name, const std::string& text) {
    std::ofstream(data_ / name) << text;
    return data_ / name;
  }

  static std::vector<std::string> WithRoles(std::vector<std::string> words,
                                            const std::string& roles = "administrator") {
    words.insert(words.begin(), {"--actor", "agent:ann", "--roles", roles});
    return words;
  }

  // What an administrator is told in words; `exit` is how it must end.
  std::string Tell(std::vector<std::string> words, int exit = 0) {
    words = WithRoles(std::move(words));
    words.insert(words.begin(), {DOCKET_BIN "/docketctl", "--address", address_});
    const Outcome outcome = Run(words);
    EXPECT_EQ(outcome.exit, exit) << outcome.output;
    return outcome.output;
  }
  json Ask(const std::vector<std::string>& words) {
    const Outcome outcome = Docketctl(WithRoles(words));
    EXPECT_EQ(outcome.exit, 0) << outcome.output;
    return json::parse(outcome.output, nullptr, /*allow_exceptions=*/false);
  }
  std::string Complain(const std::vector<std::string>& words) {
    return Complaint(WithRoles(words));
  }
  std::string Apply(const std::string& text) {
    return Tell({"apply", "-f", Write("settings.yaml", text)});
  }
};

TEST_F(SettingFiles, AreAppliedOnceAndReadBackAsTheyAre) {
  ASSERT_NO_FATAL_FAILURE(Start());
  EXPECT_EQ(Apply(kFirst), "pool support created\nteam first-line created\n");
  EXPECT_EQ(Apply(kFirst), "pool support unchanged\nteam first-line unchanged\n");
  const std::string team = Tell({"get", "team", "first-line"});
  EXPECT_THAT(team, AllOf(HasSubstr("#  team first-line, version 1: published 2"),
                          HasSubstr("by agent:ann\nname: first-line\nteam:\n  label: First line\n"
                                    "  pool: support\n")));
  EXPECT_EQ(Apply(team), "team first-line unchanged\n");
  EXPECT_EQ(Apply(Tell({"get", "team", "first-line", "-o", "json"})),
            "team first-line unchanged\n");
  const json listed = Ask({"list"});
  ASSERT_EQ(listed["settings"].size(), 2);
  EXPECT_THAT(Tell({"list", "team"}), AllOf(HasSubstr("kind  name        version  published"),
                                            HasSubstr("\nteam  first-line  1        2")));
}

TEST_F(SettingFiles, OfEveryKindComeBackAsTheyWereWritten) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string company = DOCKET_SOURCE_DIR "/tools/docketctl/setting/company.yaml";
  EXPECT_THAT(
      Tell({"apply", "-f", company}),
      AllOf(HasSubstr("calendar office created\n"),
            HasSubstr("notification_rules default created\n"), Not(HasSubstr("unchanged"))));
  std::set<std::string> kinds;
  const json listed = Ask({"list"});
  for (const json& setting : listed["settings"]) {
    json document = setting["document"];
    const std::string name = document["name"];
    document.erase("name");
    const std::string kind = document.begin().key();
    kinds.insert(kind);
    EXPECT_EQ(Apply(Tell({"get", kind, name})), kind + " " + name + " unchanged\n");
  }
  EXPECT_THAT(kinds, ::testing::UnorderedElementsAre(
                         "agent", "calendar", "endpoint", "message_template", "notification_rules",
                         "policies", "pool", "team", "tenant", "triage_rules"));
}

TEST_F(SettingFiles, ComeFromFoldersAndFromStandardInput) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string command =
      R"(mkdir "$1" && printf 'name: support\npool: {label: S}\n' > "$1/a.yaml" &&
    printf 'name: x\nteam: {label: X, pool: support}\n' > "$1/b.yaml" &&
    printf 'name: y\nteam: {label: Y, pool: support}\n' |
    "$2" --address "$3" --roles administrator apply -f "$1" -f -)";
  const Outcome applied =
      Run({"/bin/sh", "-c", command, "sh", data_ / "folder", DOCKET_BIN "/docketctl", address_});
  EXPECT_EQ(applied.exit, 0);
  EXPECT_EQ(applied.output, "pool support created\nteam x created\nteam y created\n");
}

TEST_F(SettingFiles, WithFaultsTellAllOfThemAndApplyNothing) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string file = Write("bad.yaml",
                                 "name: support\n"
                                 "pool: {label: ''}\n"
                                 "---\n"
                                 "name: First Line\n"
                                 "team: {lable: First line, pool: sales}\n");
  const std::string told = Complain({"apply", "-f", file});
  EXPECT_THAT(told, AllOf(HasSubstr(file + ":2:15: pool support: pool.label must be 1 to 100"),
                          HasSubstr(file + ":4:7: team First Line: name must be 1 to 64 of"),
                          HasSubstr(file + ":5:8: team First Line: team.lable is no field there: "
                                           "do you mean 'label'?"),
                          HasSubstr(file + ":5:33: team First Line: team.pool must be the name of "
                                           "a pool in force"),
                          HasSubstr("nothing was applied")));
  EXPECT_FALSE(Ask({"list"}).contains("settings"));
  const std::string broken = Write("broken.yaml", "name: support\npool:\n\tlabel: x\n");
  EXPECT_THAT(Complain({"apply", "-f", broken}),
              AllOf(HasSubstr(broken + ":3:"), HasSubstr("indented by a tab")));
}

TEST_F(SettingFiles, AreTooManyOrTooLargeWithAWordOfWhatToDo) {
  ASSERT_NO_FATAL_FAILURE(Start());
  std::string many;
  for (int i = 0; i <= 500; ++i) {
    many += "---\nname: p" + std::to_string(i) + "\npool: {label: x}\n";
  }
  EXPECT_THAT(Complain({"apply", "-f", Write("many.yaml", many)}),
              AllOf(HasSubstr("at most 500"), HasSubstr("apply them in parts")));
  const std::string large = "name: p\npool: {label: " + std::string(300'000, 'x') + "}\n";
  EXPECT_THAT(Complain({"apply", "-f", Write("large.yaml", large)}),
              AllOf(HasSubstr("large.yaml:1:1: pool p: document must be small enough")));
}

TEST_F(SettingFiles, ADryRunShowsWhatWouldDifferAndChangesNothing) {
  ASSERT_NO_FATAL_FAILURE(Start());
  Apply(kFirst);
  const std::string file = Write("next.yaml",
                                 "name: second-line\nteam: {label: Second, pool: support}\n---\n"
                                 "name: first-line\nteam: {label: Front, pool: support}\n---\n"
                                 "name: support\npool: {label: Support}\n");
  EXPECT_EQ(Tell({"apply", "--dry-run", "-f", file}),
            "team second-line would be created\n"
            "--- (not there)\n+++ team second-line as applied\n@@ -0,0 +1,4 @@\n"
            "+name: second-line\n+team:\n+  label: Second\n+  pool: support\n"
            "team first-line would be changed (version 2)\n"
            "--- team first-line version 1\n+++ team first-line as applied\n@@ -1,4 +1,4 @@\n"
            " name: first-line\n team:\n-  label: First line\n+  label: Front\n   pool: support\n"
            "pool support unchanged\n");
  EXPECT_EQ(Ask({"list"})["settings"].size(), 2);
  EXPECT_EQ(Ask({"history", "team", "first-line"})["versions"].size(), 1);
}

TEST_F(SettingFiles, KeepEveryVersionThroughARestart) {
  ASSERT_NO_FATAL_FAILURE(Start());
  Apply(kFirst);
  EXPECT_EQ(Apply("name: first-line\nteam: {label: Front, pool: support}\n"),
            "team first-line changed (version 2)\n");
  // As it was before: what is applied is another request than the first.
  EXPECT_EQ(Apply(kFirst), "pool support unchanged\nteam first-line changed (version 3)\n");
  EXPECT_EQ(Tell({"retire", "team", "first-line"}), "team first-line retired (version 4)\n");
  EXPECT_THAT(Complain({"retire", "team", "first-line"}), HasSubstr("NO_CHANGE"));
  const json before = Ask({"history", "team", "first-line"})["versions"];
  ASSERT_NO_FATAL_FAILURE(Kill());
  ASSERT_NO_FATAL_FAILURE(Start());
  const json after = Ask({"history", "team", "first-line"})["versions"];
  EXPECT_EQ(after, before);
  ASSERT_EQ(after.size(), 4);
  EXPECT_EQ(after[0]["version"], "4");
  EXPECT_EQ(after[0]["retired"], true);
  EXPECT_EQ(after[3]["number"], "2");
  EXPECT_EQ(after[3]["publisher"]["id"], "ann");
  EXPECT_THAT(Tell({"get", "team", "first-line", "--version", "2"}), HasSubstr("label: Front"));
  EXPECT_EQ(Ask({"list"})["settings"].size(), 1);
  EXPECT_EQ(Apply(kFirst), "pool support unchanged\nteam first-line restored (version 5)\n");
}

TEST_F(SettingFiles, AreComparedAsDiffDoes) {
  ASSERT_NO_FATAL_FAILURE(Start());
  Apply(kFirst);
  const std::string same = Write("same.yaml", kFirst);
  EXPECT_EQ(Tell({"diff", "-f", same}), "");
  const std::string next = "name: first-line\nteam: {label: Front, pool: support}\n";
  const std::string change =
      "@@ -1,4 +1,4 @@\n name: first-line\n team:\n-  label: First line\n+  label: Front\n"
      "   pool: support\n";
  EXPECT_THAT(Tell({"diff", "-f", Write("next.yaml", next)}, 1), HasSubstr(change));
  Apply(next);
  EXPECT_EQ(Tell({"diff", "team", "first-line"}, 1),
            "--- team first-line version 1\n+++ team first-line version 2\n" + change);
  EXPECT_EQ(Tell({"diff", "team", "first-line", "--from", "2", "--to", "2"}), "");
  EXPECT_THAT(Tell({"diff", "team", "first-line", "--from", "2", "--to", "1"}, 1),
              HasSubstr("-  label: Front\n+  label: First line\n"));
  Tell({"diff", "team", "nobody"}, 2);
  Tell({"diff", "-f", data_ / "none.yaml"}, 2);
}

TEST_F(SettingFiles, AreForAdministratorsOfTheirTenant) {
  ASSERT_NO_FATAL_FAILURE(Start());
  Apply(kFirst);
  const std::string file = Write("settings.yaml", kFirst);
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"apply", "-f", file}, {"retire", "team", "first-line"}}) {
    EXPECT_THAT(Complaint(WithRoles(words, "agent,supervisor")),
                AllOf(HasSubstr("NOT_ALLOWED roles=administrator"),
                      HasSubstr("give one of them by --roles")));
  }
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"get", "team", "first-line"}, {"list"}, {"history", "team", "first-line"}}) {
    EXPECT_THAT(Complaint(WithRoles(words, "agent")), HasSubstr("NOT_ALLOWED")) << words[0];
    EXPECT_EQ(Docketctl(WithRoles(words, "supervisor")).exit, 0) << words[0];
  }
  EXPECT_FALSE(Ask({"--tenant", "other", "list"}).contains("settings"));
  EXPECT_THAT(Complain({"--tenant", "other", "get", "team", "first-line"}), HasSubstr("NOT_FOUND"));
  EXPECT_THAT(Complain({"--tenant", "other", "apply", "-f",
                        Write("team.yaml", "name: x\nteam: {label: X, pool: support}\n")}),
              HasSubstr("team.pool must be the name of a pool in force"));
}

// Tickets follow the tenant's document as it is when somebody acts on them.
class TenantRules : public SettingFiles {
 protected:
  void PublishReopenWindow(const std::string& window, const std::string& thanks) {
    Apply(std::string(kFirst) +
          "---\nname: default\n"
          "tenant: {zone: Asia/Shanghai, languages: [fr], catch_all_team: first-line,"
          " thanks_phrases: [" +
          thanks + "], windows: {reopen_window: " + window + ", closing_reminder: 3600s}}\n");
  }

  // The ticket of a customer who was answered at once.
  std::string Solve(const std::string& customer) {
    return Act({"--actor", "agent:ann", "--roles", "agent", "ticket", "create", "--customer",
                customer, "--subject", "Opening hours", "--channel", "phone", "--solved",
                "answered", "--answer", "From eight to six."})["ticket_id"];
  }
  // Whether the customer's words take their solved ticket up again.
  bool Reopens(const std::string& id, const std::string& customer, const std::string& words) {
    return Act({"--actor", "customer:" + customer, "--roles", "customer", "ticket", "comment", id,
                words})
        .contains("reopen");
  }
  // For how long the ticket, solved in its first commit, may be taken up again.
  std::chrono::milliseconds WindowOf(const std::string& id) {
    const json timeline = Act({"ticket", "timeline", id});
    const json& entry = timeline["timeline_entries"][0];
    const std::string closes = entry["events"].back()["solved"]["close_time"];
    const std::string solved = entry["time"];
    return ParseTime(closes).value_or(Time{}) - ParseTime(solved).value_or(Time{});
  }
  json Digest() { return Act({"--roles", "operator", "projection", "digest"})["sum"]; }

 private:
  json Act(const std::vector<std::string>& words) {
    const Outcome outcome = Docketctl(words);
    EXPECT_EQ(outcome.exit, 0) << outcome.output;
    return json::parse(outcome.output, nullptr, /*allow_exceptions=*/false);
  }
};

TEST_F(TenantRules, HoldFromTheirPublicationOnAndAreFoldedAgainToTheSameBytes) {
  using std::chrono::days;
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string before = Solve("ada");
  PublishReopenWindow("172800s", "Merci bien");
  const std::string between = Solve("bob");
  EXPECT_TRUE(Reopens(before, "ada", "Thanks!"));
  EXPECT_FALSE(Reopens(between, "bob", "merci bien !"));
  PublishReopenWindow("259200s", "");
  const std::string after = Solve("cyd");
  EXPECT_TRUE(Reopens(after, "cyd", "merci bien !"));
  EXPECT_EQ(WindowOf(before), days(7));
  EXPECT_EQ(WindowOf(between), days(2));
  EXPECT_EQ(WindowOf(after), days(3));
  EXPECT_EQ(Docketctl({"--roles", "operator", "projection", "verify"}).exit, 0);
  const json live = Digest();
  ASSERT_NO_FATAL_FAILURE(Kill());
  std::filesystem::remove_all(std::filesystem::path(data_ / "data") / "stores");
  ASSERT_NO_FATAL_FAILURE(Start());
  EXPECT_EQ(Digest(), live);
  EXPECT_EQ(Docketctl({"--roles", "operator", "projection", "verify"}).exit, 0);
}

TEST_F(SettingFiles, AreRefusedWithWhatToSayInstead) {
  address_ = "127.0.0.1:1";
  EXPECT_THAT(Complain({"get", "taem", "x"}), HasSubstr("do you mean 'team'?"));
  EXPECT_THAT(Complain({"diff"}), HasSubstr("give a kind and a name, or a --file"));
  EXPECT_THAT(Complain({"diff", "team", "x", "-f", "y"}), HasSubstr("give no kind"));
  EXPECT_THAT(Complain({"apply"}), HasSubstr("--file is required"));
  EXPECT_THAT(Complain({"apply", "-f", data_ / "none.yaml"}), HasSubstr("cannot be opened"));
}

}  // namespace
}  // namespace docket
