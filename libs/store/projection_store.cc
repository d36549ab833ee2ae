#include "libs/store/projection_store.h"

#include <numeric>
#include <span>
#include <unordered_set>
#include <utility>

#include "libs/base/big_endian.h"
#include "libs/base/check.h"

namespace docket::store {
namespace {

// The row of the meta table that says whose store this is:
//   format u32, fold version u32, its owner's name to the end.
// A change of the layout of either own table is another format.
constexpr uint32_t kFormat = 2;
constexpr char kOwnerKey[] = "owner";
constexpr size_t kOwnerHeadBytes = 8;

std::string OwnerRow(uint32_t fold_version, const std::string& owner) {
  std::string row;
  PutU32(row, kFormat);
  PutU32(row, fold_version);
  return row + owner;
}

absl::Status CheckOwner(std::string_view row, uint32_t fold_version, const std::string& owner) {
  if (row.size() < kOwnerHeadBytes) return DataLoss("the owner row of a store is too short");
  auto differs = [](std::string_view what, std::string_view found, std::string_view wanted) {
    return FailedPrecondition("store of another " + std::string(what) + ": " + std::string(found) +
                              ", not " + std::string(wanted));
  };
  uint32_t format = GetU32(row);
  if (format != kFormat) return differs("format", std::to_string(format), std::to_string(kFormat));
  uint32_t version = GetU32(row.substr(4));
  if (version != fold_version) {
    return differs("fold version", std::to_string(version), std::to_string(fold_version));
  }
  std::string_view found = row.substr(kOwnerHeadBytes);
  return found == owner ? absl::OkStatus() : differs("owner", found, owner);
}

// A row of the positions table, under its input's name:
//   next offset u64, last offset u64 (two's complement), accepted u64, digest of the last record.
constexpr size_t kPositionHeadBytes = 24;

std::string PositionRow(const Position& position) {
  std::string row;
  PutU64(row, static_cast<uint64_t>(position.next));
  PutU64(row, static_cast<uint64_t>(position.last_offset));
  PutU64(row, position.accepted);
  return row += position.last_digest.bytes();
}

absl::StatusOr<Position> PositionOf(std::string_view input, std::string_view row) {
  if (row.size() != kPositionHeadBytes + Digest::kSize)
    return DataLoss("unreadable position of " + std::string(input));
  return Position{.next = static_cast<int64_t>(GetU64(row)),
                  .last_offset = static_cast<int64_t>(GetU64(row.substr(8))),
                  .last_digest = Digest::FromBytes(row.substr(kPositionHeadBytes)),
                  .accepted = GetU64(row.substr(16))};
}

// Lays the changes of the window over the written rows, both rising.
class Overlay {
 public:
  Overlay(std::span<Mutation* const> changes, const RowVisitor& visit)
      : changes_(changes), visit_(visit) {}

  // Meets the next written row. False once the visitor has stopped.
  bool Row(std::string_view key, std::string_view value) {
    if (!VisitChangesBefore(key)) return false;
    if (changes_.empty() || changes_.front()->key != key) return running_ = visit_(key, value);
    return VisitChange();
  }

  // Meets the end of the written rows.
  void End() {
    while (running_ && !changes_.empty()) VisitChange();
  }

 private:
  bool VisitChangesBefore(std::string_view key) {
    while (running_ && !changes_.empty() && changes_.front()->key < key) VisitChange();
    return running_;
  }
  bool VisitChange() {
    const Mutation& change = *changes_.front();
    changes_ = changes_.subspan(1);
    if (change.value) running_ = visit_(change.key, *change.value);
    return running_;
  }

