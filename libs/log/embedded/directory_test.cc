// What stands in the directory of an embedded log when it is opened: nothing, a log, a damaged one,
// or something else.

#include "libs/log/embedded/directory.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/log/embedded/layout.h"
#include "libs/testing/scratch_directory.h"

namespace docket::log::embedded {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::ScratchDirectory;

const Rows kFirst = {{LogIdKey(), "id"}};

// The newest file of the database in `directory` whose name ends with `suffix`.
fs::path NewestFile(const std::string& directory, const std::string& suffix) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(directory + "/db")) {
    if (entry.path().extension() == suffix && entry.file_size() > 0) found.push_back(entry.path());
  }
  EXPECT_FALSE(found.empty()) << suffix;
  return found.empty() ? fs::path() : *std::max_element(found.begin(), found.end());
}

void FlipByte(const fs::path& path, size_t at) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(at));
  const auto byte = static_cast<char>(file.get() ^ 0x20);
  file.seekp(static_cast<std::streamoff>(at));
  file.put(byte);
}

void WriteText(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

// The names and bytes of the files below `directory`.
std::map<std::string, std::string> FilesOf(const std::string& directory) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file()) continue;
    std::ostringstream bytes;
    bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    files[entry.path()] = bytes.str();
  }
  return files;
}

// How many of the rows "0", "1", ... the log in `directory` has, or why it does not open.
absl::StatusOr<int> CountRows(const std::string& directory) {
  DOCKET_ASSIGN_OR_RETURN(const LogDirectory log, OpenDirectory(directory, kFirst));
  int rows = 0;
  DOCKET_RETURN_IF_ERROR(log.database->Scan("0", "a", [&](std::string_view key, std::string_view) {
    EXPECT_EQ(key, std::to_string(rows++));
    return true;
  }));
  return rows;
}

// A directory as a crash would leave it: eight rows, each synced, in the write-ahead log.
class CrashedLog {
 public:
  CrashedLog() {
    const LogDirectory log = *OpenDirectory(temp_ / "log", kFirst);
    for (int row = 0; row < 8; ++row) {
      EXPECT_TRUE(log.database->Write({{std::to_string(row), std::string(100, 'v')}}).ok());
      sizes_.push_back(fs::file_size(NewestFile(temp_ / "log", ".log")));
    }
    fs::copy(temp_ / "log", path(), fs::copy_options::recursive);
  }

  std::string path() const { return temp_ / "crashed"; }
  fs::path write_ahead_log() const { return NewestFile(path(), ".log"); }
  // The size of the write-ahead log once `rows` rows were in it.
  size_t SizeWith(int rows) const { return sizes_.at(static_cast<size_t>(rows) - 1); }

 private:
  ScratchDirectory temp_;
  std::vector<size_t> sizes_;
};

TEST(EmbeddedDirectory, IsMadeWhereNothingOrAnEmptyDirectoryIs) {
  const ScratchDirectory temp;
  fs::create_directory(temp / "empty");
  for (const std::string& path : {temp / "absent", temp / "empty", temp / "slash/"}) {
    const auto log = OpenDirectory(path, kFirst);
    ASSERT_TRUE(log.ok()) << log.status();
    EXPECT_EQ(log->database->Get(LogIdKey()).value(), "id");
  }
  EXPECT_TRUE(fs::exists(temp / "slash/FORMAT"));
}

TEST(EmbeddedDirectory, IsMadeAnewAfterACrashWhileItWasMade) {
  const ScratchDirectory temp;
  fs::create_directories(temp / "log.creating/db");
  WriteText(temp / "log.creating/db/CURRENT", "half");
  EXPECT_TRUE(OpenDirectory(temp / "log", kFirst).ok());
  EXPECT_FALSE(fs::exists(temp / "log.creating"));
}

TEST(EmbeddedDirectory, SaysWhyItCannotBeMade) {
  const ScratchDirectory temp;
  const absl::Status status = OpenDirectory(temp / "no/parent", kFirst).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(Message(status)), HasSubstr("check that its parent is there"));
}

TEST(EmbeddedDirectory, IsRefusedWhenItHoldsSomethingElse) {
  const ScratchDirectory temp;
  WriteText(temp / "letters.txt", "dear Ada");
  const absl::Status status = OpenDirectory(temp.path(), kFirst).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(Message(status)), HasSubstr("name the log's directory, or an empty one"));
  EXPECT_FALSE(fs::exists(temp / "db"));
}

