#include "libs/log/kafka/partition_reader.h"

#include <algorithm>
#include <string>
#include <utility>

#include "libs/base/check.h"
#include "libs/log/kafka/errors.h"
#include "libs/log/read_budget.h"

namespace docket::log::kafka {
namespace {

// Up to here records before the asked one are dropped as they come; farther ahead it is cheaper to
// begin there.
constexpr Offset kSkipMax = 10'000;

Places ListOf(const TopicPartition& place, Offset offset) {
  Places places(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(places.get(), place.topic.c_str(), place.partition)->offset =
      offset;
  return places;
}

std::string TextOf(const void* bytes, size_t size) {
  return bytes == nullptr ? std::string() : std::string(static_cast<const char*>(bytes), size);
}

Record ToRecord(const rd_kafka_message_t& message) {
  Record record;
  record.key = TextOf(message.key, message.key_len);
  record.value = TextOf(message.payload, message.len);
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return record;
  const char* name = nullptr;
  const void* value = nullptr;
  size_t size = 0;
  for (size_t i = 0;
       rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
       ++i) {
    record.headers.emplace_back(name, TextOf(value, size));
  }
  return record;
}

// Of other errors the client goes on by itself, for ever. After these it would pass over records: a
// batch whose checksum is wrong, that cannot be decompressed, or of a format or codec that it does
// not know.
bool EndsReading(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET || code == RD_KAFKA_RESP_ERR__BAD_MSG ||
         code == RD_KAFKA_RESP_ERR__BAD_COMPRESSION || code == RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED;
}

}  // namespace

PartitionReader::PartitionReader(Readers& readers, Ends& ends, std::chrono::milliseconds doubt,
                                 TopicPartition place, std::function<void()> wake)
    : readers_(readers),
      ends_(ends),
      doubt_(doubt),
      place_(std::move(place)),
      wake_(std::move(wake)) {}

ReadResult PartitionReader::Read(Offset from, const ReadLimits& limits) {
  const std::lock_guard lock(mutex_);
  const bool here = target_ == from;
  switch (state_) {
    case State::kReading:
      if (from < next_ || from > next_ + kSkipMax) return MoveTo(from);
      return Take(from, limits);
    case State::kMoving:
      target_ = from;  // The move sees it.
      return CaughtUp{from};
    case State::kAsking:
      if (here) return CaughtUp{from};
      break;
    case State::kOutOfRange:
      state_ = State::kIdle;  // Who asks again, has it looked for again.
      doubted_since_.reset();
      if (here) return RangeError{range_.begin, range_.end};
      break;
    case State::kIdle: break;
    case State::kClosed: DOCKET_CHECK(false);
  }
  return MoveTo(from);
}

ReadResult PartitionReader::MoveTo(Offset target) {
  state_ = State::kMoving;
  if (target != target_) doubted_since_.reset();
  target_ = target;
  readers_.Post([self = shared_from_this()] { self->Move(); });
  return CaughtUp{target};
}

ReadResult PartitionReader::Take(Offset from, const ReadLimits& limits) {
  Records taken;
  ReadBudget budget(limits);
  next_ = from;
  while (true) {
    Fetched message =
        held_ != nullptr ? std::move(held_) : Fetched(rd_kafka_consume_queue(queue_.get(), 0));
    if (message == nullptr) break;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      doubted_since_.reset();
      seen_end_ = std::max(seen_end_, message->offset);
      continue;
    }
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      // Wakers are told when the queue gets its first entry: whoever left some would not be told
      // again.
      if (!EndsReading(message->err)) {
        TellOf(*message);
        continue;
      }
      if (taken.records.empty()) return OnError(*message, from);
      held_ = std::move(message);
      break;
    }
    told_of_ = RD_KAFKA_RESP_ERR_NO_ERROR;
    doubted_since_.reset();
    if (message->offset < from) continue;
    Record record = ToRecord(*message);
    if (!budget.Take(record)) {
      held_ = std::move(message);
      break;
    }
    next_ = message->offset + 1;
    taken.records.push_back({message->offset, std::move(record)});
  }
  if (!taken.records.empty()) return taken;
  next_ = std::max(next_, seen_end_);
  return CaughtUp{next_};
}

void PartitionReader::TellOf(const rd_kafka_message_t& message) {
  if (std::exchange(told_of_, message.err) == message.err) return;
  readers_.TellOfReading(place_, message);
}

