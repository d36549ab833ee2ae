#include "libs/log/embedded/acknowledged.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/testing/scratch_directory.h"

namespace docket::log::embedded {
namespace {

using ::testing::HasSubstr;
using testing::ScratchDirectory;

std::string TextOf(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(AcknowledgedCount, BeginsWithZero) {
  const ScratchDirectory temp;
  ASSERT_TRUE(AcknowledgedCount::Create(temp / "count").ok());
  EXPECT_EQ(AcknowledgedCount::Open(temp / "count")->count(), 0);
  EXPECT_EQ(TextOf(temp / "count"), "00000000000000000000\n");
}

TEST(AcknowledgedCount, IsNotBegunAnew) {
  const ScratchDirectory temp;
  ASSERT_TRUE(AcknowledgedCount::Create(temp / "count").ok());
  ASSERT_TRUE(AcknowledgedCount::Open(temp / "count")->Raise(9).ok());
  EXPECT_FALSE(AcknowledgedCount::Create(temp / "count").ok());
  EXPECT_EQ(AcknowledgedCount::Open(temp / "count")->count(), 9);
}

TEST(AcknowledgedCount, IsWhatItWasRaisedToLast) {
  const ScratchDirectory temp;
  ASSERT_TRUE(AcknowledgedCount::Create(temp / "count").ok());
  {
    auto count = AcknowledgedCount::Open(temp / "count");
    ASSERT_TRUE(count->Raise(9).ok());
    ASSERT_TRUE(count->Raise(12'345).ok());
    EXPECT_EQ(count->count(), 12'345);
  }
  EXPECT_EQ(AcknowledgedCount::Open(temp / "count")->count(), 12'345);
}

TEST(AcknowledgedCount, NeverFalls) {
  const ScratchDirectory temp;
  ASSERT_TRUE(AcknowledgedCount::Create(temp / "count").ok());
  auto count = AcknowledgedCount::Open(temp / "count");
  ASSERT_TRUE(count->Raise(7).ok());
  ASSERT_TRUE(count->Raise(6).ok());
  EXPECT_EQ(count->count(), 7);
}

TEST(AcknowledgedCount, StandsInTheFileBeforeItIsClosed) {
  const ScratchDirectory temp;
  ASSERT_TRUE(AcknowledgedCount::Create(temp / "count").ok());
  auto count = AcknowledgedCount::Open(temp / "count");
  AcknowledgedCount moved = *std::move(count);
  ASSERT_TRUE(moved.Raise(~uint64_t{0}).ok());
  EXPECT_EQ(TextOf(temp / "count"), "18446744073709551615\n");
}

TEST(AcknowledgedCount, IsRefusedWhenItsLineIsGarbled) {
  for (const char* text : {"", "7\n", "0000000000000000000x\n", "00000000000000000007", "garbage",
                           "00000000000000000007\n\n", "99999999999999999999\n"}) {
    const ScratchDirectory temp;
    std::ofstream(temp / "count") << text;
    EXPECT_EQ(AcknowledgedCount::Open(temp / "count").status().code(), absl::StatusCode::kDataLoss)
        << text;
    EXPECT_EQ(TextOf(temp / "count"), text);
  }
}

TEST(AcknowledgedCount, IsMissedWhereItIsGone) {
  const ScratchDirectory temp;
  const absl::Status status = AcknowledgedCount::Open(temp / "count").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(Message(status)), HasSubstr("printf '%020d\\n' 0 > "));
  EXPECT_FALSE(std::filesystem::exists(temp / "count"));
}

TEST(AcknowledgedCount, SaysWhyItCannotBeOpened) {
  const ScratchDirectory temp;
  std::filesystem::create_directory(temp / "count");
  const absl::Status status = AcknowledgedCount::Open(temp / "count").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(Message(status)), HasSubstr("Is a directory"));
}

}  // namespace
}  // namespace docket::log::embedded
