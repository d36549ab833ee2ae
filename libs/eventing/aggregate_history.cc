#include "libs/eventing/aggregate_history.h"

#include <utility>

#include "libs/base/proto_time.h"

namespace docket::eventing {

absl::Status ReadCommits(const AggregateKind& kind, const AggregateTables& tables,
                         const store::ReadView& view, std::string_view aggregate_id,
                         const CommitRange& range, const CommitVisitor& visit) {
  if (range.first > range.last) return absl::OkStatus();
  store::KeyRange keys{CommitKey(aggregate_id, range.first), CommitKey(aggregate_id, range.last)};
  keys.end += '\0';  // The last one too.
  absl::Status damage;
  const auto meet = [&](std::string_view, std::string_view bytes) {
    const absl::StatusOr<Commit> commit = ReadStoredCommit(kind, aggregate_id, std::string(bytes));
    if (commit.ok()) return visit(*commit);
    damage = commit.status();
    return false;
  };
  DOCKET_RETURN_IF_ERROR(view.Scan(tables.commits, keys, meet, range.reverse));
  return damage;
}

absl::Status FoldOn(const AggregateKind& kind, const AggregateTables& tables,
                    const store::ReadView& view, std::string_view aggregate_id, const AsOf& as_of,
                    AggregateRow& row) {
  const auto fold = [&](const Commit& commit) {
    const CommitHeader& header = commit.header(kind);
    // Times of an aggregate never fall, so nothing that counts comes later.
    if (FromProto(header.time()) > as_of.time) return false;
    if (row.head.version == 0) row.tenant = header.tenant();
    row.head = HeadOf(header, commit.digest);
    kind.Evolve(*row.state, *commit.message);
    return true;
  };
  const uint64_t folded = row.head.version;
  return ReadCommits(kind, tables, view, aggregate_id, {.first = folded + 1, .last = as_of.version},
                     fold);
}

absl::StatusOr<std::optional<AggregateRow>> ReadRowAsOf(const AggregateKind& kind,
                                                        const AggregateTables& tables,
                                                        const store::ReadView& view,
                                                        std::string_view aggregate_id,
                                                        const AsOf& as_of) {
  AggregateRow row = FreshRow(kind);
  DOCKET_RETURN_IF_ERROR(FoldOn(kind, tables, view, aggregate_id, as_of, row));
  if (row.head.version == 0) return std::optional<AggregateRow>();
  return std::optional<AggregateRow>(std::move(row));
}

}  // namespace docket::eventing