ReadResult PartitionReader::OnError(const rd_kafka_message_t& message, Offset from) {
  switch (message.err) {
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
      state_ = State::kAsking;
      target_ = from;
      ends_.AskRange(place_, [self = shared_from_this()](const absl::StatusOr<Range>& range) {
        self->OnRange(range);
      });
      return CaughtUp{from};
    case RD_KAFKA_RESP_ERR__BAD_MSG:
    case RD_KAFKA_RESP_ERR__BAD_COMPRESSION:
    case RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED: {
      const bool again = std::exchange(damaged_at_, from) == from;
      if (!again) return MoveTo(from);  // It may have been damaged on its way.
      state_ = State::kIdle;
      return ReadDamaged{DataLoss("the broker's record at or after offset " + std::to_string(from) +
                                  " is damaged: " + rd_kafka_err2str(message.err))};
    }
    default: DOCKET_CHECK(false);
  }
}

bool PartitionReader::Doubts(const Range& range) {
  const auto now = std::chrono::steady_clock::now();
  if (!doubted_since_.has_value()) doubted_since_ = now;
  return target_ > range.end && now - *doubted_since_ < doubt_;
}

// A broker that has just become the leader may say that an offset is out of range which is not.
void PartitionReader::OnRange(const absl::StatusOr<Range>& range) {
  {
    const std::lock_guard lock(mutex_);
    if (state_ != State::kAsking) return;
    const bool within = range.ok() && target_ >= range->begin && target_ <= range->end;
    if (range.ok() && !within && !Doubts(*range)) {
      range_ = *range;
      state_ = State::kOutOfRange;
    } else {
      MoveTo(target_);
    }
  }
  wake_();
}

// The queue is taken before the assignment: in the other order records go to the client's own queue
// until then. And it is taken anew each time: a partition that the client had not heard of yet when
// it was unassigned has another one from then on.
absl::Status PartitionReader::Assign(Offset from) {
  if (client_ == nullptr) {
    DOCKET_ASSIGN_OR_RETURN(client_, readers_.Take(place_));
  } else {
    Unassign();
    // What was fetched for the place before; later the client drops it by itself.
    while (Fetched(rd_kafka_consume_queue(queue_.get(), 0)) != nullptr) {
    }
  }
  queue_.reset(rd_kafka_queue_get_partition(client_, place_.topic.c_str(), place_.partition));
  rd_kafka_queue_forward(queue_.get(), nullptr);
  rd_kafka_queue_cb_event_enable(queue_.get(), &OnQueue, this);
  const Fault fault(rd_kafka_incremental_assign(client_, ListOf(place_, from).get()));
  return ToStatus(fault, "reading " + ToText(place_));
}

void PartitionReader::Unassign() {
  rd_kafka_queue_cb_event_enable(queue_.get(), nullptr, nullptr);
  const Fault fault(rd_kafka_incremental_unassign(client_, ListOf(place_, 0).get()));
}

void PartitionReader::Move() {
  Offset target = 0;
  {
    const std::lock_guard lock(mutex_);
    if (state_ != State::kMoving) return;
    target = target_;
  }
  const absl::Status status = Assign(target);
  {
    const std::lock_guard lock(mutex_);
    if (state_ == State::kClosed) return;  // What was assigned is given back by the next job.
    held_.reset();
    seen_end_ = 0;
    if (!status.ok()) {
      // A fault of this process, not of the log: who reads waits.
      if (!std::exchange(told_, true)) readers_.Tell(Message(status));
      readers_.PostLater([self = shared_from_this()] { self->Move(); });
      return;
    }
    told_ = false;
    if (target_ != target) {
      MoveTo(target_);
    } else {
      state_ = State::kReading;
      next_ = target;
    }
  }
  wake_();
}

void PartitionReader::OnQueue(rd_kafka_t* /*client*/, void* reader) {
  static_cast<PartitionReader*>(reader)->wake_();
}

void PartitionReader::Close() {
  {
    const std::lock_guard lock(mutex_);
    state_ = State::kClosed;
    held_.reset();
  }
  readers_.Post([self = shared_from_this()] {
    if (self->client_ == nullptr) return;
    self->Unassign();
    self->queue_.reset();
    self->readers_.GiveBack(std::exchange(self->client_, nullptr), self->place_);
  });
}

}  // namespace docket::log::kafka
