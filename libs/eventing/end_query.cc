#include "libs/eventing/end_query.h"

#include <utility>

namespace docket::eventing {

EndQuery::EndQuery(log::EventLog& log, log::TopicPartition place)
    : log_(log), place_(std::move(place)) {}

void EndQuery::Ask(log::Offset known) {
  wanted_ = true;
  known_ = known;
  too_early_ = running_.has_value();
  if (!too_early_) running_ = log_.QueryEnd(place_, known_);
}

std::optional<log::Offset> EndQuery::Take() {
  if (!running_.has_value()) return std::nullopt;
  const std::optional<absl::StatusOr<log::Offset>> end = log_.Poll(*running_);
  if (!end.has_value()) return std::nullopt;
  running_.reset();
  if (!wanted_) return std::nullopt;
  if (too_early_ || !end->ok()) {
    Ask(known_);
    return std::nullopt;
  }
  wanted_ = false;
  return **end;
}

}  // namespace docket::eventing
