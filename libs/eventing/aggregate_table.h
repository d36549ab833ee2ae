#pragma once

// The aggregates of one kind in one partition, as folded so far: rows of the store with those in
// use kept decoded. Written back into the window before it is written, so a hot aggregate costs one
// row per window, not one per event. One thread.

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "libs/eventing/aggregate_rows.h"
#include "libs/eventing/commit.h"

namespace docket::eventing {

// What became of a commit, and the row as it stands after it.
struct FoldedCommit {
  Verdict verdict = Verdict::kStale;
  // Valid until the next Load or Fold. Null where only heads are kept.
  const AggregateRow* row = nullptr;
};

class AggregateTable {
 public:
  // Rows kept decoded, about a kilobyte each: a few megabytes per partition.
  static constexpr size_t kCachedMax = 4096;

  // `store` has the three tables of `kind` at `tables`; both outlive this.
  AggregateTable(const AggregateKind& kind, AggregateTables tables, store::ProjectionStore& store);

  const AggregateKind& kind() const { return kind_; }

  // The row of `aggregate_id`, fresh if no commit has touched it. Valid until the next Load or
  // Fold.
  absl::StatusOr<const AggregateRow*> Load(const std::string& aggregate_id);

  // Judges `commit` and, if accepted, folds it: state, commit and done command.
  absl::StatusOr<FoldedCommit> Fold(const Commit& commit);

  // The version that the command `command_id` made, or none if it is not done.
  absl::StatusOr<std::optional<uint64_t>> FindDone(const std::string& aggregate_id,
                                                   const Digest& command_id);
  // The commit that made `version`, which was accepted.
  absl::StatusOr<Commit> ReadAccepted(const std::string& aggregate_id, uint64_t version);

  // Puts the rows that changed into the store's window; call before it is written.
  void PutChangedRows();
  // Forgets what is in memory; call when the window is dropped.
  void Forget();

  size_t cached() const { return cache_.size(); }

 private:
  struct Cached {
    AggregateRow row;
    bool changed = false;
  };
  using Cache = std::unordered_map<std::string, Cached>;

  absl::StatusOr<Cache::value_type*> LoadCached(const std::string& aggregate_id);

  const AggregateKind& kind_;
  const AggregateTables tables_;
  store::ProjectionStore& store_;
  Cache cache_;                              // Only looked up, never walked.
  std::vector<Cache::value_type*> changed_;  // Since they were last put.
};

}  // namespace docket::eventing
