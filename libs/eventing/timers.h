#pragma once

// The timers of one unit. They live in the store, ordered by due time; a timer goes when the event
// that settles it is folded, not when its command is sent. The near ones sit in memory; the scan
// for more starts at a stored cursor, never from zero, and the cursor never passes an unsettled
// timer.
//
//   timers         due_ms[8] key   -> (empty)
//   timers.cursor  (empty)         -> due_ms[8] key: no timer stands before it
//
// One thread.

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/time.h"
#include "libs/store/projection_store.h"

namespace docket::eventing {

struct DueTimer {
  Time due;
  std::string key;
};

class Timers {
 public:
  // Timers in memory: a storm beyond them is loaded as it settles.
  static constexpr size_t kNearMax = 65'536;

  static std::vector<store::TableSpec> Specs();

  // `store` has the tables of Specs() at `first`, `first` + 1.
  Timers(store::ProjectionStore& store, store::TableIndex first, size_t near_max = kNearMax);

  // Begins at the stored cursor and forgets what is in memory. First of all, and after the window
  // was dropped.
  absl::Status Load();

  void Arm(Time due, std::string_view key);
  void Settle(Time due, std::string_view key);

  // The timers that are to be sent at `now`: due before now.wall, and not sent in vain too shortly
  // before. Each counts as sent from then on. Reads a bounded number of rows.
  absl::StatusOr<std::vector<DueTimer>> TakeDue(Instant now);

  // The due time of the next timer that was not sent yet, however far ahead; none if there is none.
  // Reads past timers that were sent in vain.
  absl::StatusOr<std::optional<Time>> NextDue() const;

  // By when TakeDue has something to do, by the monotonic clock; none if nothing near is armed.
  std::optional<std::chrono::nanoseconds> NextWake(Instant now) const;

  // Puts the cursor into the window; call before it is written.
  void PutCursor();

  // Timers in memory; those sent and not settled among them may exceed the bound by a few.
  size_t near() const { return fresh_.size() + sent_.size(); }

 private:
  struct Sent {
    std::chrono::nanoseconds again_at{};
    std::chrono::nanoseconds backoff{};
  };

  absl::Status LoadNear(Instant now);
  void TakeRow(const std::string& row, std::chrono::nanoseconds backoff, Instant now,
               std::vector<DueTimer>& due);

  store::ProjectionStore& store_;
  const store::TableIndex rows_;
  const store::TableIndex cursor_table_;

  const size_t near_max_;

  // Row keys. Each unsettled timer before loaded_until_ is in exactly one of fresh_ and sent_; of
  // those behind it, only sent ones are in memory.
  std::string loaded_until_;
  std::set<std::string> fresh_;
  std::map<std::string, Sent> sent_;
  std::set<std::pair<std::chrono::nanoseconds, std::string>> again_;  // The order of sent_.
  std::string stored_cursor_;
};

}  // namespace docket::eventing
