#include "libs/store/rocksdb/rocks_engine.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/slice.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

namespace docket::store {
namespace {

rocksdb::Slice ToSlice(std::string_view text) { return {text.data(), text.size()}; }
std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// Only damage asks for a rebuild; all else goes away by itself or needs an operator.
absl::Status Failure(const rocksdb::Status& status, const std::string& attempted) {
  if (status.ok()) return absl::OkStatus();
  std::string message = attempted + ": " + status.ToString();
  // A path that is not found is a file that the manifest names.
  if (status.IsCorruption() || status.IsPathNotFound()) return DataLoss(message);
  if (status.IsNoSpace()) return ResourceExhausted(message);
  return Unavailable(message +
                     "; see that its files may be read and written, and that this process may open "
                     "enough files (ulimit -n)");
}

// What cannot be read back is damaged, whatever the lower layer calls it.
absl::Status ReadFailure(const rocksdb::Status& status) {
  return DataLoss("reading a store: " + status.ToString());
}

rocksdb::DBOptions DatabaseOptions(const std::shared_ptr<rocksdb::WriteBufferManager>& buffers) {
  rocksdb::DBOptions options;
  options.create_if_missing = true;
  options.paranoid_checks = true;
  // Without it a kill leaves tables at different batches, so that events count twice.
  options.atomic_flush = true;
  options.write_buffer_manager = buffers;
  options.max_open_files = 256;
  options.keep_log_file_num = 4;
  options.max_log_file_size = 1 << 20;
  options.stats_dump_period_sec = 0;
  return options;
}

rocksdb::ColumnFamilyOptions TableOptions(const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions blocks;
  blocks.block_cache = cache;
  blocks.cache_index_and_filter_blocks = true;
  blocks.pin_l0_filter_and_index_blocks_in_cache = true;
  blocks.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  blocks.format_version = 5;
  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(blocks));
  options.compression = rocksdb::kLZ4Compression;
  options.bottommost_compression = rocksdb::kZSTD;
  options.write_buffer_size = 8 << 20;
  // The default, 1 MiB, lets hundreds of hardly used tables eat the shared budget.
  options.arena_block_size = 64 << 10;
  // No insert hints, though windows come sorted: RocksDB 7.8 shares one between rows and the
  // DeleteRange of Clear, which are two skip lists.
  return options;
}

// The tables that the database in `directory` has; none if there is no database yet.
absl::StatusOr<std::vector<std::string>> TablesIn(const std::string& directory) {
  std::error_code error;
  if (!std::filesystem::exists(directory + "/CURRENT", error)) return std::vector<std::string>();
  std::vector<std::string> tables;
  DOCKET_RETURN_IF_ERROR(
      Failure(rocksdb::DB::ListColumnFamilies(rocksdb::DBOptions(), directory, &tables),
              "listing the tables of " + directory));
  std::erase(tables, rocksdb::kDefaultColumnFamilyName);
  return tables;
}

absl::Status CheckTables(const std::string& directory, const std::vector<std::string>& found,
                         const std::vector<std::string>& asked) {
  for (const std::string& table : found) {
    if (std::find(asked.begin(), asked.end(), table) == asked.end()) {
      return FailedPrecondition(directory + " has an unknown table: " + table);
    }
  }
  return absl::OkStatus();
}

}  // namespace

// Kept by the engine and its views, and closed with the last of them: RocksDB aborts when it closes
// under an open snapshot.
struct RocksEngine::Database {
  ~Database() {
    for (rocksdb::ColumnFamilyHandle* handle : handles) db->DestroyColumnFamilyHandle(handle);
  }
  rocksdb::ColumnFamilyHandle* table(TableIndex index) const { return handles.at(index); }

  // Opens the tables that `directory` has.
  absl::Status Open(const std::string& directory, const std::vector<std::string>& found,
                    SharedResources& resources);
  // Makes those of `tables` that are missing, and puts all in their order.
  absl::Status AddTables(const std::vector<std::string>& tables,
                         const std::vector<std::string>& found, SharedResources& resources);

  std::vector<rocksdb::ColumnFamilyHandle*> handles;  // The tables by index, then "default".
  std::unique_ptr<rocksdb::DB> db;
};

absl::Status RocksEngine::Database::Open(const std::string& directory,
                                         const std::vector<std::string>& found,
                                         SharedResources& resources) {
  const rocksdb::ColumnFamilyOptions options = TableOptions(resources.block_cache_);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const std::string& table : found) families.emplace_back(table, options);
  families.emplace_back(rocksdb::kDefaultColumnFamilyName, options);
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(DatabaseOptions(resources.write_buffers_),
                                                   directory, families, &handles, &opened);
  db.reset(opened);
  return Failure(status, "opening the store in " + directory);
}

// In one go: RocksDB writes all options out, and reads them back, for each table that it makes
// while it opens.
absl::Status RocksEngine::Database::AddTables(const std::vector<std::string>& tables,
                                              const std::vector<std::string>& found,
                                              SharedResources& resources) {
  std::vector<std::string> missing;
  std::ranges::copy_if(tables, std::back_inserter(missing), [&found](const std::string& table) {
    return std::ranges::find(found, table) == found.end();
  });
  std::vector<rocksdb::ColumnFamilyHandle*> made;
  const rocksdb::Status status =
      db->CreateColumnFamilies(TableOptions(resources.block_cache_), missing, &made);
  handles.insert(handles.end(), made.begin(), made.end());
  DOCKET_RETURN_IF_ERROR(Failure(status, "making the tables of a store"));
  std::ranges::sort(handles, {}, [&tables](const rocksdb::ColumnFamilyHandle* handle) {
    return std::ranges::find(tables, handle->GetName()) - tables.begin();  // "default" is none.
  });
  return absl::OkStatus();
}

