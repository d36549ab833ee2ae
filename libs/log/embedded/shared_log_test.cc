// The appender under failure: what is in flight, what waits and what comes when the disk takes no
// more.

#include "libs/log/embedded/shared_log.h"

#include <csignal>
#include <future>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "libs/testing/scratch_directory.h"
#include "libs/testing/wake_signal.h"

namespace docket::log::embedded {
namespace {

using ::testing::HasSubstr;
using testing::ScratchDirectory;
using testing::WakeSignal;

const TopicPartition kPlace{"tickets", 0};
constexpr ReadLimits kLimits{};

// While it lives no file of this process grows beyond `bytes`: writes fail as on a full disk.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    signal_ = std::signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, signal_);
  }

 private:
  rlimit before_{};
  void (*signal_)(int) = nullptr;
};

// Holds the appender in its place until released: a waker that does what no waker may.
class Gate final : public Waker {
 public:
  void Wake() override {
    if (closed_) entered_.set_value();
    closed_ = false;
    opened_.wait();
  }
  void AwaitAppender() { entered_.get_future().wait(); }
  void Open() { open_.set_value(); }

 private:
  bool closed_ = true;
  std::promise<void> entered_;
  std::promise<void> open_;
  std::shared_future<void> opened_ = open_.get_future().share();
};

class SharedLogTest : public ::testing::Test {
 protected:
  SharedLogTest() { partition_->wakers().Set(this, &signal_); }

  // Starts appending one record of `bytes`; the result comes with the next wake-up.
  std::future<AppendResult> Append(const TopicPartition& place, size_t bytes) {
    auto result = std::make_shared<std::promise<AppendResult>>();
    std::future<AppendResult> future = result->get_future();
    const absl::Status status =
        log_->Push({log_->Find(place), std::vector<Record>{{"", std::string(bytes, 'x'), {}}},
                    [result](AppendResult r) { result->set_value(r); }});
    if (!status.ok()) result->set_value(Refused{status});
    return future;
  }

  ScratchDirectory temp_;
  WakeSignal signal_;
  std::shared_ptr<SharedLog> log_ =
      SharedLog::Open({.directory = temp_ / "log", .topics = {{"tickets", 1}, {"gate", 1}}})
          .value();
  Partition* partition_ = log_->Find(kPlace);
};

TEST_F(SharedLogTest, StopsForGoodWhenAWriteFails) {
  ASSERT_TRUE(std::holds_alternative<Written>(Append(kPlace, 10).get()));
  {
    const FullDisk full(100'000);
    EXPECT_THAT(std::get<Unknown>(Append(kPlace, 200'000).get()).reason,
                HasSubstr("the embedded log has stopped, for a write failed"));
  }
  EXPECT_EQ(log_->stopped().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(std::get<Refused>(Append(kPlace, 10).get()).status, log_->stopped());
  EXPECT_EQ(std::get<Records>(log_->Read(*partition_, 0, kLimits)).records.size(), 1u);
  EXPECT_TRUE(std::holds_alternative<CaughtUp>(log_->Read(*partition_, 1, kLimits)));
}

TEST_F(SharedLogTest, RefusesWhatWaitedBehindAFailedWrite) {
  Gate gate;
  log_->Find({"gate", 0})->wakers().Set(this, &gate);
  auto through = Append({"gate", 0}, 10);
  gate.AwaitAppender();
  const FullDisk full(100'000);
  auto failing = Append(kPlace, 5'000'000);  // More than one batch takes.
  auto waiting = Append(kPlace, 10);
  gate.Open();
  EXPECT_TRUE(std::holds_alternative<Unknown>(failing.get()));
  EXPECT_TRUE(std::holds_alternative<Refused>(waiting.get()));
  EXPECT_TRUE(signal_.AwaitMoreThan(0));
}

TEST_F(SharedLogTest, OpensWithWhatWasAcknowledgedBeforeTheFailure) {
  ASSERT_TRUE(std::holds_alternative<Written>(Append(kPlace, 10).get()));
  {
    const FullDisk full(100'000);
    ASSERT_TRUE(std::holds_alternative<Unknown>(Append(kPlace, 200'000).get()));
  }
  log_.reset();
  log_ = SharedLog::Open({.directory = temp_ / "log", .topics = {}}).value();
  partition_ = log_->Find(kPlace);
  EXPECT_EQ(std::get<Records>(log_->Read(*partition_, 0, kLimits)).records[0].offset, 0);
}

}  // namespace
}  // namespace docket::log::embedded
