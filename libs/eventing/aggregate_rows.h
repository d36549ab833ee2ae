#pragma once

// How an aggregate stands in the store: one row with its head and state, its commits by version,
// and the ids of the commands it has done (kernel.md 6). Written by AggregateTable, read by it and
// by the readers of a service.
//
// clang-format off
//   <kind>          aggregate id                    -> digest[16] version[8] time_ms[8] settings[8]
//                                                      tenant_size[2] tenant state...
//   <kind>.commits  aggregate id, NUL, version[8]   -> the record's value
//   <kind>.done     aggregate id, NUL, command[16]  -> version[8]
// clang-format on

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/eventing/acceptance.h"
#include "libs/eventing/aggregate_kind.h"
#include "libs/store/projection_store.h"

namespace docket::eventing {

// The places of a kind's three tables in the list of its unit's store.
struct AggregateTables {
  store::TableIndex rows = 0;
  store::TableIndex commits = 0;
  store::TableIndex done = 0;

  // The tables of `kind` when the first stands at `first`; Specs gives them in this order.
  static AggregateTables At(store::TableIndex first) { return {first, first + 1, first + 2}; }
  static std::vector<store::TableSpec> Specs(std::string_view kind);
};

struct AggregateRow {
  Head head;
  // Whose it is; fixed by the first commit. Another tenant's callers find nothing.
  std::string tenant;
  std::unique_ptr<Message> state;
};

std::string CommitKey(std::string_view aggregate_id, uint64_t version);
std::string DoneKey(std::string_view aggregate_id, const Digest& command_id);

std::string EncodeRow(const AggregateRow& row);
// DATA_LOSS if `bytes` are no row of `kind`.
absl::StatusOr<AggregateRow> DecodeRow(const AggregateKind& kind, std::string_view bytes);

// An aggregate that no commit has touched.
AggregateRow FreshRow(const AggregateKind& kind);

// The row of `aggregate_id` in `view`, or none.
absl::StatusOr<std::optional<AggregateRow>> ReadRow(const AggregateKind& kind,
                                                    const AggregateTables& tables,
                                                    const store::ReadView& view,
                                                    std::string_view aggregate_id);

// The time of the latest commit that any row in `view` rests on; the beginning of 1970 if there is
// none. Reads every row.
absl::StatusOr<Time> ReadGreatestTime(const AggregateTables& tables, const store::ReadView& view);

}  // namespace docket::eventing
