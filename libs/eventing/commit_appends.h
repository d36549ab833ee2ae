#pragma once

// New commits of one kind on their way into its events topic. An append that is under way carries
// many commits, of which a prefix may land; commits of different aggregates need no order, so
// several may be under way at once. One thread.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/time.h"
#include "libs/eventing/commit.h"
#include "libs/log/event_log.h"

namespace docket::eventing {

// What is known of a commit whose append has ended.
struct AppendedCommit {
  enum class Fate {
    kWritten,
    kUnknown,  // It may be in the log, now or later.
    kRefused,  // This append has not put it there.
  };
  std::shared_ptr<const Commit> commit;
  Fate fate = Fate::kUnknown;
  // Where it stands; kPlaceUnknown unless it is written and the log knows.
  log::Offset offset = log::kPlaceUnknown;
};

class CommitAppends {
 public:
  // What one append carries at most; a single commit may be larger.
  static constexpr size_t kAppendRecordsMax = 256;
  static constexpr size_t kAppendBytesMax = 1 << 20;
  // After this long the log is asked again that had no room.
  static constexpr std::chrono::milliseconds kRefusedWait{10};

  // `source` is the CloudEvents source of the commits. All outlive this.
  CommitAppends(const AggregateKind& kind, log::EventLog& log, log::TopicPartition place,
                std::string source);

  // Takes `commit` to be appended by the next Send.
  void Add(std::shared_ptr<const Commit> commit) { waiting_.push_back(std::move(commit)); }

  // Takes back `commit` if it still waits: the fold has seen it.
  void Withdraw(const Commit& commit);

  // What has ended since the last call, in the order it was begun.
  std::vector<AppendedCommit> Collect(Instant now);

  // Begins to append what waits. A status other than OK is a fault of the log or its configuration:
  // nothing can be appended.
  absl::Status Send(Instant now);

  // When Send is to be called again though nothing ends, by the monotonic clock.
  std::optional<std::chrono::nanoseconds> next_try() const;

  // Forgets everything; what is under way may still land.
  void Drop();

 private:
  struct Append {
    log::AppendHandle handle;
    std::vector<std::shared_ptr<const Commit>> commits;
  };

  std::vector<AppendedCommit> ResultOf(const Append& append, const log::AppendResult& result,
                                       Instant now);
  size_t SendFrom(size_t begin);
  log::Record RecordOf(const Commit& commit) const;

  const AggregateKind& kind_;
  log::EventLog& log_;
  const log::TopicPartition place_;
  const std::string source_;

  std::vector<std::shared_ptr<const Commit>> waiting_;
  std::vector<Append> under_way_;
  std::vector<log::AppendHandle> dropped_;  // Their results are taken so that the log forgets them.
  std::chrono::nanoseconds refused_until_{};
  absl::Status fault_;
};

}  // namespace docket::eventing
