#include "libs/log/kafka/cluster.h"

#include <utility>

#include "libs/log/kafka/settings.h"

namespace docket::log::kafka {

absl::StatusOr<std::shared_ptr<Cluster>> Cluster::Open(const KafkaOptions& options) {
  DOCKET_ASSIGN_OR_RETURN(ClusterFacts facts, Probe(options));
  std::shared_ptr<Cluster> cluster(new Cluster(options, std::move(facts)));
  DOCKET_RETURN_IF_ERROR(cluster->Start());
  return cluster;
}

Cluster::Cluster(const KafkaOptions& options, ClusterFacts facts)
    : options_(options), facts_(std::move(facts)) {
  for (const auto& [topic, count] : facts_.partitions) {
    for (int32_t partition = 0; partition < count; ++partition) {
      wakers_.try_emplace({topic, partition});
    }
  }
}

absl::Status Cluster::Start() {
  DOCKET_ASSIGN_OR_RETURN(Conf conf, MakeConf(options_, Role::kReader, "docket.asker"));
  DOCKET_ASSIGN_OR_RETURN(asker_, MakeClient(std::move(conf), Role::kReader));
  readers_ = std::make_unique<Readers>(options_, wakers_.size());
  positions_ = std::make_unique<KeptPositions>(options_);
  ends_ = std::make_unique<Ends>(asker_.get(), options_.doubt);
  DOCKET_ASSIGN_OR_RETURN(producer_, Producer::Make(options_));
  return absl::OkStatus();
}

absl::StatusOr<int32_t> Cluster::PartitionCount(std::string_view topic) const {
  const auto found = facts_.partitions.find(std::string(topic));
  if (found != facts_.partitions.end()) return found->second;
  return NotFound("topic " + std::string(topic) + " was not asked for when Kafka was opened");
}

Wakers* Cluster::Find(const TopicPartition& place) {
  const auto found = wakers_.find(place);
  return found == wakers_.end() ? nullptr : &found->second;
}

}  // namespace docket::log::kafka
