#include "tools/docketctl/import/mapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/docketctl/import/ticket_words.h"

namespace docket::docketctl {
namespace {

using ::testing::HasSubstr;

// A whole mapping with the least it needs; tests add to it or break it.
std::string Minimal() {
  return R"(source: helpdesk
times: {formats: ["%Y-%m-%d %H:%M"], zone: UTC}
case: {column: id}
time: {column: at}
requester: {column: who}
subject: {text: "{id}"}
status: {column: state, missing: keep, values: {Todo: new, Done: solved}}
)";
}

std::string Replaced(std::string text, std::string_view from, std::string_view to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string FaultsOf(std::string_view text) {
  const auto mapping = ParseMapping(text, "m.yaml");
  return mapping.ok() ? "none" : std::string(Message(mapping.status()));
}

TEST(Mapping, NeedsNoMoreThanTheMinimum) {
  const Mapping mapping = ParseMapping(Minimal(), "m.yaml").value();
  EXPECT_EQ(mapping.source, "helpdesk");
  EXPECT_EQ(mapping.delimiter, ',');
  EXPECT_EQ(mapping.case_id.name, "id");
  EXPECT_EQ(mapping.case_id.line, 3);
  EXPECT_EQ(mapping.status.values.at("Done"), static_cast<size_t>(TicketStatus::kSolved));
  EXPECT_FALSE(mapping.team.has_value());
}

TEST(Mapping, ReadsTheShippedExample) {
  const Mapping mapping =
      LoadMapping(DOCKET_SOURCE_DIR "/tools/docketctl/mappings/servicenow.yaml").value();
  EXPECT_EQ(mapping.source, "servicenow");
  EXPECT_TRUE(mapping.missing_marks.contains("?"));
  EXPECT_EQ(mapping.sort.size(), 3u);
  EXPECT_EQ(mapping.sort[2].as, SortAs::kNumber);
  EXPECT_EQ(mapping.priority->values.at("1 - Critical"), static_cast<size_t>(Priority::kUrgent));
  EXPECT_EQ(mapping.category->columns.size(), 2u);
  EXPECT_EQ(mapping.team->missing, Missing::kClear);
  EXPECT_EQ(mapping.requester.unknown, "caller:unknown");
}

TEST(Mapping, SplitsATemplateAtItsColumns) {
  const auto mapping = ParseMapping(Replaced(Minimal(), "{id}", "No. {id}: {what}!"), "m.yaml");
  EXPECT_EQ(mapping->subject.texts, (std::vector<std::string>{"No. ", ": ", "!"}));
  EXPECT_EQ(mapping->subject.columns[1].name, "what");
}

TEST(Mapping, TellsAllFaultsAtOnceWithTheirLines) {
  EXPECT_EQ(FaultsOf(R"(source: helpdesk
times:
  formats: ["%Y-%m-%d %Q"]
  zone: Mars/Olympus
case: {colum: id}
time: at
requester: {column: who}
subject: {text: "{id"}
priority: {column: prio, missing: clear, values: {A: topmost}}
status: {column: state, missing: keep, values: {Todo: new, Todo: open}}
speed: fast
)"),
            "m.yaml:3: time format '%Y-%m-%d %Q' has the unknown directive %Q\n"
            "m.yaml:4: no time zone 'Mars/Olympus': Mars/Olympus not found in timezone database\n"
            "m.yaml:5: case lacks 'column'\n"
            "m.yaml:5: case has the unknown key 'colum' (known: column)\n"
            "m.yaml:6: time must be a map\n"
            "m.yaml:8: subject: a brace is opened and never closed\n"
            "m.yaml:9: priority: 'missing' must be keep or reject\n"
            "m.yaml:9: priority has no 'topmost' (one of: low, normal, high, urgent)\n"
            "m.yaml:10: status.values has 'Todo' twice\n"
            "m.yaml:11: the mapping has the unknown key 'speed' (known: source, delimiter, "
            "missing_marks, times, case, time, opened, sort, requester, subject, channel, kind, "
            "status, priority, category, team, assignee)");
}

TEST(Mapping, TellsWhatIsMissing) {
  EXPECT_THAT(FaultsOf("source: x"), HasSubstr("m.yaml:1: the mapping lacks 'times'"));
  EXPECT_THAT(FaultsOf("source: x"), HasSubstr("m.yaml:1: the mapping lacks 'status'"));
  EXPECT_EQ(FaultsOf(""), "m.yaml:1: the mapping must be a map");
  EXPECT_EQ(FaultsOf(Replaced(Minimal(), "missing: keep, ", "")),
            "m.yaml:7: status lacks 'missing'");
  EXPECT_EQ(FaultsOf(Replaced(Minimal(), "who}", "who, unknown: ''}")),
            "m.yaml:5: requester: 'unknown' must not be empty");
}

TEST(Mapping, TellsYamlThatIsNone) {
  EXPECT_THAT(FaultsOf("source: x\ncase: {column: [\n"), HasSubstr("m.yaml:3: "));
}

TEST(Mapping, RefusesWhatNoTicketCanHave) {
  EXPECT_THAT(FaultsOf(Replaced(Minimal(), "Done: solved", "Done: merged")),
              HasSubstr("m.yaml:7: status has no 'merged'"));
  EXPECT_THAT(FaultsOf(Minimal() + "channel: {always: pigeon}"),
              HasSubstr("m.yaml:8: channel has no 'pigeon'"));
  EXPECT_THAT(FaultsOf(Minimal() + "category: {columns: [a, b, c, d, e, f], missing: keep}"),
              HasSubstr("m.yaml:8: category has more than 5 levels"));
  EXPECT_THAT(FaultsOf(Replaced(Minimal(),
                                "column: state, missing: keep, values: {Todo: new, "
                                "Done: solved}",
                                "always: new")),
              HasSubstr("m.yaml:7: status needs a column"));
  EXPECT_THAT(FaultsOf(Minimal() + "delimiter: ab"), HasSubstr("'delimiter' must be one byte"));
  EXPECT_THAT(FaultsOf(Minimal() + "sort: [{column: at, as: date}]"),
              HasSubstr("m.yaml:8: sort: 'as' must be time, number or text"));
  EXPECT_THAT(FaultsOf(Minimal() + "sort: {column: at, as: time}"),
              HasSubstr("m.yaml:8: 'sort' must be a list"));
}

TEST(Mapping, FindsItsColumnsInTheHeader) {
  Mapping mapping = ParseMapping(Minimal(), "m.yaml").value();
  const std::vector<std::string> header = {"at", "who", "note", "note", "state", "id"};
  ASSERT_TRUE(BindColumns(mapping, header).ok());
  EXPECT_EQ(mapping.case_id.index, 5u);
  EXPECT_EQ(mapping.status.column->index, 4u);
  EXPECT_EQ(mapping.subject.columns[0].index, 5u);
}

TEST(Mapping, TellsAllColumnsThatTheDataLacksOrRepeats) {
  Mapping mapping = ParseMapping(Minimal(), "m.yaml").value();
  const std::vector<std::string> header = {"at", "state", "at", "id"};
  EXPECT_EQ(Message(BindColumns(mapping, header)),
            "m.yaml:4: the data has two columns 'at'\n"
            "m.yaml:5: the data has no column 'who'");
}

TEST(Mapping, NamesAFileThatIsNotThere) {
  EXPECT_EQ(LoadMapping("/nonexistent/m.yaml").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace docket::docketctl
