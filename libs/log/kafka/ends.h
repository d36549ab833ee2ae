#pragma once

// Asks brokers where partitions end. librdkafka can only be waited for here, so a thread of our own
// waits: it gathers the questions that have come meanwhile and puts them at once. As long as a
// broker does not answer, the questions to each are put by themselves, so that one that hangs holds
// up nobody else's for longer than a second.
//
// Who is told of a failure asks again at once, so failures are told a tenth of a second late.
//
// A broker that was stopped or cut off, and is back, takes itself for the leader until it hears
// otherwise, and names the end of that time. An end below what is known is therefore asked for
// again, five times a second.
//
// Threads: any.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "libs/base/status.h"
#include "libs/log/kafka/handles.h"
#include "libs/log/record.h"

namespace docket::log::kafka {

struct Range {
  Offset begin = 0;
  Offset end = 0;
};

class Ends {
 public:
  // Both are called by the thread, once.
  using Done = std::function<void(absl::StatusOr<Offset>)>;
  using RangeDone = std::function<void(absl::StatusOr<Range>)>;

  // Asks by `client`, a reader, which outlives this. What is lower than known is doubted for
  // `doubt`.
  Ends(rd_kafka_t* client, std::chrono::milliseconds doubt);
  // Questions that are open are answered UNAVAILABLE.
  ~Ends();
  Ends(const Ends&) = delete;
  Ends& operator=(const Ends&) = delete;

  // An offset above everything that was acknowledged or read before the call; `known` is as for
  // EventLog::QueryEnd.
  void Ask(TopicPartition place, Offset known, Done done);
  // The offsets that `place` holds, for one that was found out of range.
  void AskRange(TopicPartition place, RangeDone done);

 private:
  using Clock = std::chrono::steady_clock;

  struct Question {
    TopicPartition place;
    Offset known = 0;
    Clock::time_point doubt_until;
    Done done;
  };
  struct RangeQuestion {
    TopicPartition place;
    RangeDone done;
  };

  // A failure that is not told yet.
  struct Owed {
    Done done;
    absl::Status status;
  };

  void Run();
  Clock::time_point NextTurn() const;
  bool stopping();
  void AnswerEnds(const std::vector<Question>& questions);
  void AnswerEachBroker(const std::vector<Question>& questions);
  rd_kafka_resp_err_t AnswerTogether(const std::vector<Question>& questions, int timeout_millis);
  void AnswerRange(const RangeQuestion& question);
  void Refresh(const std::set<std::string>& topics);
  void Doubt(const Question& question);
  void Owe(Done done, absl::Status status);
  void PayOwed();

  rd_kafka_t* const client_;
  const std::chrono::milliseconds doubt_;
  // The thread's own.
  std::vector<Question> doubted_;
  Clock::time_point doubted_at_;  // Then they are put again.
  std::vector<Owed> owed_;
  Clock::time_point owed_at_;
  std::map<TopicPartition, int32_t> leaders_;  // As of the last Refresh.
  std::set<int32_t> silent_;                   // Leaders that did not answer.
  Clock::time_point silent_until_;             // Then they are taken for good again.
  std::mutex mutex_;
  std::condition_variable asked_;
  std::vector<Question> questions_;
  std::vector<RangeQuestion> range_questions_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace docket::log::kafka
