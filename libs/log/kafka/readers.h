#pragma once

// The clients by which partitions are read. A client of librdkafka reads a partition from one place
// at a time, so whoever reads a partition that another object reads already is given a further
// client; it goes when nobody reads by it any more. One thread of ours assigns partitions, for that
// waits for the client's own thread.
//
// Threads: any, unless said otherwise.

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "libs/base/status.h"
#include "libs/log/kafka/handles.h"
#include "libs/log/kafka/options.h"
#include "libs/log/record.h"

namespace docket::log::kafka {

class Readers {
 public:
  using Job = std::function<void()>;

  // `options` outlives this.
  explicit Readers(const KafkaOptions& options);
  // Does what was posted, then ends.
  ~Readers();
  Readers(const Readers&) = delete;
  Readers& operator=(const Readers&) = delete;

  // Has the thread do `job`, in the order of the calls.
  void Post(Job job);

  // A client that reads `place` for nobody; it is the caller's there until given back. From jobs.
  absl::StatusOr<rd_kafka_t*> Take(const TopicPartition& place);
  void GiveBack(rd_kafka_t* client, const TopicPartition& place);

 private:
  struct Reader {
    Client client;
    std::set<TopicPartition> taken;
  };

  void Run();
  void ServeClients();

  const KafkaOptions& options_;
  std::vector<Reader> readers_;  // The thread's own.
  std::mutex mutex_;
  std::condition_variable posted_;
  std::deque<Job> jobs_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace docket::log::kafka
