#pragma once

// RocksDB as the embedded log needs it: one ordered table, batches that are on the disk when Write
// returns, and a torn end that is cut at opening while damage anywhere else is refused. No header
// of RocksDB leaves database.cc.
//
// Threads: Write by one thread, everything else by any.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/status.h"

namespace rocksdb {
class DB;
}

namespace docket::log::embedded {

using Rows = std::vector<std::pair<std::string, std::string>>;

// A row met by a scan; return false to stop.
using RowVisitor = std::function<bool(std::string_view key, std::string_view value)>;

class Database {
 public:
  // Makes a database at `path`, which must not hold one, with `rows` in it.
  static absl::Status Create(const std::string& path, const Rows& rows);

  // Opens the database at `path`. Everything it then shows is on the disk. DATA_LOSS if it is
  // damaged beyond a torn last write, UNAVAILABLE if it cannot be opened now.
  static absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& path);

  // Opens what Open would, for reading alone, and changes nothing: Open removes every table that
  // the manifest does not name, which after damage to the manifest is what could have been saved.
  // So such tables are read: DATA_LOSS if one has a row that the database lacks.
  // FAILED_PRECONDITION if there is what Open would stumble over (database_files.h). Else as Open.
  static absl::StatusOr<std::unique_ptr<Database>> OpenReadOnly(const std::string& path);

  ~Database();

  // Writes and syncs all rows or, if the process dies in between, a state that Open sees as all or
  // none. After a failure the outcome is unknown and nothing may be written any more: a kernel that
  // could not sync a page may forget it and report success the next time.
  absl::Status Write(const Rows& rows);

  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const;

  // Visits the rows with keys in [begin, end), rising.
  absl::Status Scan(const std::string& begin, const std::string& end,
                    const RowVisitor& visit) const;

  // The greatest key in [begin, end), or none.
  absl::StatusOr<std::optional<std::string>> LastKey(const std::string& begin,
                                                     const std::string& end) const;

 private:
  class Lock;

  Database(std::string path, std::unique_ptr<Lock> lock, std::unique_ptr<rocksdb::DB> db);

  absl::Status CheckUnnamedTables() const;
  absl::Status CheckUnnamedTable(const std::string& table) const;

  const std::string path_;
  const std::unique_ptr<Lock> lock_;  // Of one opened for reading, which takes none by itself.
  const std::unique_ptr<rocksdb::DB> db_;
};

}  // namespace docket::log::embedded
