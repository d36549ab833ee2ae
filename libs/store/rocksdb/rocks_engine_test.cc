#include "libs/store/rocksdb/rocks_engine.h"

#include <filesystem>
#include <fstream>

#include "libs/testing/engine_contract.h"
#include "libs/testing/scratch_directory.h"

namespace docket::testing {
namespace {

EngineKind RocksKind() {
  auto resources = std::make_shared<store::SharedResources>();
  return DirectoryKind("Rocks", [resources](const auto& directory, const auto& tables) {
    return store::RocksEngine::Open(directory, tables, *resources);
  });
}

INSTANTIATE_TEST_SUITE_P(Engines, EngineContract, ::testing::Values(RocksKind()), KindName);

}  // namespace
}  // namespace docket::testing

namespace docket::store {
namespace {

namespace fs = std::filesystem;

constexpr int kRows = 2000;

std::string KeyOf(int row) { return "row " + std::to_string(100000 + row); }
std::string ValueOf(int row) { return std::string(200, static_cast<char>('a' + row % 26)); }

void FlipByte(const fs::path& file, std::streamoff at) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(at);
  char byte = static_cast<char>(stream.get() ^ 0x40);
  stream.seekp(at);
  stream.put(byte);
  ASSERT_TRUE(stream.good()) << file;
}

// How many rows of `engine` cannot be read. Those that can must be right.
int UnreadableRows(const RocksEngine& engine) {
  std::unique_ptr<ReadView> view = engine.View();
  int unreadable = 0;
  for (int row = 0; row < kRows; ++row) {
    auto value = view->Get(0, KeyOf(row));
    if (value.ok()) {
      EXPECT_EQ(*value, ValueOf(row));
    } else {
      EXPECT_EQ(value.status().code(), absl::StatusCode::kDataLoss);
      ++unreadable;
    }
  }
  return unreadable;
}

// The outcome of a scan over all rows, which must be right as far as it goes.
absl::Status ScanAll(const RocksEngine& engine, bool reverse) {
  int row = reverse ? kRows - 1 : 0;
  auto visit = [&](std::string_view key, std::string_view value) {
    EXPECT_EQ(key, KeyOf(row));
    EXPECT_EQ(value, ValueOf(row));
    row += reverse ? -1 : 1;
    return true;
  };
  absl::Status status = engine.View()->Scan(0, {}, visit, reverse);
  if (status.ok()) {
    EXPECT_EQ(row, reverse ? -1 : kRows);
  }
  return status;
}

class RocksEngineTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<RocksEngine>> Open() {
    return RocksEngine::Open(directory_, {"rows"}, resources_);
  }
  // A database with kRows flushed rows, closed.
  void Fill() {
    auto engine = Open();
    ASSERT_TRUE(engine.ok()) << engine.status();
    std::vector<Mutation> batch;
    for (int row = 0; row < kRows; ++row) batch.push_back({0, KeyOf(row), ValueOf(row)});
    ASSERT_TRUE((*engine)->Write(batch).ok());
  }
  void ExpectRightRowsOrDataLoss() {
    auto engine = Open();
    if (!engine.ok()) {
      EXPECT_EQ(engine.status().code(), absl::StatusCode::kDataLoss) << engine.status();
      return;
    }
    const bool readable = UnreadableRows(**engine) == 0;
    EXPECT_EQ(ScanAll(**engine, /*reverse=*/false).ok(), readable);
    EXPECT_EQ(ScanAll(**engine, /*reverse=*/true).ok(), readable);
    EXPECT_TRUE(readable || !(*engine)->Verify().ok());
  }
  fs::path FileWith(std::string_view text) const {
    for (const fs::directory_entry& entry : fs::directory_iterator(directory_)) {
      if (entry.path().filename().string().find(text) != std::string::npos) return entry.path();
    }
    ADD_FAILURE() << "no file named like " << text;
    return {};
  }

  testing::ScratchDirectory scratch_;
  std::string directory_ = scratch_.path() + "/stores/tickets/3";
  SharedResources resources_;
};

TEST_F(RocksEngineTest, ReportsAFlippedByteWhereverItIsAndNeverServesIt) {
  Fill();
  const fs::path file = FileWith(".sst");
  const auto size = static_cast<std::streamoff>(fs::file_size(file));
  constexpr int kFlips = 24;
  for (int flip = 0; flip < kFlips; ++flip) {
    SCOPED_TRACE(flip);
    const std::streamoff at = size * flip / kFlips;
    FlipByte(file, at);
    ExpectRightRowsOrDataLoss();
    FlipByte(file, at);
  }
  EXPECT_EQ(UnreadableRows(**Open()), 0);
}