  std::span<Mutation* const> changes_;
  const RowVisitor& visit_;
  bool running_ = true;
};

// Behind the tables of the fold, as EngineTables has it.
TableIndex PositionsTable(const StoreSpec& spec) { return spec.tables.size(); }

}  // namespace

std::vector<std::string> EngineTables(const StoreSpec& spec) {
  std::vector<std::string> names;
  for (const TableSpec& table : spec.tables) names.push_back(table.name);
  names.insert(names.end(), {"positions", "meta"});
  std::unordered_set<std::string> distinct(names.begin(), names.end());
  DOCKET_CHECK(distinct.size() == names.size());
  return names;
}

absl::StatusOr<Position> PositionIn(const ReadView& view, const StoreSpec& spec,
                                    const std::string& input) {
  DOCKET_ASSIGN_OR_RETURN(const std::optional<std::string> row,
                          view.Get(PositionsTable(spec), input));
  return row.has_value() ? PositionOf(input, *row) : Position{};
}

absl::StatusOr<std::map<std::string, Position>> PositionsIn(const ReadView& view,
                                                            const StoreSpec& spec) {
  std::map<std::string, Position> positions;
  absl::Status parsed;
  auto load = [&](std::string_view input, std::string_view row) {
    absl::StatusOr<Position> position = PositionOf(input, row);
    parsed = position.status();
    if (parsed.ok()) positions.emplace(input, *std::move(position));
    return parsed.ok();
  };
  DOCKET_RETURN_IF_ERROR(view.Scan(PositionsTable(spec), {}, load));
  DOCKET_RETURN_IF_ERROR(parsed);
  return positions;
}

absl::StatusOr<std::unique_ptr<ProjectionStore>> ProjectionStore::Open(
    std::unique_ptr<Engine> engine, StoreSpec spec, const std::string& owner) {
  std::unique_ptr<ProjectionStore> store(new ProjectionStore(std::move(engine), std::move(spec)));
  DOCKET_RETURN_IF_ERROR(store->Claim(owner));
  DOCKET_RETURN_IF_ERROR(store->LoadPositions());
  return store;
}

ProjectionStore::ProjectionStore(std::unique_ptr<Engine> engine, StoreSpec spec)
    : engine_(std::move(engine)),
      spec_(std::move(spec)),
      window_(spec_.tables.size() + 2),
      view_(engine_->View()) {}

absl::Status ProjectionStore::Claim(const std::string& owner) {
  DOCKET_ASSIGN_OR_RETURN(auto row, view_->Get(meta_table(), kOwnerKey));
  if (row) return CheckOwner(*row, spec_.fold_version, owner);
  DOCKET_RETURN_IF_ERROR(RequireNoRows());
  DOCKET_RETURN_IF_ERROR(
      engine_->Write({{meta_table(), kOwnerKey, OwnerRow(spec_.fold_version, owner)}}));
  view_ = engine_->View();
  return absl::OkStatus();
}

// The owner row is the first one written, so rows without it were not written by us.
absl::Status ProjectionStore::RequireNoRows() const {
  for (TableIndex table = 0; table < meta_table(); ++table) {
    bool found = false;
    DOCKET_RETURN_IF_ERROR(view_->Scan(
        table, {}, [&](std::string_view, std::string_view) { return !(found = true); }));
    if (found) return DataLoss("a store has rows but no owner row");
  }
  return absl::OkStatus();
}

absl::Status ProjectionStore::LoadPositions() {
  DOCKET_ASSIGN_OR_RETURN(const auto positions, PositionsIn(*view_, spec_));
  for (const auto& [input, position] : positions) {
    positions_.emplace(input, InputPosition{.written = position, .current = position});
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<std::string>> ProjectionStore::Get(TableIndex table,
                                                                std::string_view key) {
  if (const Mutation* change = window_.Find(table, key)) return change->value;
  return view_->Get(table, key);
}

absl::Status ProjectionStore::Scan(TableIndex table, const KeyRange& range,
                                   const RowVisitor& visit) {
  ++scans_running_;
  Overlay overlay(window_.Range(table, range), visit);
  absl::Status status = view_->Scan(
      table, range,
      [&overlay](std::string_view key, std::string_view value) { return overlay.Row(key, value); });
  if (status.ok()) overlay.End();
  --scans_running_;
  return status;
}

void ProjectionStore::Put(TableIndex table, std::string key, std::string value) {
  Change(table, std::move(key), std::move(value));
}

void ProjectionStore::Delete(TableIndex table, std::string key) {
  Change(table, std::move(key), std::nullopt);
}

void ProjectionStore::Change(TableIndex table, std::string key, std::optional<std::string> value) {
  DOCKET_CHECK(scans_running_ == 0 && table < spec_.tables.size());
  window_.Set(table, std::move(key), std::move(value));
}

const Position& ProjectionStore::position(const std::string& input) const {
  static const Position kFresh;
  auto found = positions_.find(input);
  return found == positions_.end() ? kFresh : found->second.current;
}

void ProjectionStore::SetPosition(const std::string& input, Position position) {
  positions_[input].current = position;
  positions_moved_ = true;
}

absl::Status ProjectionStore::WriteWindow() {
  DOCKET_CHECK(scans_running_ == 0);
  if (window_empty()) return absl::OkStatus();
  // Positions go through the window too, so that they cannot leave in another batch than the rows.
  for (const auto& [input, position] : positions_) {
    if (position.current == position.written) continue;
    window_.Set(PositionsTable(spec_), input, PositionRow(position.current));
  }
  DOCKET_RETURN_IF_ERROR(engine_->Write(window_.Take()));
  for (auto& [input, position] : positions_) position.written = position.current;
  positions_moved_ = false;
  view_ = engine_->View();
  return absl::OkStatus();
}

void ProjectionStore::DropWindow() {
  DOCKET_CHECK(scans_running_ == 0);
  window_.Clear();
  for (auto& [input, position] : positions_) position.current = position.written;
  positions_moved_ = false;
}

absl::Status ProjectionStore::Clear(const std::vector<std::string>& inputs) {
  DropWindow();
  std::vector<TableIndex> tables(spec_.tables.size());
  std::iota(tables.begin(), tables.end(), TableIndex{0});
  std::vector<Mutation> forgotten;
  for (const std::string& input : inputs) forgotten.push_back({PositionsTable(spec_), input, {}});
  DOCKET_RETURN_IF_ERROR(engine_->Clear(tables, forgotten));
  for (const std::string& input : inputs) positions_.erase(input);
  view_ = engine_->View();
  return absl::OkStatus();
}

}  // namespace docket::store
