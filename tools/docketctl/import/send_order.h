#pragma once

// Which command is sent next: of each case one at a time, so that no later one is decided before an
// earlier one that has to be sent again; of those that may go, the one that comes first in the
// plan.
//
//   order.Add(1, "SUP-7");                  // in the order of the plan
//   while (const auto number = order.Next(now)) Send(*number);
//   order.Finish(1);                        // it has its verdict; the next of its case may go
//   order.Postpone(1, now);                 // or: it may go again after a while
//   order.Recall();                         // or: nobody will answer what was sent
//
// Pure: the caller brings the time, monotonic. One thread.

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace docket::docketctl {

class SendOrder {
 public:
  // `number` is above all that were added.
  void Add(uint64_t number, std::string_view case_id);

  // What is to be sent at `now`, and is under way from then on; none if nothing may go.
  std::optional<uint64_t> Next(std::chrono::nanoseconds now);
  // When the first of those that were postponed may go again; none if none waits for its time.
  std::optional<std::chrono::nanoseconds> next_time() const;

  bool IsUnderWay(uint64_t number) const { return under_way_.contains(number); }
  // Each of these takes a number that is under way.
  void Finish(uint64_t number);
  void Postpone(uint64_t number, std::chrono::nanoseconds now);
  // Everything that is under way may go again at once.
  void Recall();

  // What was added and not finished; and of that, what is under way.
  size_t open() const { return open_; }
  size_t under_way() const { return under_way_.size(); }

 private:
  struct Lane {
    std::deque<uint64_t> numbers;
    int failures = 0;  // Of the first, in a row.
  };
  using Lanes = std::unordered_map<std::string, Lane>;

  Lanes lanes_;  // By case, as long as something of it is open.
  std::map<uint64_t, Lanes::value_type*> under_way_;
  // The first of each lane that is not under way: those that may go, and those that wait until.
  std::map<uint64_t, Lanes::value_type*> ready_;
  std::set<std::pair<std::chrono::nanoseconds, uint64_t>> postponed_;
  std::map<uint64_t, Lanes::value_type*> postponed_lanes_;
  size_t open_ = 0;
};

}  // namespace docket::docketctl
