#include "libs/eventing/outbox.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace docket::eventing {

void Outbox::SetWaker(log::Waker* waker) {
  waker_ = waker;
  for (const auto& [target, lane] : lanes_) log_.SetWaker(target, waker);
}

void Outbox::Add(const log::TopicPartition& target, log::Record record) {
  const auto [lane, fresh] = lanes_.try_emplace(target);
  if (fresh && waker_ != nullptr) log_.SetWaker(target, waker_);
  lane->second.records.push_back(std::move(record));
  ++size_;
}

absl::Status Outbox::Advance(Instant now) {
  std::erase_if(dropped_,
                [this](log::AppendHandle handle) { return log_.Poll(handle).has_value(); });
  for (auto& [target, lane] : lanes_) {
    DOCKET_RETURN_IF_ERROR(Collect(target, lane, now));
    const bool waits = lane.wait_until.value_or(now.monotonic) > now.monotonic;
    if (!lane.records.empty() && !lane.handle.has_value() && !waits) Send(target, lane);
  }
  return absl::OkStatus();
}

absl::Status Outbox::Collect(const log::TopicPartition& target, Lane& lane, Instant now) {
  if (!lane.handle.has_value()) return absl::OkStatus();
  std::optional<log::AppendResult> result = log_.Poll(*lane.handle);
  if (!result.has_value()) return absl::OkStatus();
  lane.handle.reset();
  if (std::holds_alternative<log::Written>(*result)) {
    OnWritten(lane);
  } else if (const auto* refused = std::get_if<log::Refused>(&*result)) {
    if (refused->status.code() != absl::StatusCode::kResourceExhausted) {
      return Annotate(refused->status, "sending to " + ToText(target));
    }
    lane.wait_until = now.monotonic + kRefusedWait;
  } else {
    lane.again = lane.in_flight;
    resent_ += lane.in_flight;
  }
  return absl::OkStatus();
}

void Outbox::OnWritten(Lane& lane) {
  const auto begin = lane.records.begin();
  lane.records.erase(begin, begin + static_cast<std::ptrdiff_t>(lane.in_flight));
  size_ -= lane.in_flight;
  lane.again = 0;
}

void Outbox::Send(const log::TopicPartition& target, Lane& lane) {
  lane.wait_until.reset();
  lane.in_flight = lane.again > 0 ? lane.again : CountToSend(lane);
  const auto end = lane.records.begin() + static_cast<std::ptrdiff_t>(lane.in_flight);
  lane.handle = log_.Append(target, std::vector<log::Record>(lane.records.begin(), end));
}

size_t Outbox::CountToSend(const Lane& lane) const {
  size_t count = 0;
  size_t bytes = 0;
  for (const log::Record& record : lane.records) {
    bytes += SizeBytes(record);
    if (count > 0 && (count == append_records_max_ || bytes > kAppendBytesMax)) break;
    ++count;
  }
  return count;
}

std::optional<std::chrono::nanoseconds> Outbox::next_try() const {
  std::optional<std::chrono::nanoseconds> next;
  for (const auto& [target, lane] : lanes_) {
    if (lane.wait_until.has_value())
      next = std::min(next.value_or(*lane.wait_until), *lane.wait_until);
  }
  return next;
}

void Outbox::Drop() {
  for (auto& [target, lane] : lanes_) {
    if (lane.handle.has_value()) dropped_.push_back(*lane.handle);
    lane = {};
  }
  size_ = 0;
}

}  // namespace docket::eventing
