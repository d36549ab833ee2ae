#include "libs/ops/row_difference.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace docket::ops {
namespace {

// Rows of each side in memory.
constexpr size_t kRowsAtOnce = 256;

using Row = std::pair<std::string, std::string>;

// The rows at and after `begin`, as many as are compared at once.
absl::StatusOr<std::vector<Row>> RowsFrom(const store::ReadView& view, store::TableIndex table,
                                          const std::string& begin) {
  std::vector<Row> rows;
  DOCKET_RETURN_IF_ERROR(
      view.Scan(table, {begin, ""}, [&rows](std::string_view key, std::string_view value) {
        rows.emplace_back(key, value);
        return rows.size() < kRowsAtOnce;
      }));
  return rows;
}

// The first row that both should have and one has not, or none.
std::optional<RowDifference> Compare(const std::vector<Row>& left, const std::vector<Row>& right) {
  const auto [at, other] = std::ranges::mismatch(left, right);
  const bool left_ends = at == left.end();
  const bool right_ends = other == right.end();
  if (left_ends && right_ends) return std::nullopt;
  if (right_ends || (!left_ends && at->first < other->first)) return RowDifference{at->first, true};
  if (left_ends || other->first < at->first) return RowDifference{other->first, false, true};
  return RowDifference{at->first, true, true};
}

}  // namespace

// Both sides hold equally many rows at once, so one that ends sooner than the other has ended.
absl::StatusOr<std::optional<RowDifference>> FirstDifference(const store::ReadView& left,
                                                             const store::ReadView& right,
                                                             store::TableIndex table,
                                                             const store::GoOn& go_on) {
  std::string begin;
  while (go_on()) {
    DOCKET_ASSIGN_OR_RETURN(const std::vector<Row> left_rows, RowsFrom(left, table, begin));
    DOCKET_ASSIGN_OR_RETURN(const std::vector<Row> right_rows, RowsFrom(right, table, begin));
    const std::optional<RowDifference> difference = Compare(left_rows, right_rows);
    if (difference.has_value() || left_rows.size() < kRowsAtOnce) return difference;
    begin = left_rows.back().first + '\0';
  }
  return MakeStatus(absl::StatusCode::kCancelled, "the comparison was ended");
}

}  // namespace docket::ops
