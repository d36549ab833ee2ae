#pragma once

// Where two views of one table part.

#include <optional>
#include <string>

#include "libs/base/status.h"
#include "libs/store/engine.h"
#include "libs/store/table_digest.h"

namespace docket::ops {

struct RowDifference {
  std::string key;
  // On which sides it has a row; on both if the values differ.
  bool in_left = false;
  bool in_right = false;
};

// The first key of `table` at which `left` and `right` differ; none if they are equal. Reads both
// in turns, a bounded number of rows at once. DATA_LOSS if either is damaged, CANCELLED when
// `go_on` says so.
absl::StatusOr<std::optional<RowDifference>> FirstDifference(const store::ReadView& left,
                                                             const store::ReadView& right,
                                                             store::TableIndex table,
                                                             const store::GoOn& go_on);

}  // namespace docket::ops
