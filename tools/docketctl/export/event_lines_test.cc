#include "tools/docketctl/export/event_lines.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace docket::docketctl {
namespace {

constexpr char kCommit[] = R"(
  header {
    tenant: "acme" aggregate_id: "TK-1" version: 2 actor { kind: KIND_SERVICE id: "import" }
    time { seconds: 1456708560 }
    recorded { source: "servicenow" case: "INC1" row: 7 time { seconds: 1456708560 } }
  }
  events { reopened { number: 1 } }
  events { assigned { team_id: "a, \"b\"" assignee_id: "eve" } })";

std::string Lines(const char* text, ExportFormat format) {
  ticket::v1::TicketCommit commit;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &commit));
  std::string lines;
  EXPECT_TRUE(AppendLines(commit, format, lines).ok());
  return lines;
}

TEST(EventLines, HoldTheirCommitAndTheEventAsJson) {
  EXPECT_EQ(HeadOf(ExportFormat::kJsonl), "");
  EXPECT_EQ(
      Lines(kCommit, ExportFormat::kJsonl),
      R"({"ticket":"TK-1","version":2,"event":1,"time":"2016-02-29T01:16:00.000Z","kind":"reopened",)"
      R"("actor":{"kind":"KIND_SERVICE","id":"import"},)"
      R"("recorded":{"source":"servicenow","case":"INC1","row":"7","time":"2016-02-29T01:16:00Z"},)"
      R"("fields":{"number":"1"}})"
      "\n"
      R"({"ticket":"TK-1","version":2,"event":2,"time":"2016-02-29T01:16:00.000Z","kind":"assigned",)"
      R"("actor":{"kind":"KIND_SERVICE","id":"import"},)"
      R"("recorded":{"source":"servicenow","case":"INC1","row":"7","time":"2016-02-29T01:16:00Z"},)"
      R"("fields":{"team_id":"a, \"b\"","assignee_id":"eve"}})"
      "\n");
}

TEST(EventLines, HoldTheSameInColumns) {
  EXPECT_EQ(HeadOf(ExportFormat::kCsv),
            "ticket,version,event,time,kind,actor_kind,actor_id,on_behalf_of,source,case,row,"
            "fields\r\n");
  EXPECT_EQ(Lines(kCommit, ExportFormat::kCsv),
            "TK-1,2,1,2016-02-29T01:16:00.000Z,reopened,service,import,,servicenow,INC1,7,"
            "\"{\"\"number\"\":\"\"1\"\"}\"\r\n"
            "TK-1,2,2,2016-02-29T01:16:00.000Z,assigned,service,import,,servicenow,INC1,7,"
            "\"{\"\"team_id\"\":\"\"a, \\\"\"b\\\"\"\"\",\"\"assignee_id\"\":\"\"eve\"\"}\"\r\n");
}

TEST(EventLines, NameNoSourceWhereThereIsNone) {
  constexpr char kHere[] = R"(header { aggregate_id: "TK-1" version: 1 } events { resumed {} })";
  EXPECT_EQ(Lines(kHere, ExportFormat::kJsonl),
            R"({"ticket":"TK-1","version":1,"event":1,"time":"1970-01-01T00:00:00.000Z",)"
            R"("kind":"resumed","actor":{},"fields":{}})"
            "\n");
  EXPECT_EQ(Lines(kHere, ExportFormat::kCsv),
            "TK-1,1,1,1970-01-01T00:00:00.000Z,resumed,,,,,,,{}\r\n");
}

TEST(EventLines, RefuseAnEventOfANewerRelease) {
  ticket::v1::TicketCommit commit;
  commit.add_events();
  std::string lines;
  EXPECT_EQ(AppendLines(commit, ExportFormat::kCsv, lines).code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace docket::docketctl
