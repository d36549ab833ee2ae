#include "libs/ops/quarantine_list.h"

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "libs/runtime/log_check.h"

namespace docket::ops {
namespace {

constexpr int kPageSize = 50;
constexpr int kPageSizeMax = 100;
constexpr size_t kPageBytesMax = 1 << 20;
// Of a key and of a value, as listed.
constexpr size_t kShownBytesMax = 4 << 10;

// Where a page begins. As a token: partition, slash, offset.
struct Place {
  int32_t partition = 0;
  log::Offset offset = 0;
};

template <typename Number>
bool Parse(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number >= 0;
}

std::optional<Place> ParseToken(std::string_view token) {
  Place place;
  if (token.empty()) return place;
  const size_t slash = token.find('/');
  if (slash == std::string_view::npos || !Parse(token.substr(0, slash), place.partition) ||
      !Parse(token.substr(slash + 1), place.offset)) {
    return std::nullopt;
  }
  return place;
}

std::string TokenOf(const Place& place) {
  return std::to_string(place.partition) + "/" + std::to_string(place.offset);
}

void AddRecord(const log::LogRecord& found, int32_t partition,
               v1::ListQuarantineResponse& response) {
  v1::QuarantineEntry& entry = *response.add_records();
  entry.set_partition(partition);
  entry.set_offset(found.offset);
  log::v1::QuarantinedRecord& record = *entry.mutable_record();
  if (!record.ParseFromString(found.record.value)) {
    record.Clear();
    record.set_reason("what is in quarantine cannot be read itself");
  }
  for (std::string* bytes : {record.mutable_key(), record.mutable_value()}) {
    if (bytes->size() > kShownBytesMax) bytes->resize(kShownBytesMax);
  }
}

// One page, filled from a place on.
class Page {
 public:
  Page(log::EventLog& log, Place place, int size) : log_(log), place_(place), size_(size) {}

  absl::StatusOr<v1::ListQuarantineResponse> Fill() {
    DOCKET_ASSIGN_OR_RETURN(const int32_t partitions, log_.PartitionCount(log::kQuarantineTopic));
    while (place_.partition < partitions) {
      if (response_.records_size() == size_ || bytes_ >= kPageBytesMax) {
        response_.set_next_page_token(TokenOf(place_));
        break;
      }
      DOCKET_RETURN_IF_ERROR(Read());
    }
    return std::move(response_);
  }

 private:
  absl::Status Read() {
    const log::TopicPartition place{log::kQuarantineTopic, place_.partition};
    if (!end_.has_value()) {
      DOCKET_ASSIGN_OR_RETURN(end_, runtime::AwaitEnd(log_, place));
    }
    if (place_.offset >= *end_) return GoOn();
    const log::ReadLimits limits{
        .records_max = static_cast<size_t>(size_ - response_.records_size()),
        .bytes_max = kPageBytesMax - bytes_};
    DOCKET_ASSIGN_OR_RETURN(const log::ReadResult result,
                            runtime::AwaitRead(log_, place, place_.offset, limits, *end_));
    if (const auto* damaged = std::get_if<log::ReadDamaged>(&result)) return damaged->status;
    if (const auto* records = std::get_if<log::Records>(&result)) {
      for (const log::LogRecord& record : records->records) Take(record);
      return absl::OkStatus();
    }
    const auto* range = std::get_if<log::RangeError>(&result);
    if (range != nullptr && range->begin > place_.offset) {
      place_.offset = range->begin;  // What stood before has expired.
      return absl::OkStatus();
    }
    return GoOn();
  }

  // With the next partition.
  absl::Status GoOn() {
    place_ = {place_.partition + 1, 0};
    end_.reset();
    return absl::OkStatus();
  }

  void Take(const log::LogRecord& record) {
    AddRecord(record, place_.partition, response_);
    bytes_ += SizeBytes(record.record);
    place_.offset = record.offset + 1;
  }

  log::EventLog& log_;
  Place place_;
  std::optional<log::Offset> end_;  // Of the partition of place_, once it was asked for.
  const int size_;
  size_t bytes_ = 0;
  v1::ListQuarantineResponse response_;
};

}  // namespace

absl::StatusOr<v1::ListQuarantineResponse> ListQuarantine(const v1::ListQuarantineRequest& request,
                                                          log::EventLog& log) {
  const int size = request.page_size() == 0 ? kPageSize : request.page_size();
  if (size < 1 || size > kPageSizeMax) {
    return InvalidArgument("page_size must be 1 to " + std::to_string(kPageSizeMax));
  }
  const std::optional<Place> place = ParseToken(request.page_token());
  if (!place.has_value()) {
    return InvalidArgument("page_token is none of ours: give back next_page_token as it came");
  }
  return Page(log, *place, size).Fill();
}

}  // namespace docket::ops
