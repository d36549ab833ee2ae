#include "libs/ops/log_tail.h"

#include <algorithm>
#include <utility>

#include "libs/base/check.h"

namespace docket::ops {
namespace {

using eventing::AggregateKind;
using eventing::Verdict;
using log::v1::LogPlace;
using log::v1::TailResponse;

// One step's share, so that streams take turns.
constexpr size_t kRecordsPerStep = 256;

LogPlace PlaceOf(const log::TopicPartition& place, log::Offset offset) {
  LogPlace out;
  out.set_topic(place.topic);
  out.set_partition(place.partition);
  out.set_offset(offset);
  return out;
}

std::string ToText(const LogPlace& place) {
  return log::ToText({place.topic(), place.partition()}) + " offset " +
         std::to_string(place.offset());
}

log::v1::TailVerdict VerdictOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAccepted: return log::v1::TAIL_VERDICT_ACCEPTED;
    case Verdict::kDuplicate: return log::v1::TAIL_VERDICT_DUPLICATE;
    case Verdict::kLostRace: return log::v1::TAIL_VERDICT_LOST_RACE;
    case Verdict::kStale: return log::v1::TAIL_VERDICT_STALE;
    case Verdict::kForeignPrev: return log::v1::TAIL_VERDICT_FOREIGN_PREV;
    case Verdict::kGap: break;  // Ends the partition before it is told.
  }
  DOCKET_CHECK(false);
}

}  // namespace

LogTail::LogTail(const TailSources& sources, log::EventLog& log, std::string tenant,
                 log::v1::TailRequest request, rpc::ResponseStream<TailResponse> stream)
    : sources_(sources),
      log_(log),
      tenant_(std::move(tenant)),
      request_(std::move(request)),
      stream_(std::move(stream)) {}

void LogTail::Start(log::Waker& waker) {
  absl::Status status = CheckLog();
  if (status.ok()) status = AddPartitions();
  if (status.ok()) status = TakePlaces();
  if (!status.ok()) {
    ending_ = std::move(status);
    return;
  }
  for (Partition& partition : partitions_) {
    log_.SetWaker(partition.records.place(), &waker);
    partition.end_query.Ask();
  }
}

absl::Status LogTail::CheckLog() const {
  if (request_.log_id().empty() || request_.log_id() == log_.log_id()) return absl::OkStatus();
  return InvalidArgument("the places are of the log " + request_.log_id() + " but this is " +
                         log_.log_id() + ": read this one from its beginning");
}

absl::Status LogTail::AddPartitions() {
  std::vector<std::string> topics(request_.topics().begin(), request_.topics().end());
  if (topics.empty()) {
    for (const AggregateKind* kind : sources_.kinds)
      topics.push_back(log::EventsTopic(kind->name()));
  }
  for (const std::string& topic : topics) {
    DOCKET_RETURN_IF_ERROR(AddTopic(topic, topics.size()));
  }
  return absl::OkStatus();
}

absl::Status LogTail::AddTopic(const std::string& topic, size_t topics) {
  const auto kind = std::ranges::find_if(sources_.kinds, [&](const AggregateKind* candidate) {
    return log::EventsTopic(candidate->name()) == topic;
  });
  const bool twice = std::ranges::any_of(partitions_, [&](const Partition& partition) {
    return partition.records.place().topic == topic;
  });
  if (kind == sources_.kinds.end() || twice) {
    return InvalidArgument(
        "topics: \"" + topic +
        (twice ? "\" is named twice" : "\" holds no commits that can be read here"));
  }
  DOCKET_ASSIGN_OR_RETURN(const int32_t count, log_.PartitionCount(topic));
  // Followers hold the heads of all partitions, over which ids are spread evenly.
  const size_t at_once = request_.follow() ? topics * static_cast<size_t>(count) : 1;
  const size_t heads_max = JudgedOptions::kHeadsMax / std::max<size_t>(at_once, 1);
  for (int32_t i = 0; i < count; ++i) {
    const log::TopicPartition place{topic, i};
    partitions_.push_back({JudgedPartition(**kind, log_, place,
                                           {.heads_max = heads_max, .settings = sources_.settings}),
                           eventing::EndQuery(log_, place)});
  }
  return absl::OkStatus();
}

absl::Status LogTail::TakePlaces() {
  for (const LogPlace& from : request_.from()) {
    const log::TopicPartition place{from.topic(), from.partition()};
    const auto found = std::ranges::find_if(partitions_, [&](const Partition& partition) {
      return partition.records.place() == place;
    });
    if (found == partitions_.end() || from.offset() < 0 || found->from > 0) {
      return InvalidArgument("from: " + ToText(from) +
                             " is no place of the topics asked for, or its partition was named "
                             "before: name each once, as a record of it did");
    }
    found->from = from.offset();
  }
  return absl::OkStatus();
}

