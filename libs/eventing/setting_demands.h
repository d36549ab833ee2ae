#pragma once

// What settings ask for of one unit, while it serves: which keys were found or named and are not
// settled, and where the walk for more is. Nothing of it is stored, for it is a pure function of
// the rows and the settings. When more settings are folded all is walked anew, but a walk that runs
// is finished first: else settings that move all the time would leave its end unwalked. A key is
// sent again, after 1 s, doubling to 60 s, until nothing is demanded any more.
//
// One thread.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace docket::eventing {

class SettingDemands {
 public:
  // Keys in memory; at this many the walk pauses until some are settled.
  static constexpr size_t kPendingMax = 65'536;
  // What one stretch of the walk looks at, and how many keys one step does.
  static constexpr size_t kRowsPerWalk = 1024;
  static constexpr size_t kDuePerTake = 256;

  // Where the walk is: at which projection of the unit, and where in its keys.
  struct Cursor {
    size_t projection = 0;
    std::string key;
  };

  explicit SettingDemands(size_t pending_max = kPendingMax) : pending_max_(pending_max) {}

  // The unit serves from now on; nothing to say if it does already.
  void Begin() { serving_ = true; }
  // Forgets everything: it serves no more, or its window was dropped.
  void Forget();

  // Where the walk goes on with `number` settings folded; none if it is at its end or pauses.
  std::optional<Cursor> WalkFrom(uint64_t number);
  // What one stretch may look at.
  size_t walk_max() const { return std::min(kRowsPerWalk, pending_max_ - pending()); }
  // The stretch from there is walked and goes on at `next`; none at the end of the last projection.
  void WalkOn(std::optional<Cursor> next) { cursor_ = std::move(next); }

  // The walk has found `key`. It is looked at anew if it is known.
  void Add(const std::string& key) { fresh_.insert(key); }
  // A fold says that settings may ask for `key`, or no more.
  void Name(const std::string& key);

  // The keys that are to be looked at: those that are fresh, and those that were sent in vain a
  // while ago. For each, Settle or MaySend is called before anything else.
  std::vector<std::string> TakeDue(std::chrono::nanoseconds now);
  // Nothing is demanded by `key`.
  void Settle(const std::string& key);
  // Whether `key`, demanded by `number` settings, is to be sent at `now`; it counts as sent then.
  // It is not if it was, by as many, too shortly before.
  bool MaySend(const std::string& key, uint64_t number, std::chrono::nanoseconds now);

  // By when there is something to do with `number` settings folded, by the monotonic clock; none if
  // there is nothing, or nobody serves.
  std::optional<std::chrono::nanoseconds> NextWake(uint64_t number,
                                                   std::chrono::nanoseconds now) const;
  // Whether everything that `number` settings ask for was found and sent, as far as there was room.
  bool quiet(uint64_t number) const;

  size_t pending() const { return fresh_.size() + sent_.size(); }

 private:
  struct Sent {
    uint64_t number = 0;  // Of the settings that demanded it.
    std::chrono::nanoseconds again_at{};
    std::chrono::nanoseconds backoff{};
  };

  bool has_room() const { return pending() < pending_max_; }
  bool walks(uint64_t number) const { return cursor_.has_value() || walked_by_ != number; }

  const size_t pending_max_;
  bool serving_ = false;

  std::optional<Cursor> cursor_;  // None at the end.
  // How many settings were folded when the walk began; none if all is to be walked whatever they
  // are.
  std::optional<uint64_t> walked_by_;

  std::set<std::string> fresh_;  // To be looked at. One that was sent is in sent_ as well.
  std::map<std::string, Sent> sent_;
  std::set<std::pair<std::chrono::nanoseconds, std::string>> again_;  // The order of sent_.
};

}  // namespace docket::eventing
