#include "libs/eventing/setting_demands.h"

#include <algorithm>

namespace docket::eventing {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr seconds kFirstBackoff{1};
constexpr seconds kLastBackoff{60};

}  // namespace

void SettingDemands::Forget() {
  serving_ = false;
  cursor_.reset();
  walked_by_.reset();
  fresh_.clear();
  sent_.clear();
  again_.clear();
}

std::optional<SettingDemands::Cursor> SettingDemands::WalkFrom(uint64_t number) {
  if (!cursor_.has_value() && walks(number)) {
    walked_by_ = number;
    cursor_.emplace();
  }
  return has_room() ? cursor_ : std::nullopt;
}

// Whoever does not serve need not remember it: the walk begins with the rows as they are then. A
// key for which there is no room is found by walking once more.
void SettingDemands::Name(const std::string& key) {
  if (!serving_) return;
  if (has_room() || sent_.contains(key)) {
    fresh_.insert(key);
  } else if (!fresh_.contains(key)) {
    walked_by_.reset();
  }
}

std::vector<std::string> SettingDemands::TakeDue(nanoseconds now) {
  std::vector<std::string> due;
  while (due.size() < kDuePerTake && !fresh_.empty()) {
    due.push_back(std::move(fresh_.extract(fresh_.begin()).value()));
  }
  for (auto at = again_.begin(); due.size() < kDuePerTake && at != again_.end(); ++at) {
    if (at->first > now) break;
    due.push_back(at->second);
  }
  return due;
}

void SettingDemands::Settle(const std::string& key) {
  const auto sent = sent_.find(key);
  if (sent == sent_.end()) return;
  again_.erase({sent->second.again_at, key});
  sent_.erase(sent);
}

// Who waits to send one again is not hurried by being looked at, but by other settings.
bool SettingDemands::MaySend(const std::string& key, uint64_t number, nanoseconds now) {
  nanoseconds backoff = kFirstBackoff;
  if (const auto sent = sent_.find(key); sent != sent_.end()) {
    const bool same = sent->second.number == number;
    if (same && sent->second.again_at > now) return false;
    if (same) backoff = std::min<nanoseconds>(2 * sent->second.backoff, kLastBackoff);
    Settle(key);
  }
  sent_[key] = {number, now + backoff, backoff};
  again_.emplace(now + backoff, key);
  return true;
}

std::optional<nanoseconds> SettingDemands::NextWake(uint64_t number, nanoseconds now) const {
  if (!serving_) return std::nullopt;
  if (!fresh_.empty() || (walks(number) && has_room())) return now;
  if (again_.empty()) return std::nullopt;
  return again_.begin()->first;
}

bool SettingDemands::quiet(uint64_t number) const {
  return !serving_ || (fresh_.empty() && !(walks(number) && has_room()));
}

}  // namespace docket::eventing
