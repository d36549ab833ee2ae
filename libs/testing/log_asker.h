#pragma once

// Asks a log and waits, as tests like it. Takes for normal what the port does: appends that come
// out unknown are appended again with the same bytes, so a record may stand twice; gaps, empty
// reads and records without a known place are lived with. Never waits but to be woken, so a lost
// wake-up fails the test.
//
// Threads: one, but several askers may share a client.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/log/event_log.h"
#include "libs/log/positions.h"
#include "libs/testing/log_home.h"
#include "libs/testing/wake_signal.h"

namespace docket::testing {

class LogAsker {
 public:
  // Over a client of its own.
  explicit LogAsker(LogHome& home) : LogAsker(home, home.Connect()) {}
  LogAsker(LogHome& home, std::shared_ptr<LogClient> client)
      : home_(home), client_(std::move(client)) {}
  ~LogAsker();
  LogAsker(const LogAsker&) = delete;
  LogAsker& operator=(const LogAsker&) = delete;

  log::EventLog& log() { return client_->log(); }
  log::Positions& positions() { return client_->positions(); }

  // The signal that is the waker of `place` from the first call on.
  WakeSignal& SignalOf(const log::TopicPartition& place);

  // Starts one append, with the waker in its place.
  log::AppendHandle Start(const log::TopicPartition& place, std::vector<log::Record> records);
  log::AppendResult Collect(const log::TopicPartition& place, log::AppendHandle handle);

  // Appends until the log says that all of `records` are written; their places.
  std::vector<log::Offset> Append(const log::TopicPartition& place,
                                  const std::vector<log::Record>& records);

  // An offset above everything that was acknowledged before the call.
  log::Offset End(const log::TopicPartition& place);

  // What stands in [from, end).
  std::vector<log::LogRecord> Read(const log::TopicPartition& place, log::Offset from,
                                   log::Offset end, const log::ReadLimits& limits = {});
  // All that stands before End.
  std::vector<log::LogRecord> ReadAll(const log::TopicPartition& place);
  // The first answer to one Read that is not CaughtUp.
  log::ReadResult ReadOnce(const log::TopicPartition& place, log::Offset from,
                           const log::ReadLimits& limits);

  // Stores until the log says so. Whether it said so at once; if not, the position may still be
  // stored again, over a newer one.
  bool Store(const std::string& group, const log::TopicPartition& place, log::Offset next);
  log::Offset Stored(const std::string& group, const log::TopicPartition& place);

 private:
  template <typename Asked, typename Handle>
  auto Await(Asked& asked, const log::TopicPartition& place, Handle handle);

  LogHome& home_;
  const std::shared_ptr<LogClient> client_;
  std::map<log::TopicPartition, WakeSignal> signals_;
};

}  // namespace docket::testing
