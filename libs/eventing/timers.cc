#include "libs/eventing/timers.h"

#include <algorithm>
#include <iterator>

#include "libs/base/big_endian.h"

namespace docket::eventing {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr seconds kNearWindow{60};
// What one step reads and gives.
constexpr size_t kRowsPerLoad = 1024;
constexpr size_t kDuePerTake = 256;
constexpr size_t kDueSize = 8;
constexpr seconds kFirstBackoff{1};
constexpr seconds kLastBackoff{60};

// Instants before 1970 sort first as well: the sign bit is turned.
constexpr uint64_t kSign = uint64_t{1} << 63;

std::string RowKey(Time due, std::string_view key) {
  std::string row;
  PutU64(row, static_cast<uint64_t>(ToMillis(due)) ^ kSign);
  return row.append(key);
}

Time DueOf(std::string_view row) { return FromMillis(static_cast<int64_t>(GetU64(row) ^ kSign)); }

}  // namespace

std::vector<store::TableSpec> Timers::Specs() {
  return {{.name = "timers", .content = store::Content::kNone, .cursor = false},
          {.name = "timers.cursor", .content = store::Content::kNone, .cursor = true}};
}

Timers::Timers(store::ProjectionStore& store, store::TableIndex first, size_t near_max)
    : store_(store), rows_(first), cursor_table_(first + 1), near_max_(near_max) {}

absl::Status Timers::Load() {
  fresh_.clear();
  sent_.clear();
  again_.clear();
  DOCKET_ASSIGN_OR_RETURN(const std::optional<std::string> cursor, store_.Get(cursor_table_, ""));
  stored_cursor_ = cursor.value_or("");
  loaded_until_ = stored_cursor_;
  return absl::OkStatus();
}

// A timer behind what is loaded will be found by the scan. One before it is taken into memory, and
// so pulls the cursor back to itself in the same batch; where that is one too many, the last one is
// left to the scan.
void Timers::Arm(Time due, std::string_view key) {
  std::string row = RowKey(due, key);
  if (row < loaded_until_ && !sent_.contains(row)) fresh_.insert(row);
  if (near() > near_max_ && !fresh_.empty()) {
    loaded_until_ = *fresh_.rbegin();
    fresh_.erase(std::prev(fresh_.end()));
  }
  store_.Put(rows_, std::move(row), "");
}

void Timers::Settle(Time due, std::string_view key) {
  const std::string row = RowKey(due, key);
  fresh_.erase(row);
  if (auto sent = sent_.find(row); sent != sent_.end()) {
    again_.erase({sent->second.again_at, row});
    sent_.erase(sent);
  }
  store_.Delete(rows_, row);
}

absl::StatusOr<std::vector<DueTimer>> Timers::TakeDue(Instant now) {
  DOCKET_RETURN_IF_ERROR(LoadNear(now));
  std::vector<DueTimer> due;
  while (due.size() < kDuePerTake && !again_.empty() && again_.begin()->first <= now.monotonic) {
    const std::string row = again_.begin()->second;
    again_.erase(again_.begin());
    const nanoseconds doubled = 2 * sent_.at(row).backoff;
    TakeRow(row, std::min<nanoseconds>(doubled, kLastBackoff), now, due);
  }
  while (due.size() < kDuePerTake && !fresh_.empty() && DueOf(*fresh_.begin()) < now.wall) {
    const std::string row = *fresh_.begin();
    fresh_.erase(fresh_.begin());
    TakeRow(row, kFirstBackoff, now, due);
  }
  return due;
}

void Timers::TakeRow(const std::string& row, nanoseconds backoff, Instant now,
                     std::vector<DueTimer>& due) {
  const nanoseconds again_at = now.monotonic + backoff;
  sent_[row] = {again_at, backoff};
  again_.emplace(again_at, row);
  due.push_back({DueOf(row), row.substr(kDueSize)});
}

absl::Status Timers::LoadNear(Instant now) {
  if (loaded_until_ >= RowKey(now.wall + kNearWindow / 2, "")) return absl::OkStatus();
  if (near() >= near_max_) return absl::OkStatus();
  std::string until = RowKey(now.wall + kNearWindow, "");
  size_t rows = 0;
  const auto take = [&](std::string_view row, std::string_view) {
    const std::string& taken = *fresh_.emplace_hint(fresh_.end(), row);
    if (sent_.contains(taken)) fresh_.erase(std::prev(fresh_.end()));
    if (++rows < kRowsPerLoad && near() < near_max_) return true;
    until = std::string(row) + '\0';
    return false;
  };
  DOCKET_RETURN_IF_ERROR(store_.Scan(rows_, {loaded_until_, until}, take));
  loaded_until_ = std::move(until);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Time>> Timers::NextDue() const {
  if (!fresh_.empty()) return std::optional(DueOf(*fresh_.begin()));
  std::optional<Time> due;
  const auto take = [&](std::string_view row, std::string_view) {
    if (sent_.contains(std::string(row))) return true;
    due = DueOf(row);
    return false;
  };
  DOCKET_RETURN_IF_ERROR(store_.Scan(rows_, {loaded_until_, ""}, take));
  return due;
}

std::optional<nanoseconds> Timers::NextWake(Instant now) const {
  std::optional<nanoseconds> wake;
  if (!again_.empty()) wake = again_.begin()->first;
  if (!fresh_.empty()) {
    const milliseconds ahead = DueOf(*fresh_.begin()) - now.wall + milliseconds(1);
    const nanoseconds at = now.monotonic + std::max(ahead, milliseconds(0));
    wake = std::min(wake.value_or(at), at);
  } else if (near() < near_max_ && loaded_until_ <= RowKey(now.wall, "")) {
    wake = now.monotonic;  // More may be due than was loaded.
  }
  return wake;
}

void Timers::PutCursor() {
  std::string cursor = loaded_until_;
  if (!fresh_.empty()) cursor = std::min(cursor, *fresh_.begin());
  if (!sent_.empty()) cursor = std::min(cursor, sent_.begin()->first);
  if (cursor == stored_cursor_) return;
  store_.Put(cursor_table_, "", cursor);
  stored_cursor_ = std::move(cursor);
}

}  // namespace docket::eventing
