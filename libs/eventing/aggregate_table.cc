#include "libs/eventing/aggregate_table.h"

#include "libs/base/big_endian.h"

namespace docket::eventing {
namespace {

// About a kilobyte each: a few megabytes per partition.
constexpr size_t kCachedMax = 4096;

}  // namespace

AggregateTable::AggregateTable(const AggregateKind& kind, AggregateTables tables,
                               store::ProjectionStore& store)
    : kind_(kind), tables_(tables), store_(store) {}

absl::StatusOr<AggregateTable::Cached*> AggregateTable::LoadCached(
    const std::string& aggregate_id) {
  auto found = cache_.find(aggregate_id);
  if (found != cache_.end()) return &found->second;
  DOCKET_ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                          store_.Get(tables_.rows, aggregate_id));
  AggregateRow row = FreshRow(kind_);
  if (bytes.has_value()) {
    DOCKET_ASSIGN_OR_RETURN(row, DecodeRow(kind_, *bytes));
  }
  return &cache_.emplace(aggregate_id, Cached{std::move(row)}).first->second;
}

absl::StatusOr<const AggregateRow*> AggregateTable::Load(const std::string& aggregate_id) {
  DOCKET_ASSIGN_OR_RETURN(const Cached* cached, LoadCached(aggregate_id));
  return &cached->row;
}

absl::StatusOr<Verdict> AggregateTable::Fold(const Commit& commit) {
  const CommitHeader& header = commit.header(kind_);
  const std::string& id = header.aggregate_id();
  DOCKET_ASSIGN_OR_RETURN(Cached* const cached, LoadCached(id));
  const Verdict verdict = Judge(cached->row.head, header.version(), header.prev(), commit.digest);
  if (verdict != Verdict::kAccepted) return verdict;
  if (cached->row.head.version == 0) cached->row.tenant = header.tenant();
  cached->row.head = HeadOf(header, commit.digest);
  kind_.Evolve(*cached->row.state, *commit.message);
  cached->changed = true;
  store_.Put(tables_.commits, CommitKey(id, header.version()), commit.bytes);
  std::string version;
  PutU64(version, header.version());
  store_.Put(tables_.done, DoneKey(id, Digest::FromBytes(header.command_id())), std::move(version));
  return verdict;
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
  ReadCommitResult read = ReadCommit(kind_, aggregate_id, *std::move(bytes));
  if (read.readability != Readability::kReadable) {
    return DataLoss("version " + std::to_string(version) + " of " + aggregate_id +
                    " cannot be read from the store");
  }
  return std::move(read.commit);
}

void AggregateTable::PutChangedRows() {
  for (auto& [id, cached] : cache_) {
    if (!cached.changed) continue;
    store_.Put(tables_.rows, id, EncodeRow(cached.row));
    cached.changed = false;
  }
  if (cache_.size() > kCachedMax) cache_.clear();
}

void AggregateTable::Forget() { cache_.clear(); }

}  // namespace docket::eventing
