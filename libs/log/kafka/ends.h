#pragma once

// Asks brokers where partitions end. librdkafka can only be waited for here, so a thread of our own
// waits: it gathers the questions that have come meanwhile and puts them at once.
//
// Threads: any.

#include <condition_variable>
#include <functional>
#include <mutex>
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

  // Asks by `client`, a reader, which outlives this.
  explicit Ends(rd_kafka_t* client);
  // Questions that are open are answered UNAVAILABLE.
  ~Ends();
  Ends(const Ends&) = delete;
  Ends& operator=(const Ends&) = delete;

  // An offset above everything that was acknowledged or read before the call.
  void Ask(TopicPartition place, Done done);
  // The offsets that `place` holds, for one that was found out of range.
  void AskRange(TopicPartition place, RangeDone done);

 private:
  struct Question {
    TopicPartition place;
    Done done;
  };
  struct RangeQuestion {
    TopicPartition place;
    RangeDone done;
  };

  void Run();
  void AnswerEnds(std::vector<Question> questions);
  void AnswerRange(const RangeQuestion& question);
  void Refresh(const rd_kafka_topic_partition_list_t& places);

  rd_kafka_t* const client_;
  std::mutex mutex_;
  std::condition_variable asked_;
  std::vector<Question> questions_;
  std::vector<RangeQuestion> range_questions_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace docket::log::kafka
