#include "libs/store/window.h"

#include <algorithm>
#include <utility>

namespace docket::store {
namespace {

// What a change costs beside its texts.
constexpr size_t kChangeBytes = sizeof(Mutation) + 64;
// Up to here new changes are inserted one by one; merging walks all that are there already.
constexpr size_t kInsertedMax = 32;

bool ByKey(const Mutation* left, const Mutation* right) { return left->key < right->key; }
bool BeforeKey(const Mutation* change, const std::string& key) { return change->key < key; }

size_t ValueBytes(const std::optional<std::string>& value) { return value ? value->size() : 0; }

}  // namespace

void Window::Set(TableIndex index, std::string key, std::optional<std::string> value) {
  Table& table = tables_[index];
  bytes_ += ValueBytes(value);
  if (auto found = table.find.find(key); found != table.find.end()) {
    Mutation& change = *found->second;
    bytes_ -= ValueBytes(change.value);
    change.value = std::move(value);
    return;
  }
  bytes_ += key.size() + kChangeBytes;
  Mutation& change = table.changes.emplace_back(Mutation{index, std::move(key), std::move(value)});
  table.find.emplace(change.key, &change);
  table.order.push_back(&change);
}

const Mutation* Window::Find(TableIndex index, std::string_view key) const {
  const Table& table = tables_[index];
  auto found = table.find.find(key);
  return found == table.find.end() ? nullptr : found->second;
}

std::span<Mutation* const> Window::Range(TableIndex index, const KeyRange& range) {
  Table& table = tables_[index];
  Sort(table);
  auto begin = std::lower_bound(table.order.begin(), table.order.end(), range.begin, BeforeKey);
  auto end = range.end.empty() ? table.order.end()
                               : std::lower_bound(begin, table.order.end(), range.end, BeforeKey);
  return {begin, end};
}

std::vector<Mutation> Window::Take() {
  std::vector<Mutation> taken;
  size_t count = 0;
  for (const Table& table : tables_) count += table.order.size();
  taken.reserve(count);
  for (Table& table : tables_) {
    Sort(table);
    for (Mutation* change : table.order) taken.push_back(std::move(*change));
  }
  Clear();
  return taken;
}

void Window::Clear() {
  for (Table& table : tables_) {
    table.find.clear();  // First: its keys are views into the changes.
    table.order.clear();
    table.changes.clear();
    table.sorted = 0;
  }
  bytes_ = 0;
}

void Window::Sort(Table& table) {
  auto begin = table.order.begin();
  auto middle = begin + static_cast<std::ptrdiff_t>(table.sorted);
  auto end = table.order.end();
  if (static_cast<size_t>(end - middle) > kInsertedMax) {
    std::sort(middle, end, ByKey);
    std::inplace_merge(begin, middle, end, ByKey);
  } else {
    for (; middle != end; ++middle) {
      std::rotate(std::upper_bound(begin, middle, *middle, ByKey), middle, middle + 1);
    }
  }
  table.sorted = table.order.size();
}

}  // namespace docket::store
