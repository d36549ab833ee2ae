#include "libs/base/rejection.h"

#include <string>

#include <gtest/gtest.h>

namespace docket {
namespace {

Rejection RoundTrip(const Rejection& rejection) {
  return RejectionOf(RejectionStatus(rejection, "no")).value();
}

TEST(Rejection, ComesBackFromItsStatus) {
  const Rejection rejection =
      RoundTrip({"TICKET_CLOSED", {{"retry_at", "2026-03-01T08:00:00.000Z"}, {"field", ""}}});
  EXPECT_EQ(rejection.reason, "TICKET_CLOSED");
  EXPECT_EQ(rejection.details, (std::map<std::string, std::string>{
                                   {"field", ""}, {"retry_at", "2026-03-01T08:00:00.000Z"}}));
}

TEST(Rejection, NeedsNoDetails) {
  EXPECT_EQ(RoundTrip({"TICKET_CLOSED", {}}).reason, "TICKET_CLOSED");
  EXPECT_TRUE(RoundTrip({"TICKET_CLOSED", {}}).details.empty());
}

TEST(Rejection, KeepsDetailsThatHoldAnyByte) {
  const std::string hostile("a\0b\0\0\0\1\xff", 8);
  EXPECT_EQ(RoundTrip({"BAD_FIELD", {{"value", hostile}, {"z", "end"}}}).details,
            (std::map<std::string, std::string>{{"value", hostile}, {"z", "end"}}));
}

TEST(Rejection, IsAFailedPreconditionWithItsMessage) {
  const absl::Status status = RejectionStatus({"TICKET_CLOSED", {}}, "The ticket is closed.");
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Message(status), "The ticket is closed.");
}

TEST(Rejection, IsNotInAnOkStatusOrAFailure) {
  EXPECT_FALSE(RejectionOf(absl::OkStatus()));
  EXPECT_FALSE(RejectionOf(FailedPrecondition("The log is not open.")));
}

TEST(Annotate, KeepsCodeAndRejection) {
  const absl::Status status =
      Annotate(RejectionStatus({"TICKET_CLOSED", {{"field", "body"}}}, "closed"), "solve TK-1");
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Message(status), "solve TK-1: closed");
  EXPECT_EQ(RejectionOf(status).value().details.at("field"), "body");
}

TEST(Annotate, LeavesOkAlone) { EXPECT_TRUE(Annotate(absl::OkStatus(), "solve").ok()); }

}  // namespace
}  // namespace docket