TEST(EmbeddedDirectory, IsRefusedWhenItsFormatIsNewer) {
  const ScratchDirectory temp;
  ASSERT_TRUE(OpenDirectory(temp / "log", kFirst).ok());
  WriteText(temp / "log/FORMAT", "docket embedded log, format 2\n");
  const absl::Status status = OpenDirectory(temp / "log", kFirst).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(Message(status)), HasSubstr("start the release that wrote it"));
}

TEST(EmbeddedDirectory, IsOpenOnlyOnce) {
  const ScratchDirectory temp;
  const auto log = OpenDirectory(temp / "log", kFirst);
  EXPECT_EQ(OpenDirectory(temp / "log", kFirst).status().code(), absl::StatusCode::kUnavailable);
}

TEST(EmbeddedDirectory, OpensWithAllThatWasSyncedBeforeATornWrite) {
  for (size_t missing = 1; missing < 120; missing += 17) {
    const CrashedLog crashed;
    ASSERT_GT(crashed.SizeWith(8) - missing, crashed.SizeWith(7));
    fs::resize_file(crashed.write_ahead_log(), crashed.SizeWith(8) - missing);
    const auto rows = CountRows(crashed.path());
    ASSERT_TRUE(rows.ok()) << rows.status();
    EXPECT_EQ(*rows, 7) << missing;
  }
}

TEST(EmbeddedDirectory, KeepsWhatItShowedAtOpening) {
  const CrashedLog crashed;
  EXPECT_EQ(CountRows(crashed.path()).value(), 8);
  EXPECT_EQ(CountRows(crashed.path()).value(), 8);
}

TEST(EmbeddedDirectory, IsRefusedWhenAByteBeforeTheEndIsBad) {
  const CrashedLog crashed;
  FlipByte(crashed.write_ahead_log(), crashed.SizeWith(4) + 30);
  const absl::Status status = CountRows(crashed.path()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(Message(status)), HasSubstr("put a whole copy of it in its place"));
}

TEST(EmbeddedDirectory, IsRefusedEachTimeADirectoryIsNamedLikeATableOfIt) {
  for (const char* name : {"000099.sst", "000099.log"}) {
    const CrashedLog crashed;
    fs::create_directory(crashed.path() + "/db/" + name);
    const auto before = FilesOf(crashed.path());
    for (int start = 0; start < 2; ++start) {
      const absl::Status status = CountRows(crashed.path()).status();
      EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
      EXPECT_THAT(std::string(Message(status)),
                  AllOf(HasSubstr(std::string("a directory ") + name), HasSubstr("move what")));
    }
    EXPECT_EQ(FilesOf(crashed.path()), before);
    fs::remove(crashed.path() + "/db/" + name);
    EXPECT_EQ(CountRows(crashed.path()).value(), 8);
  }
}

// RocksDB would abort, for it meets each row a second time.
TEST(EmbeddedDirectory, IsRefusedWhenItsWriteAheadLogIsThereTwice) {
  const CrashedLog crashed;
  const fs::path copy = crashed.path() + "/db/000099.log";
  const std::string name = crashed.write_ahead_log().filename();
  fs::copy(crashed.write_ahead_log(), copy);
  const auto before = FilesOf(crashed.path());
  const absl::Status status = CountRows(crashed.path()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
  EXPECT_THAT(std::string(Message(status)), HasSubstr("twice, as " + name + " and as 000099.log"));
  EXPECT_EQ(FilesOf(crashed.path()), before);
  fs::remove(copy);
  EXPECT_EQ(CountRows(crashed.path()).value(), 8);
}

TEST(EmbeddedDirectory, IsRefusedWhenItsDatabaseIsGone) {
  const CrashedLog crashed;
  fs::remove_all(crashed.path() + "/db");
  EXPECT_EQ(CountRows(crashed.path()).status().code(), absl::StatusCode::kDataLoss);
}

TEST(EmbeddedDirectory, IsRefusedWhenATableIsGone) {
  const CrashedLog crashed;
  ASSERT_TRUE(CountRows(crashed.path()).ok());  // Moves the rows into a table.
  fs::remove(NewestFile(crashed.path(), ".sst"));
  EXPECT_EQ(CountRows(crashed.path()).status().code(), absl::StatusCode::kDataLoss);
}

TEST(EmbeddedDirectory, ShowsNoRowsFromADamagedTable) {
  const CrashedLog crashed;
  ASSERT_TRUE(CountRows(crashed.path()).ok());
  FlipByte(NewestFile(crashed.path(), ".sst"), 40);
  EXPECT_EQ(CountRows(crashed.path()).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace docket::log::embedded
