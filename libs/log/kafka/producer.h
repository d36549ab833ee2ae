#pragma once

// Appends to a cluster: one idempotent producer of librdkafka and the thread that takes its
// reports. A producer that has failed for good (which is ordinary: a broker's restart can do it) is
// replaced by that thread; what was in flight is then Unknown, as is everything that was not
// acknowledged in time. One that fails again at once is replaced ever later, for then
// something is wrong that no new producer mends, such as a right that is missing.
//
// Threads: Append by any.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "libs/base/status.h"
#include "libs/log/event_log.h"
#include "libs/log/kafka/handles.h"
#include "libs/log/kafka/options.h"

namespace docket::log::kafka {

class Producer {
 public:
  // Called once per append: by the thread of the reports, or inside Append when it is refused.
  using Done = std::function<void(AppendResult)>;

  // `options` outlives this.
  static absl::StatusOr<std::unique_ptr<Producer>> Make(const KafkaOptions& options);
  // What is in flight comes out Unknown.
  ~Producer();
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  // As EventLog::Append. Refused with RESOURCE_EXHAUSTED while too much is in flight or the
  // producer is being replaced; with PERMISSION_DENIED if it is for a right that we lack; with
  // another code if this record can never be appended there.
  void Append(const TopicPartition& place, const std::vector<Record>& records, Done done);

  // How many producers have failed for good; each is replaced.
  int64_t replacements() const;

  // For tests: has the producer fail for good.
  void FailForTest();

 private:
  // One append whose records are on their way.
  struct Batch;
  // What a record in flight carries: its batch and its place in it.
  struct InFlight;

  explicit Producer(const KafkaOptions& options) : options_(options) {}

  absl::Status Start();
  void WarmUp(rd_kafka_t* client);
  bool stopping() const;
  bool WaitToReplace();
  absl::Status WhyNot(const TopicPartition& place) const;
  void Run();
  void Serve(const Event& event);
  void Retire();
  void TellOfFailure(const std::string& reason);
  void Replace();
  static void Report(const rd_kafka_message_t& message);
  static rd_kafka_resp_err_t Send(rd_kafka_t* client, const TopicPartition& place,
                                  const Record& record, InFlight* in_flight);

  const KafkaOptions& options_;
  mutable std::mutex mutex_;
  // Null while it is replaced. Held by an append for as long as it uses it.
  std::shared_ptr<rd_kafka_t> client_;
  std::string forbidden_;  // What the brokers say to that; empty unless they forbid appending.
  int64_t replacements_ = 0;
  bool stopping_ = false;
  std::condition_variable stopped_;
  Queue queue_;  // Of client_; polled by the thread alone.
  // The thread's own.
  bool failed_ = false;  // For good.
  std::chrono::steady_clock::time_point started_;
  std::chrono::milliseconds patience_{0};
  std::chrono::steady_clock::time_point told_;
  int64_t untold_ = 0;  // Failures since then.
  std::thread thread_;
};

}  // namespace docket::log::kafka
