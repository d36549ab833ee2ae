#include "libs/eventing/outbox.h"

#include <algorithm>

namespace docket::eventing {
namespace {

constexpr size_t kRecordsPerAppendMax = 256;

}  // namespace

void Outbox::Add(const log::TopicPartition& target, log::Record record) {
  const auto [lane, fresh] = lanes_.try_emplace(target);
  if (fresh && waker_ != nullptr) log_.SetWaker(target, waker_);
  lane->second.records.push_back(std::move(record));
}

absl::Status Outbox::Advance() {
  for (auto lane = lanes_.begin(); lane != lanes_.end();) {
    DOCKET_RETURN_IF_ERROR(Collect(lane->first, lane->second));
    if (lane->second.records.empty()) {
      lane = lanes_.erase(lane);
      continue;
    }
    if (!lane->second.handle.has_value()) Send(lane->first, lane->second);
    ++lane;
  }
  return absl::OkStatus();
}

absl::Status Outbox::Collect(const log::TopicPartition& target, Lane& lane) {
  if (!lane.handle.has_value()) return absl::OkStatus();
  std::optional<log::AppendResult> result = log_.Poll(*lane.handle);
  if (!result.has_value()) return absl::OkStatus();
  lane.handle.reset();
  if (std::holds_alternative<log::Written>(*result)) {
    lane.records.erase(lane.records.begin(),
                       lane.records.begin() + static_cast<std::ptrdiff_t>(lane.in_flight));
    lane.again = 0;
    return absl::OkStatus();
  }
  if (const auto* refused = std::get_if<log::Refused>(&*result)) {
    if (refused->status.code() == absl::StatusCode::kResourceExhausted) return absl::OkStatus();
    return Annotate(refused->status, "sending to " + ToText(target));
  }
  lane.again = lane.in_flight;
  resent_ += lane.in_flight;
  return absl::OkStatus();
}

void Outbox::Send(const log::TopicPartition& target, Lane& lane) {
  lane.in_flight =
      lane.again > 0 ? lane.again : std::min(lane.records.size(), kRecordsPerAppendMax);
  const auto end = lane.records.begin() + static_cast<std::ptrdiff_t>(lane.in_flight);
  lane.handle = log_.Append(target, std::vector<log::Record>(lane.records.begin(), end));
}

}  // namespace docket::eventing
