#include "libs/eventing/aggregate_table.h"

#include <utility>

#include "libs/base/big_endian.h"

namespace docket::eventing {
AggregateTable::AggregateTable(const AggregateKind& kind, AggregateTables tables,
                               store::ProjectionStore& store)
    : kind_(kind), tables_(tables), store_(store) {}

// A full cache gives up what it holds, changed rows to the window, and fills with what is in use
// now: cheaper per commit than keeping an order of use.
absl::StatusOr<AggregateTable::Cache::value_type*> AggregateTable::LoadCached(
    const std::string& aggregate_id) {
  if (auto found = cache_.find(aggregate_id); found != cache_.end()) return &*found;
  if (cache_.size() >= kCachedMax) {
    PutChangedRows();
    cache_.clear();
  }
  DOCKET_ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                          store_.Get(tables_.rows, aggregate_id));
  AggregateRow row = FreshRow(kind_);
  if (bytes.has_value()) {
    DOCKET_ASSIGN_OR_RETURN(row, DecodeRow(kind_, *bytes));
  }
  return &*cache_.emplace(aggregate_id, Cached{std::move(row)}).first;
}

absl::StatusOr<const AggregateRow*> AggregateTable::Load(const std::string& aggregate_id) {
  DOCKET_ASSIGN_OR_RETURN(const Cache::value_type* const cached, LoadCached(aggregate_id));
  return &cached->second.row;
}

absl::StatusOr<FoldedCommit> AggregateTable::Fold(const Commit& commit) {
  const CommitHeader& header = commit.header(kind_);
  const std::string& id = header.aggregate_id();
  DOCKET_ASSIGN_OR_RETURN(Cache::value_type* const cached, LoadCached(id));
  AggregateRow& row = cached->second.row;
  const Verdict verdict = Judge(row.head, header.version(), header.prev(), commit.digest);
  if (verdict != Verdict::kAccepted) return FoldedCommit{verdict, &row};
  if (row.head.version == 0) row.tenant = header.tenant();
  row.head = HeadOf(header, commit.digest);
  kind_.Evolve(*row.state, *commit.message);
  if (!std::exchange(cached->second.changed, true)) changed_.push_back(cached);
  store_.Put(tables_.commits, CommitKey(id, header.version()), commit.bytes);
  std::string version;
  PutU64(version, header.version());
  store_.Put(tables_.done, DoneKey(id, Digest::FromBytes(header.command_id())), std::move(version));
  return FoldedCommit{verdict, &row};
}

absl::StatusOr<std::optional<uint64_t>> AggregateTable::FindDone(const std::string& aggregate_id,
                                                                 const Digest& command_id) {
  DOCKET_ASSIGN_OR_RETURN(const std::optional<std::string> version,
                          store_.Get(tables_.done, DoneKey(aggregate_id, command_id)));
  if (!version.has_value()) return std::optional<uint64_t>();
  if (version->size() != sizeof(uint64_t)) return DataLoss("a row of done commands is cut");
  return std::optional<uint64_t>(GetU64(*version));
}

absl::StatusOr<Commit> AggregateTable::ReadAccepted(const std::string& aggregate_id,
                                                    uint64_t version) {
  DOCKET_ASSIGN_OR_RETURN(std::optional<std::string> bytes,
                          store_.Get(tables_.commits, CommitKey(aggregate_id, version)));
  if (!bytes.has_value()) {
    return DataLoss("version " + std::to_string(version) + " of " + aggregate_id +
                    " is not in the store");
  }
  return ReadStoredCommit(kind_, aggregate_id, *std::move(bytes));
}

void AggregateTable::PutChangedRows() {
  for (Cache::value_type* const cached : changed_) {
    store_.Put(tables_.rows, cached->first, EncodeRow(cached->second.row));
    cached->second.changed = false;
  }
  changed_.clear();
}

void AggregateTable::Forget() {
  changed_.clear();
  cache_.clear();
}

}  // namespace docket::eventing
