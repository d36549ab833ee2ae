#include "libs/runtime/directory_lock.h"

#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "libs/testing/scratch_directory.h"

namespace docket::runtime {
namespace {

TEST(DirectoryLock, IsHeldByOneAndNamesIt) {
  const testing::ScratchDirectory scratch;
  const std::string directory = scratch.path() + "/data";
  auto first = DirectoryLock::Take(directory);
  ASSERT_TRUE(first.ok()) << first.status();
  auto second = DirectoryLock::Take(directory);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(Message(second.status()).find("process " + std::to_string(getpid())),
            std::string_view::npos);
}

TEST(DirectoryLock, IsFreeAgainWhenItsHolderIsGone) {
  const testing::ScratchDirectory scratch;
  { ASSERT_TRUE(DirectoryLock::Take(scratch.path()).ok()); }
  EXPECT_TRUE(DirectoryLock::Take(scratch.path()).ok());
}

TEST(DirectoryLock, SaysWhichDirectoryCannotBeMade) {
  const auto lock = DirectoryLock::Take("/dev/null/data");
  EXPECT_EQ(lock.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(Message(lock.status()).find("/dev/null/data"), std::string_view::npos);
}

}  // namespace
}  // namespace docket::runtime
