#include "libs/log/embedded/database.h"

#include <filesystem>
#include <set>

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/table.h>

#include "libs/log/embedded/database_files.h"

namespace docket::log::embedded {
namespace {

rocksdb::Options DatabaseOptions() {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(8 << 20);
  table.format_version = 5;
  rocksdb::Options options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.compression = rocksdb::kLZ4Compression;
  options.write_buffer_size = 16 << 20;
  // A torn end opens without what was never acknowledged. The default, a point in time, would open
  // in silence with half of the acknowledged records once a byte in the middle is bad.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.track_and_verify_wals_in_manifest = true;  // A missing file of the log is damage too.
  options.max_total_wal_size = 64 << 20;             // Bounds the replay at start.
  options.max_bgerror_resume_count = 0;              // What failed once stays failed.
  options.max_open_files = 256;
  options.keep_log_file_num = 4;
  options.max_log_file_size = 1 << 20;
  options.stats_dump_period_sec = 0;
  return options;
}

absl::Status Damaged(const std::string& path, std::string_view what) {
  return DataLoss("the log's database " + path + " is damaged: " + std::string(what) +
                  "; keep the log's directory for inspection and put a whole copy of it in its "
                  "place");
}

absl::Status FromRocks(const std::string& path, const rocksdb::Status& status) {
  if (status.ok()) return absl::OkStatus();
  if (status.IsCorruption() || status.IsPathNotFound()) return Damaged(path, status.ToString());
  return Unavailable("the log's database " + path + ": " + status.ToString() +
                     "; see that no other process has it open, that its files may be read and "
                     "written, and that this process may open enough files (ulimit -n)");
}

// What came of opening `db`.
absl::StatusOr<std::unique_ptr<rocksdb::DB>> Opened(const std::string& path,
                                                    const rocksdb::Status& status,
                                                    rocksdb::DB* db) {
  std::unique_ptr<rocksdb::DB> opened(db);
  if (status.IsInvalidArgument() || status.IsNotFound()) {  // No database there.
    return Damaged(path, status.ToString());
  }
  DOCKET_RETURN_IF_ERROR(FromRocks(path, status));
  return opened;
}

absl::StatusOr<std::unique_ptr<rocksdb::DB>> OpenRocks(const std::string& path,
                                                       const rocksdb::Options& options) {
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(options, path, &db);
  return Opened(path, status, db);
}

rocksdb::Slice ToSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

}  // namespace

// Keeps other processes, and this one, from opening the database for writing.
class Database::Lock {
 public:
  static absl::StatusOr<std::unique_ptr<Lock>> Take(const std::string& path) {
    rocksdb::FileLock* lock = nullptr;
    DOCKET_RETURN_IF_ERROR(FromRocks(path, Env().LockFile(path + "/LOCK", &lock)));
    return std::unique_ptr<Lock>(new Lock(lock));
  }
  ~Lock() { Env().UnlockFile(lock_).PermitUncheckedError(); }

 private:
  explicit Lock(rocksdb::FileLock* lock) : lock_(lock) {}
  static rocksdb::Env& Env() { return *rocksdb::Env::Default(); }

  rocksdb::FileLock* const lock_;
};

absl::Status Database::Create(const std::string& path, const Rows& rows) {
  rocksdb::Options options = DatabaseOptions();
  options.create_if_missing = true;
  options.error_if_exists = true;
  DOCKET_ASSIGN_OR_RETURN(auto db, OpenRocks(path, options));
  return Database(path, nullptr, std::move(db)).Write(rows);
}

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& path) {
  DOCKET_ASSIGN_OR_RETURN(auto db, OpenRocks(path, DatabaseOptions()));
  return std::unique_ptr<Database>(new Database(path, nullptr, std::move(db)));
}

absl::StatusOr<std::unique_ptr<Database>> Database::OpenReadOnly(const std::string& path) {
  DOCKET_ASSIGN_OR_RETURN(std::unique_ptr<Lock> lock, Lock::Take(path));
  DOCKET_RETURN_IF_ERROR(CheckDatabaseFiles(path));
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status = rocksdb::DB::OpenForReadOnly(DatabaseOptions(), path, &db);
  DOCKET_ASSIGN_OR_RETURN(auto opened, Opened(path, status, db));
  std::unique_ptr<Database> database(new Database(path, std::move(lock), std::move(opened)));
  DOCKET_RETURN_IF_ERROR(database->CheckUnnamedTables());
  return database;
}

