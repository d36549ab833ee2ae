#include "libs/testing/simulated_engine.h"

#include <algorithm>
#include <iterator>

#include "libs/base/check.h"

namespace docket::testing {
namespace {

constexpr size_t kFlushesKept = 4;
constexpr uint64_t kDamagedRowsMax = 4;

using Lock = std::lock_guard<std::recursive_mutex>;

bool Contains(const store::KeyRange& range, std::string_view key) {
  return key >= range.begin && (range.end.empty() || key < range.end);
}

}  // namespace

void SimulatedDisk::Crash(std::mt19937_64& rng) {
  Lock lock(mutex_);
  const std::deque<Moment>& flushes = contents_->flushes;
  Moment survivor = flushes.back();
  uint64_t drawn = rng() % 10;
  if (drawn == 0) survivor = flushes[rng() % flushes.size()];
  if (drawn == 1) survivor += rng() % (contents_->now - survivor + 1);
  SetBack(*contents_, survivor);
  CutOff();
}

void SimulatedDisk::Wipe() {
  Lock lock(mutex_);
  contents_ = std::make_shared<Contents>();
  CutOff();
}

void SimulatedDisk::SetNoSpace(bool no_space) {
  Lock lock(mutex_);
  no_space_ = no_space;
}

void SimulatedDisk::Damage(const std::string& table, store::KeyRange range) {
  Lock lock(mutex_);
  contents_->tables.at(table).damages.push_back(std::move(range));
}

void SimulatedDisk::DamageDrawn(const std::string& name, std::mt19937_64& rng) {
  Lock lock(mutex_);
  const Table& table = contents_->tables.at(name);
  if (table.rows.empty()) return;
  size_t first = rng() % table.rows.size();
  size_t last = std::min(first + 1 + rng() % kDamagedRowsMax, table.rows.size());
  auto begin = std::next(table.rows.begin(), static_cast<std::ptrdiff_t>(first));
  auto end = std::next(begin, static_cast<std::ptrdiff_t>(last - first));
  Damage(name, {begin->first, end == table.rows.end() ? std::string() : end->first});
}

uint64_t SimulatedDisk::rows_read() const {
  Lock lock(mutex_);
  return rows_read_;
}

void SimulatedDisk::CutOff() {
  ++cuts_;
  open_ = false;
}

void SimulatedDisk::SetBack(Contents& contents, Moment moment) {
  for (auto& [name, table] : contents.tables) {
    for (auto row = table.rows.begin(); row != table.rows.end();) {
      std::erase_if(row->second, [moment](const auto& became) { return became.first > moment; });
      row = row->second.empty() ? table.rows.erase(row) : std::next(row);
    }
  }
  std::erase_if(contents.flushes, [moment](Moment flush) { return flush >= moment; });
  contents.flushes.push_back(moment);
}

void SimulatedDisk::Forget(Contents& contents) {
  Moment oldest = contents.flushes.front();
  if (!contents.views.empty()) oldest = std::min(oldest, *contents.views.begin());
  for (auto& changes = contents.changes; !changes.empty(); changes.pop_front()) {
    const Change& change = changes.front();
    if (change.moment > oldest) return;
    auto row = change.table->rows.find(change.key);
    if (row == change.table->rows.end()) continue;
    History& history = row->second;
    auto later = std::find_if(history.begin(), history.end(),
                              [oldest](const auto& became) { return became.first > oldest; });
    if (later != history.begin()) history.erase(history.begin(), later - 1);
    if (history.size() == 1 && !history.front().second) change.table->rows.erase(row);
  }
}

class SimulatedView final : public store::ReadView {
 public:
  explicit SimulatedView(const SimulatedEngine& engine)
      : engine_(engine), moment_(engine.contents_->now) {
    engine_.contents_->views.insert(moment_);
    ++engine_.views_open_;
  }
  ~SimulatedView() override {
    Lock lock(engine_.disk_.mutex_);
    auto& views = engine_.contents_->views;
    views.erase(views.find(moment_));
    --engine_.views_open_;
  }

  absl::StatusOr<std::optional<std::string>> Get(store::TableIndex index,
                                                 std::string_view key) const override {
    Lock lock(engine_.disk_.mutex_);
    const SimulatedDisk::Table& table = *engine_.tables_.at(index);
    ++engine_.disk_.rows_read_;
    DOCKET_RETURN_IF_ERROR(CheckRead(table, key));
    auto row = table.rows.find(key);
    return row == table.rows.end() ? std::nullopt : Value(row->second);
  }