class RocksEngine::Snapshot final : public ReadView {
 public:
  explicit Snapshot(std::shared_ptr<const Database> database)
      : database_(std::move(database)), snapshot_(database_->db->GetSnapshot()) {
    options_.snapshot = snapshot_;
  }
  ~Snapshot() override { database_->db->ReleaseSnapshot(snapshot_); }

  absl::StatusOr<std::optional<std::string>> Get(TableIndex table,
                                                 std::string_view key) const override {
    std::string value;
    rocksdb::Status status =
        database_->db->Get(options_, database_->table(table), ToSlice(key), &value);
    if (status.ok()) return value;
    if (status.IsNotFound()) return std::nullopt;
    return ReadFailure(status);
  }

  absl::Status Scan(TableIndex table, const KeyRange& range, const RowVisitor& visit,
                    bool reverse) const override {
    if (!range.end.empty() && range.end <= range.begin) return absl::OkStatus();
    const rocksdb::Slice begin = range.begin;
    const rocksdb::Slice end = range.end;
    // Without bounds an iterator walks over whatever tombstones lie beyond the range.
    rocksdb::ReadOptions options = options_;
    options.iterate_lower_bound = &begin;
    if (!range.end.empty()) options.iterate_upper_bound = &end;
    std::unique_ptr<rocksdb::Iterator> row(
        database_->db->NewIterator(options, database_->table(table)));
    reverse ? row->SeekToLast() : row->Seek(begin);
    while (row->Valid() && visit(ToView(row->key()), ToView(row->value()))) {
      reverse ? row->Prev() : row->Next();
    }
    // Over damage an iterator just ends.
    return row->status().ok() ? absl::OkStatus() : ReadFailure(row->status());
  }

 private:
  const std::shared_ptr<const Database> database_;
  const rocksdb::Snapshot* const snapshot_;
  rocksdb::ReadOptions options_;
};

absl::StatusOr<std::unique_ptr<RocksEngine>> RocksEngine::Open(
    const std::string& directory, const std::vector<std::string>& tables,
    SharedResources& resources) {
  std::error_code error;
  if (std::filesystem::exists(directory, error) &&
      !std::filesystem::is_directory(directory, error)) {
    return FailedPrecondition(directory + " is no directory");
  }
  std::filesystem::create_directories(directory, error);
  if (error) return Unavailable("making the directory " + directory + ": " + error.message());
  DOCKET_ASSIGN_OR_RETURN(const std::vector<std::string> found, TablesIn(directory));
  DOCKET_RETURN_IF_ERROR(CheckTables(directory, found, tables));
  auto database = std::make_shared<Database>();
  DOCKET_RETURN_IF_ERROR(database->Open(directory, found, resources));
  DOCKET_RETURN_IF_ERROR(database->AddTables(tables, found, resources));
  return std::unique_ptr<RocksEngine>(new RocksEngine(std::move(database)));
}

absl::StatusOr<std::string> RocksEngine::SetAside(const std::string& directory,
                                                  const std::string& suffix) {
  std::string aside = directory + ".aside-" + suffix;
  std::error_code error;
  std::filesystem::rename(directory, aside, error);
  if (error) return Unavailable("renaming " + directory + " to " + aside + ": " + error.message());
  return aside;
}

RocksEngine::RocksEngine(std::shared_ptr<Database> database) : database_(std::move(database)) {}
RocksEngine::~RocksEngine() = default;

std::unique_ptr<ReadView> RocksEngine::View() const {
  return std::make_unique<Snapshot>(database_);
}

absl::Status RocksEngine::Write(const std::vector<Mutation>& batch) {
  rocksdb::WriteBatch changes;
  return Write(batch, changes);
}

// Writes `changes` with `batch` behind them.
absl::Status RocksEngine::Write(const std::vector<Mutation>& batch, rocksdb::WriteBatch& changes) {
  for (const Mutation& change : batch) {
    rocksdb::ColumnFamilyHandle* table = database_->table(change.table);
    rocksdb::Status added = change.value ? changes.Put(table, change.key, *change.value)
                                         : changes.Delete(table, change.key);
    DOCKET_RETURN_IF_ERROR(Failure(added, "adding to a batch"));
  }
  rocksdb::WriteOptions options;
  options.disableWAL = true;  // On every write: mixed with logged ones, recovery loses order.
  return Failure(database_->db->Write(options, &changes), "writing to a store");
}

// A range to delete has an end, and no key stands above all others: so up to the last row, and it.
absl::Status RocksEngine::Clear(const std::vector<TableIndex>& tables,
                                const std::vector<Mutation>& then) {
  rocksdb::WriteBatch changes;
  for (const TableIndex index : tables) {
    rocksdb::ColumnFamilyHandle* table = database_->table(index);
    std::unique_ptr<rocksdb::Iterator> row(
        database_->db->NewIterator(rocksdb::ReadOptions(), table));
    row->SeekToLast();
    if (!row->status().ok()) return ReadFailure(row->status());
    if (!row->Valid()) continue;
    rocksdb::Status added = changes.DeleteRange(table, rocksdb::Slice(), row->key());
    if (added.ok()) added = changes.Delete(table, row->key());
    DOCKET_RETURN_IF_ERROR(Failure(added, "adding to a batch"));
  }
  return Write(then, changes);
}

absl::Status RocksEngine::Flush() {
  rocksdb::FlushOptions options;
  options.allow_write_stall = true;  // The one writer is here, so nobody would be stalled.
  return Failure(database_->db->Flush(options, database_->handles), "flushing a store");
}

absl::Status RocksEngine::Verify() const {
  return Failure(database_->db->VerifyChecksum(), "verifying a store");
}

}  // namespace docket::store
