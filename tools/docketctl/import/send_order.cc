#include "tools/docketctl/import/send_order.h"

#include "libs/base/check.h"
#include "tools/docketctl/back_off.h"

namespace docket::docketctl {

using std::chrono::nanoseconds;

void SendOrder::Add(uint64_t number, std::string_view case_id) {
  Lanes::value_type& lane = *lanes_.try_emplace(std::string(case_id)).first;
  if (lane.second.numbers.empty()) ready_.emplace(number, &lane);
  lane.second.numbers.push_back(number);
  ++open_;
}

std::optional<uint64_t> SendOrder::Next(nanoseconds now) {
  while (!postponed_.empty() && postponed_.begin()->first <= now) {
    ready_.insert(postponed_lanes_.extract(postponed_.begin()->second));
    postponed_.erase(postponed_.begin());
  }
  if (ready_.empty()) return std::nullopt;
  auto next = ready_.extract(ready_.begin());
  const uint64_t number = next.key();
  under_way_.insert(std::move(next));
  return number;
}

std::optional<nanoseconds> SendOrder::next_time() const {
  if (postponed_.empty()) return std::nullopt;
  return postponed_.begin()->first;
}

void SendOrder::Finish(uint64_t number) {
  const auto found = under_way_.find(number);
  DOCKET_CHECK(found != under_way_.end());
  Lanes::value_type& lane = *found->second;
  under_way_.erase(found);
  --open_;
  lane.second.failures = 0;
  lane.second.numbers.pop_front();
  if (lane.second.numbers.empty()) {
    lanes_.erase(lane.first);
  } else {
    ready_.emplace(lane.second.numbers.front(), &lane);
  }
}

void SendOrder::Postpone(uint64_t number, nanoseconds now) {
  auto found = under_way_.extract(number);
  DOCKET_CHECK(!found.empty());
  postponed_.emplace(now + BackOff(++found.mapped()->second.failures), number);
  postponed_lanes_.insert(std::move(found));
}

void SendOrder::Recall() { ready_.merge(under_way_); }

}  // namespace docket::docketctl
