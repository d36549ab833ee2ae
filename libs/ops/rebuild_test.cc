#include "libs/ops/rebuild.h"

#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "libs/ops/hosted_desk_test.h"
#include "libs/ops/projection_digest.h"

namespace docket::ops {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

bool GoOn(uint64_t, uint64_t) { return true; }

class RebuildTest : public HostedDesk {
 protected:
  // Rebuilds the unit on a thread of its own while this one steps it.
  absl::StatusOr<v1::UnitRebuilt> Rebuild(const Report& report = &GoOn) {
    auto rebuilt = std::async(std::launch::async, [&] {
      const std::unique_ptr<log::EmbeddedEventLog> log = log_->Share();
      return RebuildUnit(*unit_, *log, report);
    });
    StepUntil(
        [&] { return rebuilt.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
    return rebuilt.get();
  }

  std::string Digest() {
    KindSums sums;
    return sums.Add(*unit_, &GoOn)->full();
  }

  // Closes all and opens it again with the log's records in a table, of which nothing is read yet.
  void Restart() {
    Close();
    log_.reset();
    log_ = *log::EmbeddedEventLog::Open({.directory = data_ / "log", .topics = {}});
    Open();
  }

  // The table of the log, as large as it is: it has nothing but records.
  fs::path LargestTable() {
    fs::path largest;
    for (const auto& entry : fs::directory_iterator(data_ / "log/db")) {
      if (entry.path().extension() != ".sst") continue;
      if (largest.empty() || entry.file_size() > fs::file_size(largest)) largest = entry.path();
    }
    return largest;
  }

  static void FlipByte(const fs::path& path, std::streamoff at) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(at);
    const auto byte = static_cast<char>(~file.get());
    file.seekp(at).put(byte);
    ASSERT_TRUE(file.good()) << path;
  }
};

TEST_F(RebuildTest, HasTheSameRowsAndServesAgain) {
  LendAndCollect(20);
  const std::string before = Digest();
  const auto rebuilt = Rebuild();
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
  EXPECT_EQ(unit_->loop().rebuilds(), 1);
  EXPECT_TRUE(unit_->loop().serving());
  EXPECT_EQ(rebuilt->positions(0).next_offset(), 30);
  EXPECT_EQ(Digest(), before);
}

TEST_F(RebuildTest, KeepsItsRowsWhereTheLogIsDamaged) {
  LendAndCollect(40);
  ASSERT_NO_FATAL_FAILURE(Restart());
  const std::string before = Digest();
  const fs::path table = LargestTable();
  for (std::streamoff at = 0; at < static_cast<std::streamoff>(fs::file_size(table) / 2); ++at) {
    ASSERT_NO_FATAL_FAILURE(FlipByte(table, at));
  }
  const absl::Status refused = Rebuild().status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(Message(refused)),
              AllOf(HasSubstr("not rebuilt and keeps the rows"),
                    HasSubstr("of " + ToText(log::TopicPartition{log::EventsTopic("umbrella"), 0})),
                    HasSubstr("put a whole copy of it in its place")));
  EXPECT_EQ(unit_->loop().rebuilds(), 0);
  EXPECT_TRUE(unit_->loop().serving());
  EXPECT_EQ(Digest(), before);
}

TEST_F(RebuildTest, ClearsNothingForACallerWhoHasGone) {
  LendAndCollect(3);
  const absl::Status ended = Rebuild([](uint64_t, uint64_t) { return false; }).status();
  EXPECT_EQ(ended.code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(unit_->loop().rebuilds(), 0);
}

TEST_F(RebuildTest, CountsEachRecordTwice) {
  LendAndCollect(3);
  std::vector<uint64_t> totals;
  uint64_t last = 0;
  const auto rebuilt = Rebuild([&](uint64_t done, uint64_t total) {
    EXPECT_LE(last, done);
    last = done;
    totals.push_back(total);
    return true;
  });
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
  EXPECT_THAT(totals, ::testing::Each(10));
}

}  // namespace
}  // namespace docket::ops
