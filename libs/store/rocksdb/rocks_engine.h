#pragma once

// The engine of production: one RocksDB in one directory, a column family per table, without a
// write-ahead log and with all families flushed as one. Settings and their reasons: platform.md 4.
//
// A view that outlives its engine is safe but keeps the database open: opening the directory again
// is UNAVAILABLE until it goes.

#include <memory>
#include <string>
#include <vector>

#include "libs/base/status.h"
#include "libs/store/engine.h"
#include "libs/store/rocksdb/shared_resources.h"

namespace rocksdb {
class WriteBatch;
}  // namespace rocksdb

namespace docket::store {

class RocksEngine final : public Engine {
 public:
  // Opens the database in `directory`, making the directory and the tables that are missing. No
  // table may be named "default". DATA_LOSS if the database is damaged, FAILED_PRECONDITION if it
  // has a table that is not asked for: either way the caller sets it aside. UNAVAILABLE if it is
  // open already or the directory cannot be used. `resources` must outlive the engine.
  static absl::StatusOr<std::unique_ptr<RocksEngine>> Open(const std::string& directory,
                                                           const std::vector<std::string>& tables,
                                                           SharedResources& resources);

  // Renames `directory`, which no engine has open, to "<directory>.aside-<suffix>" and says so.
  // UNAVAILABLE if it cannot, or if that place is taken.
  static absl::StatusOr<std::string> SetAside(const std::string& directory,
                                              const std::string& suffix);

  // Flushes what is written, then closes.
  ~RocksEngine() override;

  std::unique_ptr<ReadView> View() const override;
  absl::Status Write(const std::vector<Mutation>& batch) override;
  absl::Status Clear(const std::vector<TableIndex>& tables,
                     const std::vector<Mutation>& then) override;
  absl::Status Flush() override;

  // Reads every flushed block and compares its checksum; DATA_LOSS at the first one that differs.
  // Takes as long as reading all files does. Any thread.
  absl::Status Verify() const;

 private:
  struct Database;
  class Snapshot;

  explicit RocksEngine(std::shared_ptr<Database> database);

  absl::Status Write(const std::vector<Mutation>& batch, rocksdb::WriteBatch& changes);

  std::shared_ptr<Database> database_;  // Shared with the views.
};

}  // namespace docket::store
