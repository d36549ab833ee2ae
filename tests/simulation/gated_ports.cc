#include "tests/simulation/gated_ports.h"

namespace docket::simulation {

WakeBoard::~WakeBoard() {
  for (const auto& [place, fan] : fans_) log_.SetWaker(place, nullptr);
}

void WakeBoard::Set(const log::TopicPartition& place, const void* unit, log::Waker* waker) {
  const auto [fan, fresh] = fans_.try_emplace(place);
  fan->second.Forget(unit);
  if (waker != nullptr) fan->second.wakers.emplace_back(unit, waker);
  if (fresh) log_.SetWaker(place, &fan->second);
}

void WakeBoard::Forget(const void* unit) {
  for (auto& [place, fan] : fans_) fan.Forget(unit);
}

void WakeBoard::Fan::Forget(const void* unit) {
  std::erase_if(wakers, [unit](const auto& waker) { return waker.first == unit; });
}

void WakeBoard::Fan::Wake() {
  for (const auto& [unit, waker] : wakers) waker->Wake();
}

log::AppendHandle GatedLog::Append(const log::TopicPartition& place,
                                   std::vector<log::Record> records) {
  gate_.Pass();
  return log_.Append(place, std::move(records));
}

std::optional<log::AppendResult> GatedLog::Poll(log::AppendHandle handle) {
  return gate_.Pass() ? log_.Poll(handle) : std::nullopt;
}

log::ReadResult GatedLog::Read(const log::TopicPartition& place, log::Offset from,
                               const log::ReadLimits& limits) {
  if (!gate_.Pass()) return log::CaughtUp{from};
  return log_.Read(place, from, limits);
}

log::EndHandle GatedLog::QueryEnd(const log::TopicPartition& place, log::Offset known) {
  gate_.Pass();
  return log_.QueryEnd(place, known);
}

std::optional<absl::StatusOr<log::Offset>> GatedLog::Poll(log::EndHandle handle) {
  return gate_.Pass() ? log_.Poll(handle) : std::nullopt;
}

void GatedLog::SetWaker(const log::TopicPartition& place, log::Waker* waker) {
  board_.Set(place, this, waker);
}

log::PositionHandle GatedPositions::Store(const std::string& group,
                                          const log::TopicPartition& place, log::Offset next) {
  if (gate_.Pass()) on_store_(place, next);
  return positions_.Store(group, place, next);
}

log::PositionHandle GatedPositions::Query(const std::string& group,
                                          const log::TopicPartition& place) {
  gate_.Pass();
  return positions_.Query(group, place);
}

std::optional<absl::StatusOr<log::Offset>> GatedPositions::Poll(log::PositionHandle handle) {
  return gate_.Pass() ? positions_.Poll(handle) : std::nullopt;
}

absl::Status GatedEngine::Write(const std::vector<store::Mutation>& batch) {
  gate_.Pass();
  DOCKET_RETURN_IF_ERROR(engine_->Write(batch));
  on_write_(*engine_->View());
  return absl::OkStatus();
}

absl::Status GatedEngine::Clear(const std::vector<store::TableIndex>& tables,
                                const std::vector<store::Mutation>& then) {
  gate_.Pass();
  DOCKET_RETURN_IF_ERROR(engine_->Clear(tables, then));
  on_clear_(*engine_->View());
  return absl::OkStatus();
}

absl::Status GatedEngine::Flush() {
  gate_.Pass();
  return engine_->Flush();
}

}  // namespace docket::simulation
