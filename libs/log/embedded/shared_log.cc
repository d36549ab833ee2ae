#include "libs/log/embedded/shared_log.h"

#include <set>
#include <utility>

#include "libs/base/uuid.h"
#include "libs/log/positions.h"
#include "libs/log/read_budget.h"

namespace docket::log::embedded {
namespace {

void Wake(const std::vector<PendingWrite>& writes) {
  std::set<Partition*> touched;
  for (const PendingWrite& write : writes) touched.insert(write.partition);
  for (Partition* partition : touched) partition->wakers().Wake();
}

// Tells all of `writes` one result.
void Report(const std::vector<PendingWrite>& writes, const AppendResult& result) {
  for (const PendingWrite& write : writes) write.done(result);
  Wake(writes);
}

// A batch on its way: the rows to be synced, and what to publish once they are.
class Batch {
 public:
  explicit Batch(std::vector<PendingWrite> writes) : writes_(std::move(writes)) {
    for (PendingWrite& write : writes_) Place(write);
  }

  const Rows& rows() const { return rows_; }
  uint64_t records() const { return records_; }

  // Publishes before it reports: whoever collects a result can read the records.
  void Succeed() {
    for (size_t i = 0; i < writes_.size(); ++i) {
      Written written;
      for (const LogRecord& record : placed_[i]) written.offsets.push_back(record.offset);
      writes_[i].partition->Publish(std::move(placed_[i]));
      writes_[i].done(std::move(written));
    }
    Wake(writes_);
  }

  void Fail(const AppendResult& result) { Report(writes_, result); }

 private:
  void Place(PendingWrite& write) {
    placed_.emplace_back();
    const std::string& code = write.partition->code();
    if (const auto* position = std::get_if<StoredPosition>(&write.what)) {
      rows_.emplace_back(PositionKey(code, position->group), EncodePosition(position->next));
      return;
    }
    Offset& next = next_.try_emplace(write.partition, write.partition->end()).first->second;
    for (Record& record : std::get<std::vector<Record>>(write.what)) {
      rows_.emplace_back(RecordKey(code, next), EncodeRecord(record));
      placed_.back().push_back({next++, std::move(record)});
      ++records_;
    }
  }

  std::vector<PendingWrite> writes_;
  std::vector<std::vector<LogRecord>> placed_;  // By the place of the write.
  std::map<Partition*, Offset> next_;
  Rows rows_;
  uint64_t records_ = 0;
};

}  // namespace

absl::StatusOr<std::shared_ptr<SharedLog>> SharedLog::Open(const EmbeddedOptions& options) {
  DOCKET_ASSIGN_OR_RETURN(
      LogDirectory directory,
      OpenDirectory(options.directory, {{LogIdKey(), DrawUuidV7(options.now)}}));
  DOCKET_ASSIGN_OR_RETURN(Catalog catalog, OpenCatalog(*directory.database, options.topics));
  std::shared_ptr<SharedLog> log(new SharedLog(std::move(directory), std::move(catalog), options));
  DOCKET_RETURN_IF_ERROR(log->AddPartitions(options.tail_bytes_max));
  log->appender_ = std::thread(&SharedLog::RunAppender, log.get());
  return log;
}

SharedLog::SharedLog(LogDirectory directory, Catalog catalog, const EmbeddedOptions& options)
    : database_(std::move(directory.database)),
      catalog_(std::move(catalog)),
      acknowledged_(std::move(directory.acknowledged)),
      queue_(options.queue_bytes_max, options.batch_bytes_max) {}

SharedLog::~SharedLog() {
  queue_.Close();
  if (appender_.joinable()) appender_.join();
}

absl::Status SharedLog::AddPartitions(size_t tail_bytes_max) {
  for (const auto& [name, topic] : catalog_.topics) {
    for (int32_t partition = 0; partition < topic.partitions; ++partition) {
      const std::string code = PartitionCode(topic.number, partition);
      DOCKET_ASSIGN_OR_RETURN(const Offset end, FindEnd(*database_, code));
      records_ += static_cast<uint64_t>(end);
      const TopicPartition place{name, partition};
      partitions_.try_emplace(place, place, code, end, tail_bytes_max);
    }
  }
  // Whoever reads what is there may act on it, acknowledged or not.
  return acknowledged_.Raise(records_);
}

absl::StatusOr<int32_t> SharedLog::PartitionCount(std::string_view topic) const {
  const auto found = catalog_.topics.find(topic);
  if (found == catalog_.topics.end()) {
    return NotFound("the embedded log has no topic " + std::string(topic));
  }
  return found->second.partitions;
}

Partition* SharedLog::Find(const TopicPartition& place) {
  const auto found = partitions_.find(place);
  return found == partitions_.end() ? nullptr : &found->second;
}

ReadResult SharedLog::Read(const Partition& partition, Offset from,
                           const ReadLimits& limits) const {
  const Offset end = partition.end();
  if (from < 0 || from > end) return RangeError{0, end};
  if (from == end) return CaughtUp{end};
  if (auto tail = partition.ReadTail(from, limits)) return Records{*std::move(tail)};
  return ReadDatabase(partition, from, end, limits);
}

ReadResult SharedLog::ReadDatabase(const Partition& partition, Offset from, Offset end,
                                   const ReadLimits& limits) const {
  Records read;
  ReadBudget budget(limits);
  Offset expected = from;
  const std::string& code = partition.code();
  const absl::Status status =
      database_->Scan(RecordKey(code, from), RecordKey(code, end),
                      [&](std::string_view key, std::string_view value) {
                        std::optional<Record> record = DecodeRecord(value);
                        if (OffsetOf(key) != expected || !record.has_value()) return false;
                        if (!budget.Take(*record)) return false;
                        read.records.push_back({expected++, *std::move(record)});
                        return true;
                      });
  // Whatever stands before the damage is given first, so that the damage has an exact place.
  if (!read.records.empty()) return read;
  const std::string what = "record " + std::to_string(from) + " of " + ToText(partition.place());
  if (!status.ok()) return ReadDamaged{Annotate(status, what)};
  return ReadDamaged{DataLoss(what + " is missing or garbled in the embedded log; keep its " +
                              "directory for inspection and put a whole copy of it in its place")};
}

absl::StatusOr<Offset> SharedLog::ReadPosition(const Partition& partition,
                                               const std::string& group) const {
  DOCKET_ASSIGN_OR_RETURN(const auto value, database_->Get(PositionKey(partition.code(), group)));
  if (!value.has_value()) return Positions::kNone;
  const std::optional<Offset> next = DecodePosition(*value);
  if (next.has_value()) return *next;
  return DataLoss("the position of " + group + " at " + ToText(partition.place()) + " is garbled");
}

void SharedLog::RunAppender() {
  for (auto batch = queue_.Take(); !batch.empty(); batch = queue_.Take()) {
    WriteBatch(std::move(batch));
  }
}

void SharedLog::WriteBatch(std::vector<PendingWrite> writes) {
  Batch batch(std::move(writes));
  absl::Status status = database_->Write(batch.rows());
  if (status.ok()) status = acknowledged_.Raise(records_ += batch.records());
  if (status.ok()) return batch.Succeed();
  const absl::Status reason = Unavailable(
      "the embedded log has stopped, for a write failed: " + std::string(Message(status)) +
      "; see to the disk and start again");
  const std::vector<PendingWrite> waiting = queue_.Stop(reason);
  batch.Fail(Unknown{std::string(Message(reason))});
  Report(waiting, Refused{reason});
}

}  // namespace docket::log::embedded
