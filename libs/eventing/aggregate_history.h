#pragma once

// The history of an aggregate, read from the commits that a unit keeps: commit by commit, and as it
// stood after one of them. For readers; any thread.

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string_view>

#include "libs/eventing/aggregate_rows.h"
#include "libs/eventing/commit.h"

namespace docket::eventing {

// Which commits to visit, and in which order.
struct CommitRange {
  uint64_t first = 1;
  uint64_t last = std::numeric_limits<uint64_t>::max();
  // Whether the latest comes first.
  bool reverse = false;
};

// Meets a commit; false stops.
using CommitVisitor = std::function<bool(const Commit& commit)>;

// Visits the accepted commits of `aggregate_id` in `range`. DATA_LOSS if the store is damaged.
absl::Status ReadCommits(const AggregateKind& kind, const AggregateTables& tables,
                         const store::ReadView& view, std::string_view aggregate_id,
                         const CommitRange& range, const CommitVisitor& visit);

// Up to which commit to fold: the last that meets both.
struct AsOf {
  uint64_t version = std::numeric_limits<uint64_t>::max();
  Time time = Time::max();
};

// Takes `row`, an earlier state of the aggregate, on to what it was then. Costs as many folds as
// commits between them. DATA_LOSS if the store is damaged.
absl::Status FoldOn(const AggregateKind& kind, const AggregateTables& tables,
                    const store::ReadView& view, std::string_view aggregate_id, const AsOf& as_of,
                    AggregateRow& row);

// The aggregate as its row stood then; none if it has no commit that early. Costs as many folds as
// commits. DATA_LOSS if the store is damaged.
absl::StatusOr<std::optional<AggregateRow>> ReadRowAsOf(const AggregateKind& kind,
                                                        const AggregateTables& tables,
                                                        const store::ReadView& view,
                                                        std::string_view aggregate_id,
                                                        const AsOf& as_of);

}  // namespace docket::eventing
