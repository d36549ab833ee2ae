#include "tools/docketctl/import/plan.h"

#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/docketctl/import/string_input.h"
#include "tools/docketctl/import/xz_input.h"

namespace docket::docketctl {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr char kMapping[] = R"(source: helpdesk
missing_marks: ["?"]
times: {formats: ["%Y-%m-%d %H:%M"], zone: UTC}
case: {column: id}
time: {column: at}
opened: {column: opened}
requester: {column: who, prefix: "caller:"}
subject: {text: "Case {id}"}
channel: {column: via, missing: keep, values: {mail: email, call: phone}}
kind: {always: fault}
status: {column: state, missing: keep,
         values: {New: new, Active: open, Waiting: pending, Held: held, Done: solved, Shut: closed}}
priority: {column: prio, missing: keep, values: {"1": urgent, "3": normal}}
category: {columns: [cat, sub], missing: keep}
team: {column: team, missing: clear}
assignee: {column: agent, missing: clear}
)";
constexpr char kHeader[] = "id,at,opened,who,via,state,prio,cat,sub,team,agent\n";

std::filesystem::path RejectedPath() {
  return std::filesystem::path(::testing::TempDir()) / "plan_test.rejected.csv";
}

std::string RejectedText() {
  std::ifstream in(RejectedPath(), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The plan of `rows`, times of the day being "09:00" for 2016-03-01 09:00.
Plan PlanOf(const std::string& rows, const std::string& mapping = kMapping) {
  StringInput input(kHeader + rows);
  RejectedFile rejected(RejectedPath());
  absl::StatusOr<Plan> plan = MakePlan(ParseMapping(mapping, "m.yaml").value(), input, rejected);
  EXPECT_TRUE(plan.ok()) << plan.status();
  return *std::move(plan);
}

// A step in one line: "row case time what=... what=...".
std::string ToText(const Step& step) {
  std::string text = std::to_string(step.row) + " " + std::string(step.case_id) + " " +
                     FormatTime(step.time).substr(5, 11);
  const auto add = [&](std::string_view name, std::string_view value) {
    text.append(" ").append(name).append("=").append(value);
  };
  if (step.opening) add("open", step.requester);
  if (step.opening && !step.opening->channel.empty()) add("channel", step.opening->channel);
  if (step.kind) add("kind", *step.kind);
  if (step.category) {
    std::string path;
    for (const std::string_view level : *step.category) path.append("/").append(level);
    add("category", path);
  }
  if (step.priority) add("priority", ToWord(*step.priority));
  if (step.status) add("status", ToWord(*step.status));
  if (step.assignment) {
    add("assignment",
        std::string(step.assignment->team) + ":" + std::string(step.assignment->assignee));
  }
  return text;
}

std::vector<std::string> StepsOf(const Plan& plan) {
  std::vector<std::string> texts;
  for (const Step& step : plan.steps) texts.push_back(ToText(step));
  return texts;
}

TEST(Plan, OpensACaseWithItsFirstRow) {
  const Plan plan = PlanOf("A,2016-03-01 09:00,?,ann,mail,New,3,Net,Wifi,?,?\n");
  EXPECT_THAT(StepsOf(plan), ElementsAre("1 A 03-01T09:00 open=caller:ann channel=email kind=fault "
                                         "category=/Net/Wifi priority=normal"));
  EXPECT_EQ(plan.steps[0].opening->subject, "Case A");
  EXPECT_EQ(plan.steps[0].line, 2u);
  EXPECT_EQ(plan.counts.cases, 1u);
}

TEST(Plan, MakesAStepOfWhatChangedAndNothingElse) {
  const Plan plan = PlanOf(
      "A,2016-03-01 09:00,?,ann,mail,New,3,Net,Wifi,?,?\n"
      "A,2016-03-01 09:10,?,ann,mail,New,3,Net,Wifi,?,?\n"
      "A,2016-03-01 09:20,?,ann,mail,Active,1,Net,Wifi,ops,eve\n"
      "A,2016-03-01 09:30,?,ann,mail,Active,1,Net,Cable,ops,bob\n"
      "A,2016-03-01 09:40,?,ann,mail,Done,1,Net,Cable,ops,bob\n");
  EXPECT_THAT(StepsOf(plan),
              ElementsAre("1 A 03-01T09:00 open=caller:ann channel=email kind=fault "
                          "category=/Net/Wifi priority=normal",
                          "3 A 03-01T09:20 priority=urgent status=open assignment=ops:eve",
                          "4 A 03-01T09:30 category=/Net/Cable assignment=ops:bob",
                          "5 A 03-01T09:40 status=solved"));
  EXPECT_EQ(plan.counts.rows, 5u);
  EXPECT_EQ(plan.counts.unchanged, 1u);
}

TEST(Plan, OpensBeforeTheFirstRowIfTheLogSaysSo) {
  const Plan plan = PlanOf(
      "A,2016-03-01 09:00,2016-03-01 08:30,ann,?,Active,3,?,?,ops,eve\n"
      "B,2016-03-01 08:45,2016-03-01 08:45,bob,?,Done,?,?,?,?,?\n"
      "C,2016-03-01 08:50,2016-03-01 09:50,cat,?,New,?,?,?,?,?\n");
  EXPECT_THAT(StepsOf(plan),
              ElementsAre("1 A 03-01T08:30 open=caller:ann kind=fault priority=normal",
                          "2 B 03-01T08:45 open=caller:bob kind=fault status=solved",
                          "3 C 03-01T08:50 open=caller:cat kind=fault",
                          "1 A 03-01T09:00 status=open assignment=ops:eve"));
  EXPECT_EQ(plan.counts.opened_late, 1u);
}

TEST(Plan, CountsNoRowAsUnchangedThatOnlyOpens) {
  const Plan plan = PlanOf("A,2016-03-01 09:00,2016-03-01 08:30,ann,?,New,3,?,?,?,?\n");
  EXPECT_EQ(plan.steps.size(), 1u);
  EXPECT_EQ(plan.counts.unchanged, 0u);
}

TEST(Plan, ClearsOrKeepsWhatIsMissingAsTheMappingSays) {
  const Plan plan = PlanOf(
      "A,2016-03-01 09:00,?,ann,?,Active,1,Net,Wifi,ops,eve\n"
      "A,2016-03-01 09:10,?,ann,?,?,?,?,?,?,eve\n"
      "A,2016-03-01 09:20,?,ann,?,Active,1,Net,?,?,?\n");
  EXPECT_THAT(StepsOf(plan), ElementsAre("1 A 03-01T09:00 open=caller:ann kind=fault "
                                         "category=/Net/Wifi priority=urgent status=open "
                                         "assignment=ops:eve",
                                         "2 A 03-01T09:10 assignment=:eve",
                                         "3 A 03-01T09:20 category=/Net assignment=:"));
}

TEST(Plan, ReadsNewAsOpenOnceSomebodyHasItOrTheCaseWasFurtherOn) {
  const Plan plan = PlanOf(
      "A,2016-03-01 09:00,?,ann,?,New,?,?,?,ops,?\n"
      "A,2016-03-01 09:10,?,ann,?,New,?,?,?,ops,eve\n"
      "A,2016-03-01 09:20,?,ann,?,New,?,?,?,ops,?\n"
      "A,2016-03-01 09:30,?,ann,?,Done,?,?,?,ops,?\n"
      "A,2016-03-01 09:40,?,ann,?,New,?,?,?,ops,?\n");
  EXPECT_THAT(StepsOf(plan),
              ElementsAre("1 A 03-01T09:00 open=caller:ann kind=fault assignment=ops:",
                          "2 A 03-01T09:10 status=open assignment=ops:eve",
                          "3 A 03-01T09:20 assignment=ops:", "4 A 03-01T09:30 status=solved",
                          "5 A 03-01T09:40 status=open"));
  EXPECT_EQ(plan.counts.new_as_open, 3u);
  EXPECT_EQ(plan.counts.back_to_new, 1u);
}

TEST(Plan, KeepsTheRequesterOfTheFirstRow) {
  const Plan plan = PlanOf(
      "A,2016-03-01 09:00,?,ann,?,New,?,?,?,?,?\n"
      "A,2016-03-01 09:10,?,bob,?,Done,?,?,?,?,?\n");
  EXPECT_EQ(plan.steps.at(1).requester, "caller:ann");
  EXPECT_EQ(plan.counts.requester_differs, 1u);
}

TEST(Plan, OrdersByTimeAndWithinAnInstantByTheFile) {
  const Plan plan = PlanOf(
      "B,2016-03-01 09:10,?,bob,?,New,?,?,?,?,?\n"
      "A,2016-03-01 09:10,?,ann,?,New,?,?,?,?,?\n"
      "A,2016-03-01 09:10,?,ann,?,Done,?,?,?,?,?\n"
      "C,2016-03-01 09:00,?,cat,?,New,?,?,?,?,?\n");
  EXPECT_THAT(StepsOf(plan), ElementsAre("4 C 03-01T09:00 open=caller:cat kind=fault",
                                         "1 B 03-01T09:10 open=caller:bob kind=fault",
                                         "2 A 03-01T09:10 open=caller:ann kind=fault",
                                         "3 A 03-01T09:10 status=solved"));
}

TEST(Plan, SortsByNumbersAsNumbersAndLetsNoTimeRunBack) {
  const std::string mapping =
      std::string(kMapping) + "sort: [{column: id, as: text}, {column: prio, as: number}]\n";
  const Plan plan = PlanOf(
      "A,2016-03-01 09:30,?,ann,?,Shut,10,?,?,?,?\n"
      "A,2016-03-01 09:40,?,ann,?,Done,3,?,?,?,?\n"
      "A,2016-03-01 09:00,?,ann,?,New,1,?,?,?,?\n",
      std::string(mapping).replace(mapping.find("\"1\": urgent"), 11,
                                   "\"1\": urgent, \"10\": low"));
  EXPECT_THAT(StepsOf(plan),
              ElementsAre("3 A 03-01T09:00 open=caller:ann kind=fault priority=urgent",
                          "2 A 03-01T09:40 priority=normal status=solved",
                          "1 A 03-01T09:40 priority=low status=closed"));
  EXPECT_EQ(plan.counts.time_raised, 1u);
}

TEST(Plan, RejectsRowsItCannotMapAndSaysWhy) {
  const Plan plan = PlanOf(
      "A,2016-03-01 09:00,?,ann,?,-100,?,?,?,?,?\n"
      "A,soon,?,ann,?,New,?,?,?,?,?\n"
      "A,?,?,ann,?,New,?,?,?,?,?\n"
      "?,2016-03-01 09:00,?,ann,?,New,?,?,?,?,?\n"
      "A,2016-03-01 09:00,?,?,?,New,?,?,?,?,?\n"
      "A,2016-03-01 09:00,?,ann,?,New,2,?,?,?,?\n"
      "A,2016-03-01 09:00,?,ann,fax,New,?,?,?,?,?\n"
      "A,2016-03-01 09:00\n" +
      std::string(300, 'x') + ",2016-03-01 09:00,?,ann,?,New,?,?,?,?,?\n");
  EXPECT_THAT(plan.steps, IsEmpty());
  EXPECT_THAT(plan.counts.rejected,
              UnorderedElementsAre(Pair("STATUS_UNKNOWN", 1), Pair("TIME_UNREADABLE", 1),
                                   Pair("TIME_MISSING", 1), Pair("CASE_MISSING", 1),
                                   Pair("REQUESTER_MISSING", 1), Pair("PRIORITY_UNKNOWN", 1),
                                   Pair("CHANNEL_UNKNOWN", 1), Pair("ROW_MALFORMED", 1),
                                   Pair("TEXT_TOO_LONG", 1)));
  EXPECT_EQ(plan.counts.rows, 9u);
}

TEST(Plan, WritesRejectedRowsAsCsv) {
  PlanOf(
      "A,2016-03-01 09:00,?,ann,?,New,?,\"x, \"\"y\"\"\",?,?,?\n"
      "B,2016-03-01 09:00,?,bob,?,\"No\nidea\",?,?,?,?,?\n"
      "C,1\n"
      "D,1,2,3,4,5,6,7,8,9,10,11,12\n");
  EXPECT_EQ(RejectedText(),
            "id,at,opened,who,via,state,prio,cat,sub,team,agent,line,reason\r\n"
            "B,2016-03-01 09:00,?,bob,?,\"No\nidea\",?,?,?,?,?,3,\"STATUS_UNKNOWN: state "
            "'No\nidea' is not in the mapping\"\r\n"
            "C,1,,,,,,,,,,5,\"ROW_MALFORMED: the row has 2 fields, the header has 11\"\r\n"
            "D,1,2,3,4,5,6,7,8,9,\"10,11,12\",6,\"ROW_MALFORMED: the row has 13 fields, the header "
            "has 11\"\r\n");
}

TEST(Plan, LeavesNoRejectedFileBehindIfEveryRowIsMapped) {
  PlanOf("A,1\n");
  ASSERT_TRUE(std::filesystem::exists(RejectedPath()));
  PlanOf("A,2016-03-01 09:00,?,ann,?,New,?,?,?,?,?\n");
  EXPECT_FALSE(std::filesystem::exists(RejectedPath()));
}

TEST(Plan, RefusesDataWithoutAMappedColumn) {
  StringInput input("id,at\nA,B\n");
  RejectedFile rejected(RejectedPath());
  const auto plan = MakePlan(ParseMapping(kMapping, "m.yaml").value(), input, rejected);
  EXPECT_EQ(plan.status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(Plan, CutsASubjectBetweenCharacters) {
  std::string long_text;
  for (int i = 0; i < 100; ++i) long_text += "\xE5\xB7\xA5\xE5\x8D\x95";
  const std::string mapping =
      std::string(kMapping).replace(std::string(kMapping).find("Case {id}"), 9, long_text + "{id}");
  const Plan plan = PlanOf("A,2016-03-01 09:00,?,ann,?,New,?,?,?,?,?\n", mapping);
  EXPECT_EQ(plan.steps.at(0).opening->subject, long_text);
}

TEST(Plan, FollowsALogOfAnotherShapeByItsMappingAlone) {
  const std::string folder = DOCKET_SOURCE_DIR "/tools/docketctl/import/testdata/";
  const auto input = OpenInput(folder + "jira.csv").value();
  RejectedFile rejected(RejectedPath());
  const Plan plan = MakePlan(LoadMapping(folder + "jira.yaml").value(), *input, rejected).value();
  // Berlin: the printer was reported in the gap of 31 March, at 03:00 summer time.
  EXPECT_THAT(StepsOf(plan),
              ElementsAre("1 SUP-2 03-30T16:58 open=mailto:ada@example.com channel=web "
                          "kind=request category=/Billing",
                          "2 SUP-1 03-31T01:00 open=mailto:bob@example.com channel=web "
                          "kind=request category=/Hardware priority=urgent",
                          "3 SUP-1 03-31T01:20 status=open assignment=:eve",
                          "4 SUP-2 04-02T07:00 priority=low status=pending assignment=:mallory",
                          "6 SUP-1 04-03T10:15 status=solved assignment=:"));
  EXPECT_THAT(plan.counts.rejected,
              UnorderedElementsAre(Pair("TIME_UNREADABLE", 1), Pair("STATUS_UNKNOWN", 1)));
  EXPECT_EQ(plan.steps[0].opening->subject, "SUP-2 Invoice \"March\" is wrong; again");
}

}  // namespace
}  // namespace docket::docketctl
