#include "libs/log/kafka/kafka_event_log.h"

#include <type_traits>
#include <utility>

#include "libs/base/check.h"
#include "libs/log/inbox.h"
#include "libs/log/kafka/cluster.h"
#include "libs/log/kafka/partition_reader.h"

namespace docket::log {
namespace {

using kafka::Cluster;
using kafka::PartitionReader;

absl::Status NoSuchPlace(const TopicPartition& place) {
  return NotFound("the cluster has no partition " + ToText(place));
}

// Begins what is asked about `place`: `start` is told where the answer goes, which is then put in
// `box` and told to the asker's waker.
template <typename Handle, typename Result, typename Start>
Handle Ask(Cluster& cluster, const std::shared_ptr<Inbox>& inbox,
           ResultBox<Handle, Result> Inbox::*box, const TopicPartition& place, const Start& start) {
  const Handle handle = ((*inbox).*box).NewHandle();
  Wakers* const wakers = cluster.Find(place);
  if (wakers != nullptr) {
    start([inbox, box, handle, wakers](Result result) {
      ((*inbox).*box).Put(handle, std::move(result));
      wakers->Wake(inbox.get());
    });
  } else if constexpr (std::is_same_v<Result, AppendResult>) {
    ((*inbox).*box).Put(handle, Refused{NoSuchPlace(place)});
  } else {
    ((*inbox).*box).Put(handle, NoSuchPlace(place));
  }
  return handle;
}

}  // namespace

absl::StatusOr<std::unique_ptr<KafkaEventLog>> KafkaEventLog::Open(const Options& options) {
  DOCKET_ASSIGN_OR_RETURN(auto cluster, Cluster::Open(options));
  return std::unique_ptr<KafkaEventLog>(new KafkaEventLog(std::move(cluster)));
}

KafkaEventLog::KafkaEventLog(std::shared_ptr<Cluster> cluster)
    : cluster_(std::move(cluster)), inbox_(std::make_shared<Inbox>()) {}

// Whatever is answered after this finds no waker; the cluster outlives what it still has to answer.
KafkaEventLog::~KafkaEventLog() {
  for (auto& [place, wakers] : cluster_->wakers()) wakers.Set(inbox_.get(), nullptr);
  for (const auto& [place, reader] : readers_) reader->Close();
}

std::unique_ptr<KafkaEventLog> KafkaEventLog::Share() const {
  return std::unique_ptr<KafkaEventLog>(new KafkaEventLog(cluster_));
}

int64_t KafkaEventLog::producer_replacements() const { return cluster_->producer().replacements(); }

void KafkaEventLog::FailProducerForTest() { cluster_->producer().FailForTest(); }

std::string KafkaEventLog::log_id() const { return cluster_->id(); }

absl::StatusOr<int32_t> KafkaEventLog::PartitionCount(std::string_view topic) const {
  return cluster_->PartitionCount(topic);
}

AppendHandle KafkaEventLog::Append(const TopicPartition& place, std::vector<Record> records) {
  DOCKET_CHECK(!records.empty());
  return Ask(*cluster_, inbox_, &Inbox::appends, place,
             [&](auto answer) { cluster_->producer().Append(place, records, std::move(answer)); });
}

std::optional<AppendResult> KafkaEventLog::Poll(AppendHandle handle) {
  return inbox_->appends.Take(handle);
}

std::shared_ptr<PartitionReader> KafkaEventLog::ReaderOf(const TopicPartition& place) {
  const std::lock_guard lock(readers_mutex_);
  const auto found = readers_.find(place);
  if (found != readers_.end()) return found->second;
  Wakers* const wakers = cluster_->Find(place);
  if (wakers == nullptr) return nullptr;
  auto reader = std::make_shared<PartitionReader>(
      cluster_->readers(), cluster_->ends(), cluster_->doubt(), place,
      [wakers, owner = inbox_.get()] { wakers->Wake(owner); });
  readers_.emplace(place, reader);
  return reader;
}

ReadResult KafkaEventLog::Read(const TopicPartition& place, Offset from, const ReadLimits& limits) {
  const std::shared_ptr<PartitionReader> reader = ReaderOf(place);
  if (reader == nullptr) return ReadDamaged{NoSuchPlace(place)};
  return reader->Read(from, limits);
}

EndHandle KafkaEventLog::QueryEnd(const TopicPartition& place, Offset known) {
  return Ask(*cluster_, inbox_, &Inbox::ends, place,
             [&](auto answer) { cluster_->ends().Ask(place, known, std::move(answer)); });
}

std::optional<absl::StatusOr<Offset>> KafkaEventLog::Poll(EndHandle handle) {
  return inbox_->ends.Take(handle);
}

void KafkaEventLog::SetWaker(const TopicPartition& place, Waker* waker) {
  if (Wakers* const wakers = cluster_->Find(place)) wakers->Set(inbox_.get(), waker);
}

PositionHandle KafkaEventLog::Store(const std::string& group, const TopicPartition& place,
                                    Offset next) {
  return Ask(*cluster_, inbox_, &Inbox::positions, place, [&](auto answer) {
    cluster_->positions().Store(group, place, next, std::move(answer));
  });
}

PositionHandle KafkaEventLog::Query(const std::string& group, const TopicPartition& place) {
  return Ask(*cluster_, inbox_, &Inbox::positions, place,
             [&](auto answer) { cluster_->positions().Query(group, place, std::move(answer)); });
}

std::optional<absl::StatusOr<Offset>> KafkaEventLog::Poll(PositionHandle handle) {
  return inbox_->positions.Take(handle);
}

}  // namespace docket::log
