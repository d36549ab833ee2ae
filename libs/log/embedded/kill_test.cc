// kill -9 of a writer at drawn moments. The writer runs in a child and reports every acknowledged
// offset through a pipe; another child opens the directory afterwards and looks for all of them.
// This process itself never opens the log: after a fork RocksDB's threads would be missing in the
// child.

#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libs/log/embedded/embedded_event_log.h"
#include "libs/testing/scratch_directory.h"
#include "libs/testing/wake_signal.h"

namespace docket::log {
namespace {

using testing::Collect;
using testing::ScratchDirectory;
using testing::WakeSignal;

constexpr int32_t kPartitions = 3;

// What a writer was told: the record with this value stands there.
struct Acknowledged {
  int32_t partition = 0;
  Offset offset = 0;
  uint64_t value = 0;
};

std::unique_ptr<EmbeddedEventLog> OpenLog(const std::string& directory) {
  auto log = EmbeddedEventLog::Open({.directory = directory, .topics = {{"tickets", kPartitions}}});
  if (!log.ok()) std::fprintf(stderr, "%s\n", log.status().ToString().c_str());
  return log.ok() ? *std::move(log) : nullptr;
}

// Values long enough that batches cross pages and sometimes fill a table.
std::string ValueOf(uint64_t number) {
  return std::to_string(number) + ":" + std::string(number * 7919 % 20'000, 'v');
}

// Appends three records at a time until it is killed.
[[noreturn]] void Write(const std::string& directory, uint64_t number, int pipe) {
  const auto log = OpenLog(directory);
  WakeSignal signal;
  for (int32_t p = 0; p < kPartitions; ++p) log->SetWaker({"tickets", p}, &signal);
  while (true) {
    std::array<AppendHandle, kPartitions> handles;
    for (int32_t p = 0; p < kPartitions; ++p) {
      const std::string value = ValueOf(number + static_cast<uint64_t>(p));
      handles[static_cast<size_t>(p)] = log->Append({"tickets", p}, {{"key", value, {}}});
    }
    for (int32_t p = 0; p < kPartitions; ++p, ++number) {
      const auto result = Collect(*log, handles[static_cast<size_t>(p)], signal);
      const Acknowledged told{p, std::get<Written>(*result).offsets[0], number};
      if (write(pipe, &told, sizeof told) != sizeof told) _exit(1);
    }
  }
}

bool Stands(EmbeddedEventLog& log, const Acknowledged& told) {
  const ReadResult result = log.Read({"tickets", told.partition}, told.offset, {.records_max = 1});
  const Records* const records = std::get_if<Records>(&result);
  if (records != nullptr && records->records[0].offset == told.offset &&
      records->records[0].record.value == ValueOf(told.value)) {
    return true;
  }
  std::fprintf(stderr, "record %ld of partition %d is lost\n", told.offset, told.partition);
  return false;
}

// Whether a child that runs `body` says yes.
bool InChild(const std::function<bool()>& body) {
  const pid_t child = fork();
  if (child == 0) _exit(body() ? 0 : 1);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// Lets a writer work until it was acknowledged `enough` records, kills it, and gives all that it
// was told, which may be more.
std::vector<Acknowledged> KillAWriter(const std::string& directory, uint64_t number,
                                      size_t enough) {
  std::array<int, 2> ends{};
  EXPECT_EQ(pipe(ends.data()), 0);
  const pid_t child = fork();
  if (child == 0) Write(directory, number, ends[1]);
  close(ends[1]);
  std::vector<Acknowledged> told;
  Acknowledged one;
  while (read(ends[0], &one, sizeof one) == sizeof one) {
    told.push_back(one);
    if (told.size() == enough) kill(child, SIGKILL);
  }
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return told;
}

TEST(EmbeddedEventLogKill, KeepsEverythingAcknowledged) {
  const ScratchDirectory temp;
  std::mt19937 draw(20260301);
  std::vector<Acknowledged> all;
  for (uint64_t round = 0; round < 20; ++round) {
    const auto told = KillAWriter(temp / "log", round * 1'000'000, 1 + draw() % 100);
    ASSERT_FALSE(told.empty());
    all.insert(all.end(), told.begin(), told.end());
    ASSERT_TRUE(InChild([&] {
      const auto log = OpenLog(temp / "log");
      bool stands = log != nullptr;
      for (const Acknowledged& one : all) stands = stands && Stands(*log, one);
      return stands;
    })) << "round "
        << round;
  }
}

bool Runs(pid_t child) {
  siginfo_t ended{};
  waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOHANG | WNOWAIT);
  return ended.si_pid == 0;
}

// Lets `child` run until `path` is there, then kills it.
void KillOnceThere(pid_t child, const std::string& path) {
  while (!std::filesystem::exists(path) && Runs(child)) continue;
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
}

TEST(EmbeddedEventLogKill, LeavesNoHalfOfADirectory) {
  for (const char* made : {"log.creating", "log.creating/db", "log.creating/db/CURRENT",
                           "log.creating/FORMAT", "log", "log/db/LOCK"}) {
    const ScratchDirectory temp;
    const pid_t child = fork();
    if (child == 0) _exit(OpenLog(temp / "log") == nullptr);
    KillOnceThere(child, temp / made);
    ASSERT_TRUE(InChild([&] { return OpenLog(temp / "log") != nullptr; })) << made;
  }
}

}  // namespace
}  // namespace docket::log
