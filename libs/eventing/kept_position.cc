#include "libs/eventing/kept_position.h"

#include <utility>

namespace docket::eventing {
namespace {

constexpr std::chrono::seconds kStoreEvery{1};

}  // namespace

KeptPosition::KeptPosition(log::Positions& positions, std::string group, log::TopicPartition place)
    : positions_(positions), group_(std::move(group)), place_(std::move(place)) {}

void KeptPosition::Ask() {
  known_ = false;
  query_ = positions_.Query(group_, place_);
}

void KeptPosition::Advance(Instant now) {
  if (query_.has_value()) {
    if (std::optional<absl::StatusOr<log::Offset>> answer = positions_.Poll(*query_)) {
      query_.reset();
      if (!answer->ok()) return Ask();
      known_ = true;
      kept_ = **answer == log::Positions::kNone ? std::nullopt : std::optional(**answer);
    }
  }
  if (store_.has_value()) {
    std::optional<absl::StatusOr<log::Offset>> answer = positions_.Poll(*store_);
    if (!answer.has_value()) return;
    store_.reset();
    if (answer->ok()) kept_ = **answer;
  }
  if (!wanted_.has_value() || wanted_ == kept_ || now.monotonic - stored_at_ < kStoreEvery) return;
  stored_at_ = now.monotonic;
  Store();
}

void KeptPosition::Keep(log::Offset next) { wanted_ = next; }

void KeptPosition::KeepNow(log::Offset next) {
  wanted_ = next;
  if (!store_.has_value()) Store();
}

void KeptPosition::Store() { store_ = positions_.Store(group_, place_, *wanted_); }

}  // namespace docket::eventing