Database::Database(std::string path, std::unique_ptr<Lock> lock, std::unique_ptr<rocksdb::DB> db)
    : path_(std::move(path)), lock_(std::move(lock)), db_(std::move(db)) {}

Database::~Database() = default;

absl::Status Database::CheckUnnamedTables() const {
  std::vector<rocksdb::LiveFileMetaData> files;
  db_->GetLiveFilesMetaData(&files);
  std::set<std::string> named;
  for (const rocksdb::LiveFileMetaData& file : files) {
    named.insert(std::filesystem::path(file.name).filename());
  }
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(path_, error)) {
    const std::filesystem::path& table = entry.path();
    if (table.extension() != ".sst" || named.contains(table.filename())) continue;
    DOCKET_RETURN_IF_ERROR(CheckUnnamedTable(table));
  }
  if (error) return Unavailable("the log's database " + path_ + ": " + error.message());
  return absl::OkStatus();
}

// A crash leaves tables unnamed too: one that was not finished, which cannot be read, and one whose
// rows are still in the write-ahead log or in the tables that it was made of. No row is ever
// deleted, so a key that is nowhere else was lost.
absl::Status Database::CheckUnnamedTable(const std::string& table) const {
  rocksdb::SstFileReader reader(DatabaseOptions());
  if (!reader.Open(table).ok()) return absl::OkStatus();
  const std::unique_ptr<rocksdb::Iterator> row(reader.NewIterator(rocksdb::ReadOptions()));
  for (row->SeekToFirst(); row->Valid(); row->Next()) {
    DOCKET_ASSIGN_OR_RETURN(const auto value, Get(ToView(row->key())));
    if (!value.has_value()) {
      return Damaged(path_, "its manifest does not name the table " + table +
                                ", which has rows that are nowhere else");
    }
  }
  return absl::OkStatus();
}

absl::Status Database::Write(const Rows& rows) {
  rocksdb::WriteBatch batch;
  for (const auto& [key, value] : rows) {
    DOCKET_RETURN_IF_ERROR(FromRocks(path_, batch.Put(key, value)));
  }
  rocksdb::WriteOptions options;
  options.sync = true;
  return FromRocks(path_, db_->Write(options, &batch));
}

absl::StatusOr<std::optional<std::string>> Database::Get(std::string_view key) const {
  std::string value;
  const rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), ToSlice(key), &value);
  if (status.IsNotFound()) return std::optional<std::string>();
  DOCKET_RETURN_IF_ERROR(FromRocks(path_, status));
  return std::optional(std::move(value));
}

absl::Status Database::Scan(const std::string& begin, const std::string& end,
                            const RowVisitor& visit) const {
  const rocksdb::Slice bound(end);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &bound;
  options.fill_cache = false;  // Scans pass once, and by the size of the log.
  const std::unique_ptr<rocksdb::Iterator> row(db_->NewIterator(options));
  for (row->Seek(begin); row->Valid(); row->Next()) {
    if (!visit(ToView(row->key()), ToView(row->value()))) break;
  }
  return FromRocks(path_, row->status());  // Over damage an iterator just ends.
}

absl::StatusOr<std::optional<std::string>> Database::LastKey(const std::string& begin,
                                                             const std::string& end) const {
  const rocksdb::Slice lower(begin);
  const rocksdb::Slice upper(end);
  rocksdb::ReadOptions options;
  options.iterate_lower_bound = &lower;
  options.iterate_upper_bound = &upper;
  const std::unique_ptr<rocksdb::Iterator> row(db_->NewIterator(options));
  row->SeekToLast();
  DOCKET_RETURN_IF_ERROR(FromRocks(path_, row->status()));
  if (!row->Valid()) return std::optional<std::string>();
  return std::optional(row->key().ToString());
}

}  // namespace docket::log::embedded
