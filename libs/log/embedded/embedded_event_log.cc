#include "libs/log/embedded/embedded_event_log.h"

#include <limits>
#include <utility>

#include "libs/base/check.h"
#include "libs/log/embedded/shared_log.h"
#include "libs/log/inbox.h"

namespace docket::log {

namespace {

using embedded::Partition;

// As much as Kafka's client takes, so that no record fits here and not there.
constexpr size_t kRecordBytesMax = 1'000'000;

absl::Status NoSuchPlace(const TopicPartition& place) {
  return NotFound("the embedded log has no partition " + ToText(place));
}

absl::Status CheckRecords(const TopicPartition& place, const std::vector<Record>& records) {
  for (const Record& record : records) {
    if (SizeBytes(record) > kRecordBytesMax ||
        record.headers.size() > std::numeric_limits<uint16_t>::max()) {
      return InvalidArgument("a record of " + std::to_string(SizeBytes(record)) + " bytes for " +
                             ToText(place) + " is too large: at most " +
                             std::to_string(kRecordBytesMax));
    }
  }
  return absl::OkStatus();
}

// What became of a stored position, whose write is reported as an append's.
absl::StatusOr<Offset> ToPosition(const AppendResult& result, Offset next) {
  if (const auto* unknown = std::get_if<Unknown>(&result)) return Unavailable(unknown->reason);
  if (const auto* refused = std::get_if<Refused>(&result)) return refused->status;
  return next;
}

}  // namespace

absl::StatusOr<std::unique_ptr<EmbeddedEventLog>> EmbeddedEventLog::Open(const Options& options) {
  DOCKET_ASSIGN_OR_RETURN(auto log, embedded::SharedLog::Open(options));
  return std::unique_ptr<EmbeddedEventLog>(new EmbeddedEventLog(std::move(log)));
}

EmbeddedEventLog::EmbeddedEventLog(std::shared_ptr<embedded::SharedLog> log)
    : log_(std::move(log)), inbox_(std::make_shared<Inbox>()) {}

EmbeddedEventLog::~EmbeddedEventLog() {
  for (auto& [place, partition] : log_->partitions()) partition.wakers().Set(this, nullptr);
}

std::unique_ptr<EmbeddedEventLog> EmbeddedEventLog::Share() const {
  return std::unique_ptr<EmbeddedEventLog>(new EmbeddedEventLog(log_));
}

absl::Status EmbeddedEventLog::failed() const { return log_->stopped(); }

std::string EmbeddedEventLog::log_id() const { return log_->id(); }

absl::StatusOr<int32_t> EmbeddedEventLog::PartitionCount(std::string_view topic) const {
  return log_->PartitionCount(topic);
}

AppendHandle EmbeddedEventLog::Append(const TopicPartition& place, std::vector<Record> records) {
  DOCKET_CHECK(!records.empty());
  const AppendHandle handle = inbox_->appends.NewHandle();
  Partition* const partition = log_->Find(place);
  absl::Status status = partition ? CheckRecords(place, records) : NoSuchPlace(place);
  if (status.ok()) {
    status =
        log_->Push({partition, std::move(records), [inbox = inbox_, handle](AppendResult result) {
                      inbox->appends.Put(handle, std::move(result));
                    }});
  }
  if (!status.ok()) Refuse(handle, partition, std::move(status));
  return handle;
}

// Tells of it as of any other result, so that a caller may sleep after every append.
void EmbeddedEventLog::Refuse(AppendHandle handle, Partition* partition, absl::Status status) {
  inbox_->appends.Put(handle, Refused{std::move(status)});
  if (partition != nullptr) partition->wakers().Wake(this);
}

std::optional<AppendResult> EmbeddedEventLog::Poll(AppendHandle handle) {
  return inbox_->appends.Take(handle);
}

ReadResult EmbeddedEventLog::Read(const TopicPartition& place, Offset from,
                                  const ReadLimits& limits) {
  const Partition* const partition = log_->Find(place);
  if (partition == nullptr) return ReadDamaged{NoSuchPlace(place)};
  return log_->Read(*partition, from, limits);
}

EndHandle EmbeddedEventLog::QueryEnd(const TopicPartition& place, Offset /*known*/) {
  const EndHandle handle = inbox_->ends.NewHandle();
  Partition* const partition = log_->Find(place);
  if (partition == nullptr) {
    inbox_->ends.Put(handle, NoSuchPlace(place));
    return handle;
  }
  inbox_->ends.Put(handle, partition->end());
  partition->wakers().Wake(this);
  return handle;
}

std::optional<absl::StatusOr<Offset>> EmbeddedEventLog::Poll(EndHandle handle) {
  return inbox_->ends.Take(handle);
}

void EmbeddedEventLog::SetWaker(const TopicPartition& place, Waker* waker) {
  if (Partition* const partition = log_->Find(place)) partition->wakers().Set(this, waker);
}

PositionHandle EmbeddedEventLog::Store(const std::string& group, const TopicPartition& place,
                                       Offset next) {
  const PositionHandle handle = inbox_->positions.NewHandle();
  Partition* const partition = log_->Find(place);
  absl::Status status = partition ? absl::OkStatus() : NoSuchPlace(place);
  if (status.ok()) {
    status = log_->Push({partition, embedded::StoredPosition{group, next},
                         [inbox = inbox_, handle, next](const AppendResult& result) {
                           inbox->positions.Put(handle, ToPosition(result, next));
                         }});
  }
  if (status.ok()) return handle;
  inbox_->positions.Put(handle, std::move(status));
  if (partition != nullptr) partition->wakers().Wake(this);
  return handle;
}

PositionHandle EmbeddedEventLog::Query(const std::string& group, const TopicPartition& place) {
  const PositionHandle handle = inbox_->positions.NewHandle();
  Partition* const partition = log_->Find(place);
  if (partition == nullptr) {
    inbox_->positions.Put(handle, NoSuchPlace(place));
    return handle;
  }
  inbox_->positions.Put(handle, log_->ReadPosition(*partition, group));
  partition->wakers().Wake(this);
  return handle;
}

std::optional<absl::StatusOr<Offset>> EmbeddedEventLog::Poll(PositionHandle handle) {
  return inbox_->positions.Take(handle);
}

}  // namespace docket::log
