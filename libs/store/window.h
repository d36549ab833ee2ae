#pragma once

// The changes of the open window, of which the last one of each key counts. A hash finds them for
// the fold, which reads its own changes all the time; they are sorted only when a scan or the write
// needs them in order.

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "libs/store/engine.h"

namespace docket::store {

class Window {
 public:
  explicit Window(size_t table_count) : tables_(table_count) {}

  // Notes that `key` now has `value`, or is deleted.
  void Set(TableIndex table, std::string key, std::optional<std::string> value);

  // The change of `key`; null if the window does not touch it. Valid until the window changes.
  const Mutation* Find(TableIndex table, std::string_view key) const;

  // The changes inside `range` in rising order. Valid until the window changes.
  std::span<Mutation* const> Range(TableIndex table, const KeyRange& range);

  // Takes all changes out, ordered by table and key.
  std::vector<Mutation> Take();
  void Clear();

  bool empty() const { return bytes_ == 0; }
  // About the memory that the changes take.
  size_t bytes() const { return bytes_; }

 private:
  struct Table {
    std::deque<Mutation> changes;                          // In the order of their first Set.
    std::unordered_map<std::string_view, Mutation*> find;  // Never walked; views into `changes`.
    std::vector<Mutation*> order;                          // The first `sorted` rise by key.
    size_t sorted = 0;
  };
  static void Sort(Table& table);

  std::vector<Table> tables_;
  size_t bytes_ = 0;
};

}  // namespace docket::store
