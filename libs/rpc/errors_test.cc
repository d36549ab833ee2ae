#include "libs/rpc/errors.h"

#include <string>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include <gtest/gtest.h>

#include "libs/base/rejection.h"
#include "libs/base/text.h"

namespace docket::rpc {
namespace {

const Time kNoon = *ParseTime("2026-03-01T12:00:00Z");

grpc::Status Outside(const Rejection& rejection) {
  return ToGrpc(RejectionStatus(rejection, "no"), kNoon);
}

// Minus one if the status tells no delay.
int64_t RetryMillis(const grpc::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  for (const google::protobuf::Any& detail : details.details()) {
    google::rpc::RetryInfo retry;
    if (!detail.UnpackTo(&retry)) continue;
    return retry.retry_delay().seconds() * 1000 + retry.retry_delay().nanos() / 1'000'000;
  }
  return -1;
}

TEST(Errors, RejectionsComeBackAsTheyWent) {
  const grpc::Status outside =
      Outside({"TICKET_MERGED", {{"target", "TK-1"}, {"title", "Grüße"}, {"empty", ""}}});
  EXPECT_EQ(outside.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(outside.error_message(), "no");
  const absl::Status inside = FromGrpc(outside);
  const std::optional<Rejection> rejection = RejectionOf(inside);
  ASSERT_TRUE(rejection.has_value());
  EXPECT_EQ(rejection->reason, "TICKET_MERGED");
  EXPECT_EQ(rejection->details.at("target"), "TK-1");
  EXPECT_EQ(rejection->details.at("title"), "Grüße");
  EXPECT_EQ(rejection->details.at("empty"), "");
  EXPECT_EQ(Message(inside), "no");
}

TEST(Errors, ReasonsGoOutUnderTheirCodes) {
  EXPECT_EQ(Outside({"NOT_FOUND", {}}).error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(Outside({"FIELD_INVALID", {}}).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Outside({"COMMENT_EMPTY", {}}).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Outside({"NOT_ALLOWED", {}}).error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(Outside({"ABOVE_AUTHORITY", {}}).error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(Outside({"URGE_TOO_SOON", {}}).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(Outside({"VERSION_CONFLICT", {}}).error_code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(Outside({"REQUEST_REUSED", {}}).error_code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(Outside({"NEVER_HEARD_OF", {}}).error_code(), grpc::StatusCode::FAILED_PRECONDITION);
}

TEST(Errors, FailuresKeepTheirCodesBothWays) {
  for (int code = 1; code <= 16; ++code) {
    const absl::Status failure = MakeStatus(static_cast<absl::StatusCode>(code), "the disk");
    const grpc::Status outside = ToGrpc(failure, kNoon);
    EXPECT_EQ(outside.error_code(), code);
    EXPECT_EQ(FromGrpc(outside), failure);
    EXPECT_FALSE(RejectionOf(FromGrpc(outside)).has_value());
  }
  EXPECT_TRUE(ToGrpc(absl::OkStatus(), kNoon).ok());
  EXPECT_TRUE(FromGrpc(grpc::Status::OK).ok());
}

TEST(Errors, AFaultOfOursIsConcealedAndNothingElse) {
  for (const auto code : {absl::StatusCode::kInternal, absl::StatusCode::kDataLoss}) {
    const absl::Status outside =
        Concealed(MakeStatus(code, "row tel:+8613800000000"), "/a/B", kNoon);
    EXPECT_EQ(outside.code(), code);
    EXPECT_EQ(Message(outside).find("tel:"), std::string_view::npos);
  }
  EXPECT_EQ(Concealed(Unavailable("moving"), "/a/B", kNoon), Unavailable("moving"));
}

TEST(Errors, TellHowLongToWaitOnlyWhereWaitingHelps) {
  EXPECT_EQ(RetryMillis(ToGrpc(Unavailable("moving"), kNoon)), 100);
  EXPECT_EQ(RetryMillis(ToGrpc(ResourceExhausted("full"), kNoon)), 1000);
  EXPECT_EQ(RetryMillis(ToGrpc(Aborted("raced"), kNoon)), -1);
  EXPECT_EQ(RetryMillis(Outside({"TICKET_CLOSED", {}})), -1);
}

TEST(Errors, TellTheTimeLeftUntilTheRetryInstant) {
  EXPECT_EQ(RetryMillis(Outside({"URGE_TOO_SOON", {{"retry_at", "2026-03-01T12:00:01.500Z"}}})),
            1500);
  EXPECT_EQ(RetryMillis(Outside({"URGE_TOO_SOON", {{"retry_at", "2026-03-01T11:00:00Z"}}})), 0);
  EXPECT_EQ(RetryMillis(Outside({"URGE_TOO_SOON", {{"retry_at", "soon"}}})), -1);
}

TEST(Errors, BadUtf8NeverReachesADetail) {
  const grpc::Status outside = ToGrpc(
      RejectionStatus({"FIELD_INVALID", {{"va\xFFlue", "\xC3("}}}, "got \xED\xA0\x80"), kNoon);
  EXPECT_TRUE(IsUtf8(outside.error_message()));
  const std::optional<Rejection> rejection = RejectionOf(FromGrpc(outside));
  ASSERT_TRUE(rejection.has_value());
  EXPECT_EQ(rejection->details.at("va\uFFFDlue"), "\uFFFD(");
}

TEST(Errors, StayBelowWhatAClientTakesOfMetadata) {
  Rejection rejection{"FIELD_INVALID", {}};
  for (int i = 0; i < 100; ++i) {
    rejection.details["field" + std::to_string(i)] = std::string(5000, '\xFF');
  }
  const grpc::Status outside = ToGrpc(RejectionStatus(rejection, std::string(5000, '\xFF')), kNoon);
  EXPECT_LT(outside.error_details().size() * 4 / 3 + outside.error_message().size() * 3, 8000);
  EXPECT_EQ(RejectionOf(FromGrpc(outside))->reason, "FIELD_INVALID");
}

TEST(Errors, DetailsOfAnotherServerAreNoRejection) {
  google::rpc::ErrorInfo info;
  info.set_reason("API_DISABLED");
  info.set_domain("example.org");
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  const grpc::Status foreign(grpc::StatusCode::PERMISSION_DENIED, "no",
                             details.SerializeAsString());
  EXPECT_EQ(FromGrpc(foreign), PermissionDenied("no"));
  EXPECT_EQ(FromGrpc({grpc::StatusCode::ABORTED, "raced", "\xFF\xFF"}), Aborted("raced"));
}

}  // namespace
}  // namespace docket::rpc
