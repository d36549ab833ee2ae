// kill -9 of a process that folds, at drawn moments. The fold counts: one table holds the count,
// the position says the same, a third table grows so that buffers fill and flush unasked. Each
// child opens what the one before it left and tells what it finds, then goes on. This process
// itself never opens the store, for RocksDB's threads would be missing in the next child.

#include <csignal>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libs/base/big_endian.h"
#include "libs/base/check.h"
#include "libs/store/projection_store.h"
#include "libs/store/rocksdb/rocks_engine.h"
#include "libs/testing/scratch_directory.h"

namespace docket::store {
namespace {

constexpr int kKills = 12;
constexpr int kReportsMax = 3000;
constexpr int64_t kFlushEvery = 1000;
constexpr TableIndex kCounts = 0;
constexpr TableIndex kNumbers = 1;
constexpr char kInput[] = "docket.ticket.events.v1/0";

// What a child tells through its pipe. Small enough to be written whole.
struct Report {
  enum Kind : int64_t { kFound, kWritten, kFlushed };
  Kind kind = kFound;
  int64_t count = 0;
};

void Tell(int pipe, Report report) {
  DOCKET_CHECK(write(pipe, &report, sizeof report) == sizeof report);
}

std::unique_ptr<ProjectionStore> OpenStore(const std::string& directory, SharedResources& memory) {
  const StoreSpec spec{.tables = {{"counts"}, {"numbers"}}};
  auto engine = RocksEngine::Open(directory, EngineTables(spec), memory);
  DOCKET_CHECK(engine.ok());
  auto store = ProjectionStore::Open(*std::move(engine), spec, "log");
  DOCKET_CHECK(store.ok());
  return *std::move(store);
}

std::string NumberKey(int64_t number) {
  std::string key;
  PutU64(key, static_cast<uint64_t>(number));
  return key;
}

int64_t CountIn(ProjectionStore& store) {
  const std::optional<std::string> count = *store.Get(kCounts, "count");
  return count ? std::stoll(*count) : 0;
}

int64_t LastNumberIn(const ProjectionStore& store) {
  int64_t last = 0;
  auto take = [&last](std::string_view key, std::string_view) {
    last = static_cast<int64_t>(GetU64(key));
    return false;
  };
  DOCKET_CHECK(store.View()->Scan(kNumbers, {}, take, /*reverse=*/true).ok());
  return last;
}

// Tells thrice how far the fold came, then folds one record per window until it is killed.
[[noreturn]] void Fold(const std::string& directory, int pipe) {
  SharedResources memory({.block_cache_bytes = 8 << 20, .write_buffers_bytes = 512 << 10});
  const std::unique_ptr<ProjectionStore> store = OpenStore(directory, memory);
  int64_t count = CountIn(*store);
  Tell(pipe, {Report::kFound, count});
  Tell(pipe, {Report::kFound, LastNumberIn(*store)});
  Tell(pipe, {Report::kFound, store->position(kInput).next});
  while (true) {
    ++count;
    store->Put(kCounts, "count", std::to_string(count));
    store->Put(kNumbers, NumberKey(count), std::string(1000, 'x'));
    store->SetPosition(kInput, {.next = count, .last_offset = count - 1, .last_digest = {}});
    DOCKET_CHECK(store->WriteWindow().ok());
    Tell(pipe, {Report::kWritten, count});
    if (count % kFlushEvery != 0) continue;
    DOCKET_CHECK(store->Flush().ok());
    Tell(pipe, {Report::kFlushed, count});
  }
}

// A child that folds, and what it has told.
class Folder {
 public:
  explicit Folder(const std::string& directory) {
    int ends[2];
    DOCKET_CHECK(pipe(ends) == 0);
    child_ = fork();
    DOCKET_CHECK(child_ >= 0);
    if (child_ == 0) Fold(directory, ends[1]);
    close(ends[1]);
    pipe_ = ends[0];
  }
  ~Folder() { close(pipe_); }

  // The next report; none when the child has ended.
  std::optional<Report> Next() {
    Report report;
    const ssize_t got = read(pipe_, &report, sizeof report);
    return got == sizeof report ? std::optional(report) : std::nullopt;
  }
  void Kill() {
    kill(child_, SIGKILL);
    int status = 0;
    waitpid(child_, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "ended by itself";
  }

 private:
  pid_t child_ = -1;
  int pipe_ = -1;
};

TEST(RocksEngineKill, LeavesRowsAndPositionAtOneWindowNotBeforeTheLastFlush) {
  const testing::ScratchDirectory directory;
  std::mt19937_64 rng(20260301);
  int64_t flushed = 0;
  int64_t written = 0;
  for (int kills = 0; kills < kKills; ++kills) {
    SCOPED_TRACE(kills);
    Folder folder(directory.path());
    const std::optional<Report> count = folder.Next();
    const std::optional<Report> last_number = folder.Next();
    const std::optional<Report> position = folder.Next();
    ASSERT_TRUE(position) << "the child could not open the store";
    EXPECT_EQ(count->count, position->count);
    EXPECT_EQ(last_number->count, position->count);
    EXPECT_GE(count->count, flushed);
    EXPECT_LE(count->count, written + 1);  // The last one may have been killed before it told.
    flushed = written = count->count;
    auto note = [&](const Report& report) {
      (report.kind == Report::kFlushed ? flushed : written) = report.count;
    };
    for (auto reports = rng() % kReportsMax; reports > 0; --reports) {
      const std::optional<Report> report = folder.Next();
      ASSERT_TRUE(report) << "the child ended by itself";
      note(*report);
    }
    folder.Kill();
    while (const std::optional<Report> report = folder.Next()) note(*report);
  }
}

}  // namespace
}  // namespace docket::store
