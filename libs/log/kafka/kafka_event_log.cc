#include "libs/log/kafka/kafka_event_log.h"

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

int64_t KafkaEventLog::producer_replacements() const {
  return cluster_->producer().replacements();
}

void KafkaEventLog::FailProducerForTest() { cluster_->producer().FailForTest(); }

std::string KafkaEventLog::log_id() const { return cluster_->id(); }

absl::StatusOr<int32_t> KafkaEventLog::PartitionCount(std::string_view topic) const {
  return cluster_->PartitionCount(topic);
}

AppendHandle KafkaEventLog::Append(const TopicPartition& place, std::vector<Record> records) {
  DOCKET_CHECK(!records.empty());
  const AppendHandle handle = inbox_->appends.NewHandle();
  Wakers* const wakers = cluster_->Find(place);
  if (wakers == nullptr) {
    inbox_->appends.Put(handle, Refused{NoSuchPlace(place)});
    return handle;
  }
  cluster_->producer().Append(place, records,
                              [inbox = inbox_, handle, wakers](AppendResult result) {
                                inbox->appends.Put(handle, std::move(result));
                                wakers->Wake(inbox.get());
                              });
  return handle;
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
      cluster_->readers(), cluster_->ends(), place,
      [wakers, owner = inbox_.get()] { wakers->Wake(owner); });
  readers_.emplace(place, reader);
  return reader;
}

ReadResult KafkaEventLog::Read(const TopicPartition& place, Offset from,
                               const ReadLimits& limits) {
  const std::shared_ptr<PartitionReader> reader = ReaderOf(place);
  if (reader == nullptr) return ReadDamaged{NoSuchPlace(place)};
  return reader->Read(from, limits);
}

EndHandle KafkaEventLog::QueryEnd(const TopicPartition& place) {
  const EndHandle handle = inbox_->ends.NewHandle();
  Wakers* const wakers = cluster_->Find(place);
  if (wakers == nullptr) {
    inbox_->ends.Put(handle, NoSuchPlace(place));
    return handle;
  }
  cluster_->ends().Ask(place, [inbox = inbox_, handle, wakers](absl::StatusOr<Offset> end) {
    inbox->ends.Put(handle, std::move(end));
    wakers->Wake(inbox.get());
  });
  return handle;
}

std::optional<absl::StatusOr<Offset>> KafkaEventLog::Poll(EndHandle handle) {
  return inbox_->ends.Take(handle);
}

void KafkaEventLog::SetWaker(const TopicPartition& place, Waker* waker) {
  if (Wakers* const wakers = cluster_->Find(place)) wakers->Set(inbox_.get(), waker);
}

PositionHandle KafkaEventLog::Store(const std::string& group, const TopicPartition& place,
                                    Offset next) {
  const PositionHandle handle = inbox_->positions.NewHandle();
  Wakers* const wakers = cluster_->Find(place);
  if (wakers == nullptr) {
    inbox_->positions.Put(handle, NoSuchPlace(place));
    return handle;
  }
  cluster_->positions().Store(group, place, next,
                              [inbox = inbox_, handle, wakers](absl::StatusOr<Offset> stored) {
                                inbox->positions.Put(handle, std::move(stored));
                                wakers->Wake(inbox.get());
                              });
  return handle;
}

PositionHandle KafkaEventLog::Query(const std::string& group, const TopicPartition& place) {
  const PositionHandle handle = inbox_->positions.NewHandle();
  Wakers* const wakers = cluster_->Find(place);
  if (wakers == nullptr) {
    inbox_->positions.Put(handle, NoSuchPlace(place));
    return handle;
  }
  cluster_->positions().Query(group, place,
                              [inbox = inbox_, handle, wakers](absl::StatusOr<Offset> kept) {
                                inbox->positions.Put(handle, std::move(kept));
                                wakers->Wake(inbox.get());
                              });
  return handle;
}

std::optional<absl::StatusOr<Offset>> KafkaEventLog::Poll(PositionHandle handle) {
  return inbox_->positions.Take(handle);
}

}  // namespace docket::log
