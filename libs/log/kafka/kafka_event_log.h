#pragma once

// The event log on a Kafka cluster, over librdkafka.
//
//   auto log = KafkaEventLog::Open({.brokers = "127.0.0.1:9092",
//                                   .topics = {"docket.ticket.events.v1"}});
//   std::unique_ptr<KafkaEventLog> of_unit_3 = (*log)->Share();
//
// Each unit takes an object of its own by Share, as of the embedded log: handles, wakers and the
// promise of order belong to an object, clients and connections to all. The last object to go
// closes them; what is in flight by then may land or not.
//
// Threads: as event_log.h; a waker may be called inside a call.

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/status.h"
#include "libs/log/event_log.h"
#include "libs/log/kafka/options.h"
#include "libs/log/positions.h"

namespace docket::log {

struct Inbox;
namespace kafka {
class Cluster;
class PartitionReader;
}  // namespace kafka

class KafkaEventLog final : public EventLog, public Positions {
 public:
  using Options = KafkaOptions;

  // Waits until the cluster has answered. PERMISSION_DENIED, UNAVAILABLE, FAILED_PRECONDITION and
  // INVALID_ARGUMENT as kafka/probe.h.
  static absl::StatusOr<std::unique_ptr<KafkaEventLog>> Open(const Options& options);
  ~KafkaEventLog() override;

  // Another object over the same clients.
  std::unique_ptr<KafkaEventLog> Share() const;

  // How many producers have failed for good; each is replaced.
  int64_t producer_replacements() const;
  // For tests: has the producer fail for good.
  void FailProducerForTest();

  std::string log_id() const override;
  absl::StatusOr<int32_t> PartitionCount(std::string_view topic) const override;
  AppendHandle Append(const TopicPartition& place, std::vector<Record> records) override;
  std::optional<AppendResult> Poll(AppendHandle handle) override;
  ReadResult Read(const TopicPartition& place, Offset from, const ReadLimits& limits) override;
  EndHandle QueryEnd(const TopicPartition& place, Offset known) override;
  std::optional<absl::StatusOr<Offset>> Poll(EndHandle handle) override;
  void SetWaker(const TopicPartition& place, Waker* waker) override;

  PositionHandle Store(const std::string& group, const TopicPartition& place, Offset next) override;
  PositionHandle Query(const std::string& group, const TopicPartition& place) override;
  std::optional<absl::StatusOr<Offset>> Poll(PositionHandle handle) override;

 private:
  explicit KafkaEventLog(std::shared_ptr<kafka::Cluster> cluster);

  std::shared_ptr<kafka::PartitionReader> ReaderOf(const TopicPartition& place);

  const std::shared_ptr<kafka::Cluster> cluster_;
  // Shared with what is under way, whose results may come when this is gone.
  const std::shared_ptr<Inbox> inbox_;
  std::mutex readers_mutex_;
  std::map<TopicPartition, std::shared_ptr<kafka::PartitionReader>> readers_;
};

}  // namespace docket::log
