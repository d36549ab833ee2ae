#include "libs/eventing/topic_reader.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace docket::eventing {
namespace {

constexpr log::ReadLimits kFetch{.records_max = 512, .bytes_max = 1 << 20};

}  // namespace

TopicReader::TopicReader(log::EventLog& log, log::TopicPartition place, log::Offset next)
    : log_(log), place_(std::move(place)), next_(next) {}

void TopicReader::Offer(log::Offset offset, std::shared_ptr<const Commit> commit) {
  if (offset >= next_) offered_.emplace(offset, std::move(commit));
}

// Where the next record stands is known only once it is in hand: there may be a gap before it.
absl::StatusOr<std::optional<ReadRecord>> TopicReader::Next(log::Offset before) {
  if (next_ >= before) return std::optional<ReadRecord>();
  if (fetched_.empty()) {
    if (std::optional<ReadRecord> own = TakeOffered()) return own;
    DOCKET_RETURN_IF_ERROR(Fetch());
  }
  if (fetched_.empty()) return std::optional<ReadRecord>();
  if (fetched_.front().offset >= before) {  // Nothing but a gap stands between.
    next_ = before;
    return std::optional<ReadRecord>();
  }
  log::LogRecord record = std::move(fetched_.front());
  fetched_.pop_front();
  next_ = record.offset + 1;
  return std::optional<ReadRecord>({record.offset, std::move(record.record), nullptr});
}

void TopicReader::PutBack(ReadRecord record) {
  next_ = record.offset;
  if (record.own != nullptr) {
    offered_.emplace(record.offset, std::move(record.own));
  } else {
    fetched_.push_front({record.offset, std::move(record.record)});
  }
}

void TopicReader::Reset(log::Offset next) {
  next_ = next;
  from_first_ = false;
  fetched_.clear();
  offered_.clear();
}

void TopicReader::ResetToFirst() {
  Reset(0);
  from_first_ = true;
}

// Only an offer at exactly the next offset may be taken: between it and a later one records of
// other writers may stand.
std::optional<ReadRecord> TopicReader::TakeOffered() {
  offered_.erase(offered_.begin(), offered_.lower_bound(next_));
  if (offered_.empty() || offered_.begin()->first != next_) return std::nullopt;
  ReadRecord own{next_, {}, std::move(offered_.begin()->second)};
  offered_.erase(offered_.begin());
  ++next_;
  return own;
}

absl::Status TopicReader::Fetch() {
  log::ReadResult result = log_.Read(place_, next_, kFetch);
  if (const auto* range = std::get_if<log::RangeError>(&result)) return OnRangeError(*range);
  if (const auto* damaged = std::get_if<log::ReadDamaged>(&result)) {
    return Annotate(damaged->status, "reading " + ToText(place_));
  }
  from_first_ = false;
  if (auto* records = std::get_if<log::Records>(&result)) {
    std::ranges::move(records->records, std::back_inserter(fetched_));
  } else {
    // Beyond a gap that ends the log: an end that we were told of is reached all the same.
    next_ = std::max(next_, std::get<log::CaughtUp>(result).next);
  }
  return absl::OkStatus();
}

absl::Status TopicReader::OnRangeError(const log::RangeError& range) {
  if (from_first_ && range.begin > next_) {
    next_ = range.begin;
    return Fetch();
  }
  return OutOfRange("the log of " + ToText(place_) + " holds offsets " +
                    std::to_string(range.begin) + " to " + std::to_string(range.end) + " but " +
                    std::to_string(next_) +
                    " was folded next: it was cut or replaced; restore it, then start again");
}

}  // namespace docket::eventing
