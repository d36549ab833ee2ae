#pragma once

// Positions as the cluster keeps them, each under a group that nobody joins. A client of its own
// speaks for each group, for it can speak for one only; a thread of ours waits for the answers, and
// gathers meanwhile what else is asked.
//
// The requests for groups that librdkafka has for administrators take many groups and need no
// thread, but end the process by an assertion when a coordinator is away (librdkafka#4605, #3663).
//
// Threads: any.

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "libs/base/status.h"
#include "libs/log/kafka/handles.h"
#include "libs/log/kafka/options.h"
#include "libs/log/record.h"

namespace docket::log::kafka {

class KeptPositions {
 public:
  // Called once, by the thread, with what Positions::Poll gives.
  using Done = std::function<void(absl::StatusOr<Offset>)>;

  // `options` outlives this.
  explicit KeptPositions(const KafkaOptions& options);
  // Questions that are open are answered UNAVAILABLE.
  ~KeptPositions();
  KeptPositions(const KeptPositions&) = delete;
  KeptPositions& operator=(const KeptPositions&) = delete;

  // As Positions::Store and Query.
  void Store(const std::string& group, const TopicPartition& place, Offset next, Done done);
  void Query(const std::string& group, const TopicPartition& place, Done done);

 private:
  struct Asked {
    TopicPartition place;
    Offset next = 0;  // To be stored.
    Done done;
  };
  // What is asked of one group.
  struct Questions {
    std::vector<Asked> stores;
    std::vector<Asked> queries;
  };

  void Run();
  bool stopping();
  static void Fail(const Questions& questions, const absl::Status& status);
  absl::StatusOr<rd_kafka_t*> ClientOf(const std::string& group);
  void Answer(const std::string& group, const Questions& questions);
  void AnswerStores(rd_kafka_t* client, const std::vector<Asked>& stores);
  void AnswerQueries(rd_kafka_t* client, const std::vector<Asked>& queries);

  const KafkaOptions& options_;
  std::map<std::string, Client> clients_;  // By group; the thread's own.
  std::mutex mutex_;
  std::condition_variable asked_;
  std::map<std::string, Questions> questions_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace docket::log::kafka
