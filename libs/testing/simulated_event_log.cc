#include "libs/testing/simulated_event_log.h"

#include <utility>

#include "libs/base/check.h"

namespace docket::testing {

using log::AppendHandle;
using log::EndHandle;
using log::TopicPartition;

SimulatedEventLog::SimulatedEventLog(SimulatedLog& log)
    : log_(log),
      inbox_(std::make_shared<log::Inbox>()),
      producer_(std::make_shared<SimulatedProducer>(log)) {}

SimulatedEventLog::~SimulatedEventLog() { log_.RemoveWakers(this); }

void SimulatedEventLog::Cut() {
  inbox_ = nullptr;
  producer_->Break();
  log_.RemoveWakers(this);
}

absl::StatusOr<int32_t> SimulatedEventLog::PartitionCount(std::string_view topic) const {
  return log_.PartitionCount(topic);
}

absl::Status SimulatedEventLog::CheckAppend(const TopicPartition& place) {
  const bool full = Chance(log_.rng(), log_.faults().queue_full);
  DOCKET_RETURN_IF_ERROR(log_.CheckPlace(place));
  return full ? ResourceExhausted("the simulated queue is full") : absl::OkStatus();
}

AppendHandle SimulatedEventLog::Append(const TopicPartition& place,
                                       std::vector<log::Record> records) {
  DOCKET_CHECK(!records.empty());
  if (inbox_ == nullptr) return AppendHandle{0};
  const AppendHandle handle = inbox_->appends.NewHandle();
  if (absl::Status status = CheckAppend(place); !status.ok()) {
    inbox_->appends.Put(handle, log::Refused{std::move(status)});
    log_.Wake(place, this);
    return handle;
  }
  if (producer_->ended()) producer_ = std::make_shared<SimulatedProducer>(log_);
  producer_->Append(place, std::move(records),
                    [this, alive = std::weak_ptr(inbox_), handle, place](const auto& result) {
                      if (alive.expired()) return;
                      inbox_->appends.Put(handle, result);
                      log_.Wake(place, this);
                    });
  return handle;
}

std::optional<log::AppendResult> SimulatedEventLog::Poll(AppendHandle handle) {
  if (inbox_ == nullptr) return std::nullopt;
  return inbox_->appends.Take(handle);
}

log::ReadResult SimulatedEventLog::Read(const TopicPartition& place, log::Offset from,
                                        const log::ReadLimits& limits) {
  if (inbox_ == nullptr) return log::CaughtUp{from};
  return log_.Read(place, from, limits);
}

EndHandle SimulatedEventLog::QueryEnd(const TopicPartition& place, log::Offset /*known*/) {
  if (inbox_ == nullptr) return EndHandle{0};
  const EndHandle handle = inbox_->ends.NewHandle();
  absl::Status status = log_.CheckPlace(place);
  const bool fails = Chance(log_.rng(), log_.faults().end_fails);
  if (status.ok() && fails) status = Unavailable("no simulated answer about the end");
  const VirtualTime at = log_.schedule().now() + UpTo(log_.rng(), log_.faults().latency_max);
  log_.schedule().At(at, [this, alive = std::weak_ptr(inbox_), handle, place, status] {
    if (alive.expired()) return;
    inbox_->ends.Put(handle, status.ok() ? absl::StatusOr<log::Offset>(log_.End(place)) : status);
    log_.Wake(place, this);
  });
  return handle;
}

std::optional<absl::StatusOr<log::Offset>> SimulatedEventLog::Poll(EndHandle handle) {
  if (inbox_ == nullptr) return std::nullopt;
  return inbox_->ends.Take(handle);
}

void SimulatedEventLog::SetWaker(const TopicPartition& place, log::Waker* waker) {
  if (inbox_ != nullptr) log_.SetWaker(this, place, waker);
}

}  // namespace docket::testing
