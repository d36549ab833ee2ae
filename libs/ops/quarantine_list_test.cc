#include "libs/ops/quarantine_list.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/eventing/quarantine.h"
#include "libs/testing/scripted_event_log.h"

namespace docket::ops {
namespace {

using ::testing::ElementsAre;

class QuarantineListTest : public ::testing::Test {
 protected:
  // A copy of a record at `offset` of the events, in partition `partition` of the quarantine.
  void Land(int32_t partition, log::Offset offset, const std::string& value = "bytes") {
    log_.Land({log::kQuarantineTopic, partition},
              eventing::QuarantineCopy({"docket.ticket.events.v1", 3}, offset, {"key", value, {}},
                                       "it is no commit"));
  }
  absl::StatusOr<v1::ListQuarantineResponse> List(int size, const std::string& token = "") {
    v1::ListQuarantineRequest request;
    request.set_page_size(size);
    request.set_page_token(token);
    return ListQuarantine(request, log_);
  }
  static std::vector<int64_t> OffsetsIn(const v1::ListQuarantineResponse& page) {
    std::vector<int64_t> offsets;
    for (const v1::QuarantineEntry& entry : page.records()) {
      offsets.push_back(entry.record().offset());
    }
    return offsets;
  }

  testing::ScriptedEventLog log_{2};
};

TEST_F(QuarantineListTest, ShowsOriginBytesAndReason) {
  Land(1, 42);
  const v1::ListQuarantineResponse page = *List(10);
  ASSERT_EQ(page.records_size(), 1);
  EXPECT_EQ(page.records(0).partition(), 1);
  EXPECT_EQ(page.records(0).offset(), 0);
  EXPECT_EQ(page.records(0).record().topic(), "docket.ticket.events.v1");
  EXPECT_EQ(page.records(0).record().partition(), 3);
  EXPECT_EQ(page.records(0).record().offset(), 42);
  EXPECT_EQ(page.records(0).record().value(), "bytes");
  EXPECT_EQ(page.records(0).record().reason(), "it is no commit");
  EXPECT_EQ(page.next_page_token(), "");
}

TEST_F(QuarantineListTest, GoesOnWhereThePageBeforeEnded) {
  for (const log::Offset offset : {1, 2, 3}) Land(0, offset);
  for (const log::Offset offset : {4, 5}) Land(1, offset);
  const v1::ListQuarantineResponse first = *List(2);
  EXPECT_THAT(OffsetsIn(first), ElementsAre(1, 2));
  const v1::ListQuarantineResponse second = *List(2, first.next_page_token());
  EXPECT_THAT(OffsetsIn(second), ElementsAre(3, 4));
  const v1::ListQuarantineResponse third = *List(2, second.next_page_token());
  EXPECT_THAT(OffsetsIn(third), ElementsAre(5));
  EXPECT_EQ(third.next_page_token(), "");
}

TEST_F(QuarantineListTest, CutsLongBytesAndSaysHowManyThereWere) {
  Land(0, 1, std::string(10'000, 'x'));
  const log::v1::QuarantinedRecord record = List(1)->records(0).record();
  EXPECT_EQ(record.value().size(), 4096U);
  EXPECT_EQ(record.value_size(), 10'000U);
}

TEST_F(QuarantineListTest, BeginsBehindWhatHasExpired) {
  for (const log::Offset offset : {1, 2, 3}) Land(0, offset);
  log_.Expire({log::kQuarantineTopic, 0}, 2);
  EXPECT_THAT(OffsetsIn(*List(10)), ElementsAre(3));
}

TEST_F(QuarantineListTest, RefusesPagesThatAreNone) {
  for (const std::string token : {"x", "1", "1/", "/1", "1/-1", "1/2/3", "99999999999/1"}) {
    EXPECT_EQ(List(10, token).status().code(), absl::StatusCode::kInvalidArgument) << token;
  }
  EXPECT_EQ(List(101).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(List(-1).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace docket::ops
