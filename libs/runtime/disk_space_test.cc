#include "libs/runtime/disk_space.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/testing/scratch_directory.h"

namespace docket::runtime {
namespace {

using ::testing::HasSubstr;

constexpr uint64_t kMebibyte = 1 << 20;
constexpr uint64_t kGibibyte = 1 << 30;

absl::Status Require(uint64_t free_bytes, uint64_t size_bytes, LowSpaceMark mark) {
  return RequireSpace("/data", {free_bytes, size_bytes}, mark);
}

TEST(DiskSpace, IsAskedForInMebibytes) {
  const LowSpaceMark mark{.mebibytes = 512, .percent = 0};
  EXPECT_TRUE(Require(512 * kMebibyte, kGibibyte, mark).ok());
  EXPECT_FALSE(Require(512 * kMebibyte - 1, kGibibyte, mark).ok());
}

TEST(DiskSpace, IsAskedForAsAShareOfALargeDisk) {
  const LowSpaceMark mark{.mebibytes = 512, .percent = 10};
  EXPECT_TRUE(Require(10 * kGibibyte, 100 * kGibibyte, mark).ok());
  EXPECT_FALSE(Require(9 * kGibibyte, 100 * kGibibyte, mark).ok());
}

TEST(DiskSpace, OfNothingIsEnoughWhereNothingIsAskedFor) {
  EXPECT_TRUE(Require(0, kGibibyte, {.mebibytes = 0, .percent = 0}).ok());
}

TEST(DiskSpace, SaysWhatIsFreeAndWhatToDo) {
  const absl::Status low = Require(100 * kMebibyte, kGibibyte, {.mebibytes = 512, .percent = 0});
  EXPECT_EQ(low.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(Message(low)),
              HasSubstr("/data has 100 MiB free and 512 MiB are to stay free"));
  EXPECT_THAT(std::string(Message(low)), HasSubstr("low-space-mib"));
}

TEST(DiskSpace, IsToldOfADirectoryThatIsThere) {
  const testing::ScratchDirectory scratch;
  const absl::StatusOr<DiskSpace> space = DiskSpaceOf(scratch.path());
  ASSERT_TRUE(space.ok());
  EXPECT_GT(space->size_bytes, 0);
  EXPECT_LE(space->free_bytes, space->size_bytes);
}

TEST(DiskSpace, CannotBeToldOfADirectoryThatIsNot) {
  EXPECT_EQ(DiskSpaceOf("/no/such/place").status().code(), absl::StatusCode::kUnavailable);
}

TEST(DiskSpace, TakenByADirectoryIsTheSizeOfAllFilesBelowIt) {
  const testing::ScratchDirectory data;
  std::filesystem::create_directories(data / "a/b");
  std::ofstream(data / "one") << "123";
  std::ofstream(data / "a/b/two") << "45";
  EXPECT_EQ(BytesIn(data.path()), 5);
  EXPECT_EQ(BytesIn(data / "absent"), 0);
}

}  // namespace
}  // namespace docket::runtime
