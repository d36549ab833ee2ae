#include "libs/eventing/kept_position.h"

#include <utility>

namespace docket::eventing {
namespace {

constexpr std::chrono::seconds kStoreEvery{1};
// What a former owner had under way may land late, below ours; and Kafka forgets a position that
// nobody has stored for a week.
constexpr std::chrono::minutes kStoreAnyway{1};

}  // namespace

KeptPosition::KeptPosition(log::Positions& positions, std::string group, log::TopicPartition place)
    : positions_(positions), group_(std::move(group)), place_(std::move(place)) {}

void KeptPosition::Ask() {
  known_ = false;
  ask_again_ = query_.has_value();
  if (!ask_again_) query_ = positions_.Query(group_, place_);
}

void KeptPosition::Advance(Instant now) {
  CollectQuery();
  CollectStore();
  if (!wanted_.has_value() || store_.has_value()) return;
  const std::chrono::nanoseconds spacing = wanted_ == kept_ ? kStoreAnyway : kStoreEvery;
  if (stored_at_.has_value() && now.monotonic - *stored_at_ < spacing) return;
  stored_at_ = now.monotonic;
  store_ = positions_.Store(group_, place_, *wanted_);
}

void KeptPosition::CollectQuery() {
  if (!query_.has_value()) return;
  std::optional<absl::StatusOr<log::Offset>> answer = positions_.Poll(*query_);
  if (!answer.has_value()) return;
  query_.reset();
  if (ask_again_ || !answer->ok()) return Ask();
  known_ = true;
  kept_ = **answer == log::Positions::kNone ? std::nullopt : std::optional(**answer);
}

void KeptPosition::CollectStore() {
  if (!store_.has_value()) return;
  std::optional<absl::StatusOr<log::Offset>> answer = positions_.Poll(*store_);
  if (!answer.has_value()) return;
  store_.reset();
  if (answer->ok()) kept_ = **answer;
}

void KeptPosition::Keep(log::Offset next) { wanted_ = next; }

void KeptPosition::KeepNow(log::Offset next) {
  if (wanted_ == next) return;
  wanted_ = next;
  stored_at_.reset();
}

void KeptPosition::Forget() {
  known_ = false;
  wanted_.reset();
}

}  // namespace docket::eventing
