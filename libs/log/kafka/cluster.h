#pragma once

// What all KafkaEventLog objects of a process share: one producer, the clients that read, one that
// asks, and who is to be told.
//
// Threads: any.

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "libs/base/status.h"
#include "libs/log/kafka/ends.h"
#include "libs/log/kafka/handles.h"
#include "libs/log/kafka/kept_positions.h"
#include "libs/log/kafka/options.h"
#include "libs/log/kafka/probe.h"
#include "libs/log/kafka/producer.h"
#include "libs/log/kafka/readers.h"
#include "libs/log/wakers.h"

namespace docket::log::kafka {

class Cluster {
 public:
  static absl::StatusOr<std::shared_ptr<Cluster>> Open(const KafkaOptions& options);
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  std::chrono::milliseconds doubt() const { return options_.doubt; }
  const std::string& id() const { return facts_.id; }
  absl::StatusOr<int32_t> PartitionCount(std::string_view topic) const;

  // Null if there is no such partition. Valid as long as this.
  Wakers* Find(const TopicPartition& place);
  std::map<TopicPartition, Wakers>& wakers() { return wakers_; }

  Producer& producer() { return *producer_; }
  Readers& readers() { return *readers_; }
  Ends& ends() { return *ends_; }
  KeptPositions& positions() { return *positions_; }

 private:
  Cluster(const KafkaOptions& options, ClusterFacts facts);

  absl::Status Start();

  const KafkaOptions options_;  // Which every client points to.
  const ClusterFacts facts_;
  std::map<TopicPartition, Wakers> wakers_;
  // In the order in which they may go: what is last is stopped first.
  Client asker_;
  std::unique_ptr<Readers> readers_;
  std::unique_ptr<KeptPositions> positions_;
  std::unique_ptr<Ends> ends_;
  std::unique_ptr<Producer> producer_;
};

}  // namespace docket::log::kafka
