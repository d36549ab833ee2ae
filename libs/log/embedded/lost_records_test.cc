// Files of a log that somebody cut, flipped or removed while nobody had it open. Whatever they did,
// the log opens with every record that was acknowledged, or it is refused and whole again once what
// they took is back.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/log/embedded/embedded_event_log.h"
#include "libs/testing/scratch_directory.h"
#include "libs/testing/wake_signal.h"

namespace docket::log {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using testing::Collect;
using ::testing::HasSubstr;
using testing::ScratchDirectory;
using testing::WakeSignal;

const TopicPartition kPlace{"tickets", 0};
constexpr Offset kPerRun = 40;
constexpr Offset kRecords = 3 * kPerRun;

absl::StatusOr<std::unique_ptr<EmbeddedEventLog>> OpenLog(const std::string& directory) {
  return EmbeddedEventLog::Open({.directory = directory, .topics = {{"tickets", 1}}});
}

void Append(EmbeddedEventLog& log, Offset records) {
  WakeSignal signal;
  log.SetWaker(kPlace, &signal);
  for (Offset i = 0; i < records; ++i) {
    const auto result =
        Collect(log, log.Append(kPlace, {{"key", std::string(100, 'v'), {}}}), signal);
    ASSERT_TRUE(std::holds_alternative<Written>(*result));
  }
  log.SetWaker(kPlace, nullptr);
}

// How many records stand in `log`, without a gap; -1 if one cannot be read.
Offset CountIn(EmbeddedEventLog& log) {
  Offset next = 0;
  while (true) {
    const ReadResult read = log.Read(kPlace, next, {});
    const auto* const records = std::get_if<Records>(&read);
    if (records == nullptr) return std::holds_alternative<CaughtUp>(read) ? next : -1;
    for (const LogRecord& record : records->records) EXPECT_EQ(record.offset, next++);
  }
}

std::string BytesOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void WriteBytes(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// A log as a killed process leaves it: three runs, the first two in tables by now and the last in
// the write-ahead log.
class KilledLog {
 public:
  KilledLog() {
    for (int run = 0; run < 3; ++run) {
      const auto log = OpenLog(temp_ / "log");
      EXPECT_TRUE(log.ok()) << log.status();
      Append(**log, kPerRun);
      if (run == 2) fs::copy(temp_ / "log", path(), fs::copy_options::recursive);
    }
  }

  std::string path() const { return temp_ / "killed"; }

  // The files of its database whose names hold `part`, rising.
  std::vector<fs::path> Files(const std::string& part) const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(path() + "/db")) {
      const std::string name = entry.path().filename();
      if (name.find(part) != std::string::npos) found.push_back(entry.path());
    }
    std::ranges::sort(found);
    return found;
  }

  // Opens it once `damage` was done to `file`. If it is refused, nothing but that file may be
  // missing: it is put back, and everything must be there.
  absl::Status OpenDamaged(const fs::path& file, const std::function<void()>& damage) {
    const std::string bytes = BytesOf(file);
    damage();
    absl::Status status = OpenWhole();
    if (status.ok()) return status;
    WriteBytes(file, bytes);
    EXPECT_EQ(OpenWhole(), absl::OkStatus());
    return status;
  }

  // Opens it, and if it opens, all must be there.
  absl::Status OpenWhole() const {
    const auto log = OpenLog(path());
    DOCKET_RETURN_IF_ERROR(log.status());
    EXPECT_EQ(CountIn(**log), kRecords);
    return absl::OkStatus();
  }

 private:
  ScratchDirectory temp_;
};

TEST(LostRecords, NoneIsLostByAKill) {
  const KilledLog killed;
  ASSERT_EQ(killed.Files(".sst").size(), 3);  // The first of them from when it was made.
  EXPECT_EQ(killed.OpenWhole(), absl::OkStatus());
}

TEST(LostRecords, AWriteAheadLogThatIsGoneIsNoticed) {
  KilledLog killed;
  const fs::path file = killed.Files(".log").back();
  const absl::Status status = killed.OpenDamaged(file, [&] { fs::remove(file); });
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(Message(status)),
              AllOf(HasSubstr("lost records that were acknowledged: 120 were and 80 are there"),
                    HasSubstr("keep the directory")));
}

TEST(LostRecords, AWriteAheadLogThatWasCutIsNoticed) {
  for (const double share : {0.0, 0.1, 0.5, 0.9, 0.999}) {
    KilledLog killed;
    const fs::path file = killed.Files(".log").back();
    const auto size = static_cast<uintmax_t>(share * static_cast<double>(fs::file_size(file)));
    const absl::Status status = killed.OpenDamaged(file, [&] { fs::resize_file(file, size); });
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << share;
  }
}

// RocksDB opens with the first part of a manifest, and a writable opening removes the tables that
// this part does not name.
TEST(LostRecords, AManifestThatWasCutCostsNoTable) {
  int refused = 0;
  const uintmax_t size = fs::file_size(KilledLog().Files("MANIFEST").back());
  for (uintmax_t cut = 0; cut < size; cut += 23) {
    KilledLog killed;
    const fs::path file = killed.Files("MANIFEST").back();
    refused += !killed.OpenDamaged(file, [&] { fs::resize_file(file, cut); }).ok();
    if (HasFailure()) FAIL() << "cut to " << cut << " of " << size;
  }
  EXPECT_GT(refused, 0);
}

TEST(LostRecords, AManifestWithBadBytesCostsNoTable) {
  int refused = 0;
  const uintmax_t size = fs::file_size(KilledLog().Files("MANIFEST").back());
  for (uintmax_t at = 0; at + 8 <= size; at += 23) {
    KilledLog killed;
    const fs::path file = killed.Files("MANIFEST").back();
    std::string bytes = BytesOf(file);
    for (uintmax_t i = at; i < at + 8; ++i) bytes[i] = static_cast<char>(bytes[i] ^ 0x55);
    refused += !killed.OpenDamaged(file, [&] { WriteBytes(file, bytes); }).ok();
    if (HasFailure()) FAIL() << "flipped at " << at << " of " << size;
  }
  EXPECT_GT(refused, 0);
}

// As a crash leaves them: a table that was not finished, and one whose rows stand elsewhere too.
TEST(LostRecords, TablesThatACrashLeftBehindAreNoDamage) {
  const KilledLog killed;
  const fs::path table = killed.Files(".sst").front();
  fs::copy(table, killed.path() + "/db/900000.sst");
  fs::copy(table, killed.path() + "/db/900001.sst");
  fs::resize_file(killed.path() + "/db/900001.sst", fs::file_size(table) / 2);
  EXPECT_EQ(killed.OpenWhole(), absl::OkStatus());
}

// As a power failure may leave it.
TEST(LostRecords, ACountThatIsBehindCatchesUp) {
  const KilledLog killed;
  WriteBytes(killed.path() + "/ACKNOWLEDGED", "00000000000000000000\n");
  EXPECT_EQ(killed.OpenWhole(), absl::OkStatus());
  EXPECT_EQ(BytesOf(killed.path() + "/ACKNOWLEDGED"), "00000000000000000120\n");
}

TEST(LostRecords, ACountThatIsGoneIsNotBegunAnew) {
  KilledLog killed;
  const fs::path file = killed.path() + "/ACKNOWLEDGED";
  const absl::Status status = killed.OpenDamaged(file, [&] { fs::remove(file); });
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(Message(status)), HasSubstr("whether the log lost records"));
}

}  // namespace
}  // namespace docket::log