TEST_F(RocksEngineTest, LosesDataWithAFlippedByteOfARow) {
  Fill();
  FlipByte(FileWith(".sst"), 100);
  auto engine = Open();
  ASSERT_TRUE(engine.ok()) << engine.status();
  EXPECT_GT(UnreadableRows(**engine), 0);
  EXPECT_EQ(ScanAll(**engine, /*reverse=*/false).code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(ScanAll(**engine, /*reverse=*/true).code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ((*engine)->Verify().code(), absl::StatusCode::kDataLoss);
}

TEST_F(RocksEngineTest, DoesNotOpenWithoutOneOfItsFiles) {
  for (const char* name : {".sst", "MANIFEST"}) {
    SCOPED_TRACE(name);
    Fill();
    fs::remove(FileWith(name));
    EXPECT_EQ(Open().status().code(), absl::StatusCode::kDataLoss) << Open().status();
    ASSERT_TRUE(RocksEngine::SetAside(directory_, name).ok());
  }
}

TEST_F(RocksEngineTest, DoesNotOpenWithAFileCutShort) {
  for (const char* name : {".sst", "CURRENT"}) {
    SCOPED_TRACE(name);
    Fill();
    const fs::path file = FileWith(name);
    fs::resize_file(file, fs::file_size(file) / 2);
    EXPECT_EQ(Open().status().code(), absl::StatusCode::kDataLoss) << Open().status();
    ASSERT_TRUE(RocksEngine::SetAside(directory_, name).ok());
  }
}

// A cut manifest cannot be told from an older one, which is as good: the log is folded from there.
TEST_F(RocksEngineTest, OpensAtAnEarlierFlushWithItsManifestCutShort) {
  Fill();
  ASSERT_TRUE((*Open())->Write({{0, "a later row", ""}}).ok());
  const std::string whole = scratch_.path() + "/whole";
  fs::rename(directory_, whole);
  for (size_t left = 0; left < 10; ++left) {
    SCOPED_TRACE(left);
    fs::remove_all(directory_);
    fs::copy(whole, directory_);
    const fs::path file = FileWith("MANIFEST");
    fs::resize_file(file, fs::file_size(file) * left / 10);
    auto engine = Open();
    if (!engine.ok()) {
      EXPECT_EQ(engine.status().code(), absl::StatusCode::kDataLoss) << engine.status();
      continue;
    }
    const size_t rows = testing::RowsOf(*(*engine)->View(), 0).size();
    EXPECT_TRUE(rows == 0 || rows == kRows) << rows;
  }
}

TEST_F(RocksEngineTest, IsSetAsideWholeAndLeavesRoomForANewOne) {
  Fill();
  auto aside = RocksEngine::SetAside(directory_, "2026-03-01");
  ASSERT_TRUE(aside.ok()) << aside.status();
  EXPECT_EQ(*aside, directory_ + ".aside-2026-03-01");
  EXPECT_TRUE(testing::RowsOf(*(*Open())->View(), 0).empty());
  auto old = RocksEngine::Open(*aside, {"rows"}, resources_);
  ASSERT_TRUE(old.ok()) << old.status();
  EXPECT_EQ(UnreadableRows(**old), 0);
}

TEST_F(RocksEngineTest, IsNotSetAsideOverAnother) {
  Fill();
  ASSERT_TRUE(RocksEngine::SetAside(directory_, "again").ok());
  Fill();
  EXPECT_EQ(RocksEngine::SetAside(directory_, "again").status().code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(UnreadableRows(**Open()), 0);
}

TEST_F(RocksEngineTest, StaysOpenUntilTheLastViewGoes) {
  Fill();
  auto engine = Open();
  ASSERT_TRUE(engine.ok()) << engine.status();
  std::unique_ptr<ReadView> view = (*engine)->View();
  engine->reset();
  EXPECT_EQ(*view->Get(0, KeyOf(7)), ValueOf(7));
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kUnavailable);
  view.reset();
  EXPECT_TRUE(Open().ok());
}

TEST_F(RocksEngineTest, CannotOpenWhereAFileStands) {
  std::ofstream(scratch_.path() + "/stores") << "not a directory";
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace docket::store