  absl::Status Scan(store::TableIndex index, const store::KeyRange& range,
                    const store::RowVisitor& visit, bool reverse) const override {
    Lock lock(engine_.disk_.mutex_);
    const SimulatedDisk::Table& table = *engine_.tables_.at(index);
    if (!range.end.empty() && range.end <= range.begin) return absl::OkStatus();
    auto begin = table.rows.lower_bound(range.begin);
    auto end = range.end.empty() ? table.rows.end() : table.rows.lower_bound(range.end);
    if (!reverse) return Visit(table, begin, end, visit);
    return Visit(table, std::reverse_iterator(end), std::reverse_iterator(begin), visit);
  }

 private:
  template <typename Iterator>
  absl::Status Visit(const SimulatedDisk::Table& table, Iterator row, Iterator end,
                     const store::RowVisitor& visit) const {
    for (; row != end; ++row) {
      DOCKET_RETURN_IF_ERROR(CheckRead(table, row->first));
      std::optional<std::string> value = Value(row->second);
      ++engine_.disk_.rows_read_;
      if (value && !visit(row->first, *value)) break;
    }
    return absl::OkStatus();
  }

  std::optional<std::string> Value(const SimulatedDisk::History& history) const {
    auto became = std::find_if(history.rbegin(), history.rend(),
                               [this](const auto& entry) { return entry.first <= moment_; });
    return became == history.rend() ? std::nullopt : became->second;
  }

  static absl::Status CheckRead(const SimulatedDisk::Table& table, std::string_view key) {
    for (const store::KeyRange& damage : table.damages) {
      if (Contains(damage, key)) return DataLoss("simulated damage");
    }
    return absl::OkStatus();
  }

  const SimulatedEngine& engine_;
  const SimulatedDisk::Moment moment_;
};

absl::StatusOr<std::unique_ptr<SimulatedEngine>> SimulatedEngine::Open(
    SimulatedDisk& disk, const std::vector<std::string>& tables) {
  Lock lock(disk.mutex_);
  if (disk.open_) return Unavailable("another engine has the disk open");
  for (const auto& [name, table] : disk.contents_->tables) {
    if (std::find(tables.begin(), tables.end(), name) == tables.end()) {
      return FailedPrecondition("the disk has an unknown table: " + name);
    }
  }
  return std::unique_ptr<SimulatedEngine>(new SimulatedEngine(disk, tables));
}

SimulatedEngine::SimulatedEngine(SimulatedDisk& disk, const std::vector<std::string>& tables)
    : disk_(disk), cut_(disk.cuts_), contents_(disk.contents_) {
  for (const std::string& name : tables) tables_.push_back(&contents_->tables[name]);
  disk_.open_ = true;
}

SimulatedEngine::~SimulatedEngine() {
  Lock lock(disk_.mutex_);
  DOCKET_CHECK(views_open_ == 0);
  if (IsCutOff()) return;
  if (failed_) SimulatedDisk::SetBack(*contents_, contents_->flushes.back());
  disk_.open_ = false;
}

std::unique_ptr<store::ReadView> SimulatedEngine::View() const {
  Lock lock(disk_.mutex_);
  return std::make_unique<SimulatedView>(*this);
}

absl::Status SimulatedEngine::Write(const std::vector<store::Mutation>& batch) {
  Lock lock(disk_.mutex_);
  DOCKET_RETURN_IF_ERROR(CheckUsable());
  SimulatedDisk::Moment moment = ++contents_->now;
  for (const store::Mutation& mutation : batch) {
    SimulatedDisk::Table* table = tables_.at(mutation.table);
    table->rows[mutation.key].emplace_back(moment, mutation.value);
    contents_->changes.push_back({moment, table, mutation.key});
  }
  SimulatedDisk::Forget(*contents_);
  return absl::OkStatus();
}

absl::Status SimulatedEngine::Clear(const std::vector<store::TableIndex>& tables,
                                    const std::vector<store::Mutation>& then) {
  Lock lock(disk_.mutex_);
  std::vector<store::Mutation> batch;
  for (const store::TableIndex table : tables) {
    for (const auto& [key, history] : tables_.at(table)->rows) {
      batch.push_back({table, key, std::nullopt});
    }
  }
  batch.insert(batch.end(), then.begin(), then.end());
  return Write(batch);
}

absl::Status SimulatedEngine::Flush() {
  Lock lock(disk_.mutex_);
  DOCKET_RETURN_IF_ERROR(CheckUsable());
  std::deque<SimulatedDisk::Moment>& flushes = contents_->flushes;
  if (flushes.back() != contents_->now) flushes.push_back(contents_->now);
  if (flushes.size() > kFlushesKept) flushes.pop_front();
  SimulatedDisk::Forget(*contents_);
  return absl::OkStatus();
}

absl::Status SimulatedEngine::CheckUsable() {
  if (IsCutOff()) return Unavailable("the process of this engine has crashed");
  if (failed_) return Unavailable("a write of this engine has failed before");
  if (!disk_.no_space_) return absl::OkStatus();
  failed_ = true;
  return ResourceExhausted("simulated: no space left on the disk");
}

}  // namespace docket::testing