LogTail::Progress LogTail::Step() {
  if (!Flush()) return stream_.closed() ? Progress::kOver : Progress::kWaits;
  if (!ending_.has_value()) {
    const absl::StatusOr<bool> worked = Advance();
    if (worked.ok()) return *worked ? Progress::kWorked : Progress::kWaits;
    ending_ = worked.status();
    return Progress::kWorked;  // What tells of it may wait.
  }
  stream_.End(*ending_);
  return Progress::kOver;
}

bool LogTail::Flush() {
  while (!waiting_.empty()) {
    if (stream_.Write(waiting_.front()) != rpc::Sent::kTaken) return false;
    waiting_.pop_front();
  }
  return !stream_.closed();
}

absl::StatusOr<bool> LogTail::Advance() {
  if (!begun_) {
    if (!EndsAreKnown()) return false;
    DOCKET_RETURN_IF_ERROR(Begin());
    return true;
  }
  if (!request_.follow()) {
    if (!partitions_.empty()) {
      DOCKET_ASSIGN_OR_RETURN(const bool worked, Read(partitions_.front()));
      if (partitions_.front().reached) DropFirst();
      return worked;
    }
    ending_ = absl::OkStatus();
    return true;
  }
  bool worked = false;
  for (Partition& partition : partitions_) {
    DOCKET_ASSIGN_OR_RETURN(const bool read, Read(partition));
    worked |= read;
    if (!waiting_.empty()) break;  // The stream is full; the others' turn comes.
  }
  return worked;
}

bool LogTail::EndsAreKnown() {
  for (Partition& partition : partitions_) {
    if (const std::optional<log::Offset> end = partition.end_query.Take()) {
      partition.end = *end;
    }
  }
  return std::ranges::none_of(
      partitions_, [](const Partition& partition) { return partition.end_query.asking(); });
}

absl::Status LogTail::Begin() {
  begun_ = true;
  TailResponse response;
  log::v1::TailBegun& begun = *response.mutable_begun();
  begun.set_log_id(log_.log_id());
  for (const Partition& partition : partitions_) {
    const log::TopicPartition& place = partition.records.place();
    if (partition.from > partition.end) {
      return OutOfRange("from: " + log::ToText(place) + " ends at offset " +
                        std::to_string(partition.end) + ", before " +
                        std::to_string(partition.from) + ": read it from its beginning");
    }
    *begun.add_ends() = PlaceOf(place, partition.end);
  }
  Add() = std::move(response);
  return absl::OkStatus();
}

absl::StatusOr<bool> LogTail::Read(Partition& partition) {
  JudgedPartition& records = partition.records;
  const log::Offset before = partition.reached ? eventing::TopicReader::kNoBound : partition.end;
  for (size_t read = 0; read < kRecordsPerStep; ++read) {
    absl::StatusOr<std::optional<JudgedRecord>> record = records.Next(before);
    if (!record.ok()) return Broken(partition, record.status());
    if (!record->has_value()) {
      const bool reaches = !partition.reached && records.next() >= partition.end;
      if (reaches) SendReached(partition);
      return reaches || read > 0;
    }
    Send(partition, **record);
    if (!Flush()) return true;
  }
  return true;
}

// Whether it stands before the place that was asked for, or is another tenant's.
void LogTail::Send(const Partition& partition, const JudgedRecord& record) {
  if (record.offset < partition.from) return;
  const LogPlace place = PlaceOf(partition.records.place(), record.offset);
  if (!record.not_commit.empty()) {
    log::v1::TailUnreadable& unreadable = *Add().mutable_unreadable();
    *unreadable.mutable_place() = place;
    unreadable.set_reason(record.not_commit + ", and counts for nobody");
    return;
  }
  const eventing::CommitHeader& header = record.commit.header(partition.records.kind());
  if (header.tenant() != tenant_) return;
  if (record.verdict != Verdict::kAccepted && !request_.raw()) return;
  log::v1::TailCommit& commit = *Add().mutable_commit();
  *commit.mutable_place() = place;
  commit.set_key(header.aggregate_id());
  commit.set_value(record.commit.bytes);
  commit.set_verdict(VerdictOf(record.verdict));
  commit.set_skipped(record.skipped);
}

void LogTail::SendReached(Partition& partition) {
  partition.reached = true;
  *Add().mutable_reached()->mutable_place() =
      PlaceOf(partition.records.place(), partition.records.next());
}

// The status of a damaged log goes to our own log and leaves as a reference, so the place is told
// by a message of its own.
absl::Status LogTail::Broken(const Partition& partition, const absl::Status& status) {
  if (status.code() == absl::StatusCode::kDataLoss ||
      status.code() == absl::StatusCode::kOutOfRange) {
    log::v1::TailUnreadable& unreadable = *Add().mutable_unreadable();
    *unreadable.mutable_place() = PlaceOf(partition.records.place(), partition.records.at());
    unreadable.set_reason(std::string(Message(status)));
    unreadable.set_final(true);
  }
  return status;
}

void LogTail::DropFirst() {
  log_.SetWaker(partitions_.front().records.place(), nullptr);
  partitions_.pop_front();
}

void LogTail::Detach() {
  while (!partitions_.empty()) DropFirst();
}

}  // namespace docket::ops
