#pragma once

// The clients by which partitions are read. A client of librdkafka reads a partition from one place
// at a time, so whoever reads a partition that another object reads already is given a further
// client; it goes when nobody reads by it any more. One thread of ours assigns partitions, for that
// waits for the client's own thread.
//
// Threads: any, unless said otherwise.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "libs/base/status.h"
#include "libs/log/kafka/handles.h"
#include "libs/log/kafka/options.h"
#include "libs/log/record.h"

namespace docket::log::kafka {

// How many KiB of each of so many places are fetched ahead of who reads them, which librdkafka
// bounds for each by itself: a gigabyte in all, but for one place at least 4 MiB and at most 64.
int64_t FetchedKbytesMax(size_t places);

class Readers {
 public:
  using Job = std::function<void()>;

  // `places` is how many there are in all. `options` outlives this.
  Readers(const KafkaOptions& options, size_t places);
  // Does what was posted, then ends.
  ~Readers();
  Readers(const Readers&) = delete;
  Readers& operator=(const Readers&) = delete;

  // Has the thread do `job`, in the order of the calls.
  void Post(Job job);

  // Likewise in a tenth of a second or two: for one that is tried again.
  void PostLater(Job job);

  // Puts `text` into the log of the program.
  void Tell(std::string_view text) const;

  // Likewise that `place` cannot be read just now, for the reason in `message`.
  void TellOfReading(const TopicPartition& place, const rd_kafka_message_t& message) const;

  // A client that reads `place` for nobody; it is the caller's there until given back. From jobs.
  absl::StatusOr<rd_kafka_t*> Take(const TopicPartition& place);
  void GiveBack(rd_kafka_t* client, const TopicPartition& place);

 private:
  using Clock = std::chrono::steady_clock;

  struct Reader {
    Client client;
    std::set<TopicPartition> taken;
  };

  absl::StatusOr<Client> MakeReader() const;
  void Run();
  void TakeLater();
  void ServeClients();

  const KafkaOptions& options_;
  const size_t places_;
  std::vector<Reader> readers_;  // The thread's own.
  std::mutex mutex_;
  std::condition_variable posted_;
  std::deque<Job> jobs_;
  std::vector<std::pair<Clock::time_point, Job>> later_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace docket::log::kafka
