#include "libs/ops/past_log.h"

#include <utility>
#include <variant>
#include <vector>

namespace docket::ops {
namespace {

// What `handle` was given, once.
template <typename Handle, typename Value>
std::optional<Value> Take(std::map<Handle, Value>& results, Handle handle) {
  auto found = results.extract(handle);
  if (found.empty()) return std::nullopt;
  return std::move(found.mapped());
}

}  // namespace

log::Offset PastLog::EndOf(const log::TopicPartition& place) const {
  const auto found = ends_.find(ToText(place));
  return found == ends_.end() ? 0 : found->second.next;
}

log::AppendHandle PastLog::Append(const log::TopicPartition&, std::vector<log::Record> records) {
  const log::AppendHandle handle{++handles_};
  appended_[handle].offsets.assign(records.size(), log::kPlaceUnknown);
  return handle;
}

std::optional<log::AppendResult> PastLog::Poll(log::AppendHandle handle) {
  return Take(appended_, handle);
}

// The end of a store is the offset behind a record, so nothing but a gap is cut off.
log::ReadResult PastLog::Read(const log::TopicPartition& place, log::Offset from,
                              const log::ReadLimits& limits) {
  const log::Offset end = EndOf(place);
  if (from >= end) return log::CaughtUp{from};
  log::ReadResult result = log_.Read(place, from, limits);
  auto* records = std::get_if<log::Records>(&result);
  if (records == nullptr) return result;
  std::erase_if(records->records,
                [end](const log::LogRecord& record) { return record.offset >= end; });
  if (records->records.empty()) return log::CaughtUp{end};
  return result;
}

log::EndHandle PastLog::QueryEnd(const log::TopicPartition& place, log::Offset /*known*/) {
  const log::EndHandle handle{++handles_};
  asked_ends_[handle] = EndOf(place);
  return handle;
}

std::optional<absl::StatusOr<log::Offset>> PastLog::Poll(log::EndHandle handle) {
  return Take(asked_ends_, handle);
}

log::PositionHandle PastLog::Store(const std::string&, const log::TopicPartition&,
                                   log::Offset next) {
  const log::PositionHandle handle{++handles_};
  positions_[handle] = next;
  return handle;
}

log::PositionHandle PastLog::Query(const std::string&, const log::TopicPartition& place) {
  const log::PositionHandle handle{++handles_};
  positions_[handle] = EndOf(place);
  return handle;
}

std::optional<absl::StatusOr<log::Offset>> PastLog::Poll(log::PositionHandle handle) {
  return Take(positions_, handle);
}

}  // namespace docket::ops
