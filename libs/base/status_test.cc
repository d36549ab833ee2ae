#include "libs/base/status.h"

#include <memory>

#include <gtest/gtest.h>

namespace docket {
namespace {

absl::Status PassOn(const absl::Status& status, bool& went_on) {
  DOCKET_RETURN_IF_ERROR(status);
  went_on = true;
  return absl::OkStatus();
}

absl::StatusOr<int> Sum(absl::StatusOr<int> left, absl::StatusOr<std::unique_ptr<int>> right) {
  DOCKET_ASSIGN_OR_RETURN(const int a, left);
  DOCKET_ASSIGN_OR_RETURN(std::unique_ptr<int> b, std::move(right));
  return a + *b;
}

TEST(ReturnIfError, StopsAtTheFirstError) {
  bool went_on = false;
  EXPECT_EQ(PassOn(NotFound("nothing"), went_on), NotFound("nothing"));
  EXPECT_FALSE(went_on);
}

TEST(ReturnIfError, GoesOnWhenOk) {
  bool went_on = false;
  EXPECT_TRUE(PassOn(absl::OkStatus(), went_on).ok());
  EXPECT_TRUE(went_on);
}

TEST(AssignOrReturn, AssignsValuesAndReturnsErrors) {
  EXPECT_EQ(Sum(1, std::make_unique<int>(2)).value(), 3);
  EXPECT_EQ(Sum(DataLoss("torn"), std::make_unique<int>(2)).status(), DataLoss("torn"));
  EXPECT_EQ(Sum(1, Unavailable("away")).status(), Unavailable("away"));
}

TEST(Status, KeepsMessagesThatHoldNul) {
  const std::string_view message("a\0b", 3);
  EXPECT_EQ(Message(InvalidArgument(message)), message);
}

}  // namespace
}  // namespace docket
