#include "tools/docketctl/export/output_file.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "libs/testing/scratch_directory.h"

namespace docket::docketctl {
namespace {

class OutputFileTest : public ::testing::Test {
 protected:
  static std::string Read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  size_t Files() const {
    return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(scratch_.path()),
                                             std::filesystem::directory_iterator()));
  }

  testing::ScratchDirectory scratch_;
  const std::string path_ = scratch_.path() + "/export.csv";
};

TEST_F(OutputFileTest, IsThereOnceItIsWhole) {
  OutputFile file(path_);
  ASSERT_TRUE(file.Open().ok());
  ASSERT_TRUE(file.Write("one\n").ok());
  EXPECT_FALSE(std::filesystem::exists(path_));
  ASSERT_TRUE(file.Finish().ok());
  EXPECT_EQ(Read(path_), "one\n");
  EXPECT_EQ(Files(), 1u);
}

TEST_F(OutputFileTest, LeavesWhatWasThereWhenItDoesNotBecomeWhole) {
  std::ofstream(path_) << "before\n";
  {
    OutputFile file(path_);
    ASSERT_TRUE(file.Open().ok());
    ASSERT_TRUE(file.Write("half").ok());
  }
  EXPECT_EQ(Read(path_), "before\n");
  EXPECT_EQ(Files(), 1u);
}

TEST_F(OutputFileTest, FollowsALink) {
  std::ofstream(path_) << "before\n";
  const std::string link = scratch_.path() + "/latest.csv";
  std::filesystem::create_symlink(path_, link);
  OutputFile file(link);
  ASSERT_TRUE(file.Open().ok());
  ASSERT_TRUE(file.Write("one\n").ok());
  ASSERT_TRUE(file.Finish().ok());
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(Read(path_), "one\n");
}

TEST_F(OutputFileTest, IsNotPutInThePlaceOfAPipe) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  OutputFile file(path_);
  EXPECT_EQ(file.Open().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(std::filesystem::is_fifo(path_));
  EXPECT_EQ(Files(), 1u);
}

TEST_F(OutputFileTest, SaysWhatTheMachineRefuses) {
  OutputFile file(scratch_.path() + "/absent/export.csv");
  EXPECT_EQ(file.Open().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace docket::docketctl
