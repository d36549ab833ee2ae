#pragma once

// What a projection store needs of its engine: ordered tables, atomic batches, views that do not
// move, and a flush that makes everything written durable together. RocksDB in production, a model
// in simulations. There is no write-ahead log: the event log is one.
//
// Threads: Write, Clear and Flush by one thread at a time; views from any thread.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/status.h"

namespace docket::store {

// A table by its place in the list that the store was opened with.
using TableIndex = size_t;

// One change of a batch. Without a value the key is deleted.
struct Mutation {
  TableIndex table = 0;
  std::string key;
  std::optional<std::string> value;
};

// All keys of one table in [begin, end), in order of their bytes. An empty end is no bound.
struct KeyRange {
  std::string begin;
  std::string end;

  // All keys that start with `prefix`.
  static KeyRange Prefix(std::string_view prefix);
};

// A row met by a scan; return false to stop.
using RowVisitor = std::function<bool(std::string_view key, std::string_view value)>;

// The written rows at one moment; later writes do not show. Any thread; must go before its engine.
class ReadView {
 public:
  virtual ~ReadView() = default;

  // The value of `key`, or none. A failure is DATA_LOSS: the store is damaged.
  virtual absl::StatusOr<std::optional<std::string>> Get(TableIndex table,
                                                         std::string_view key) const = 0;
  // Visits `range` in rising order, or falling if `reverse`. The texts a visitor sees live until it
  // returns. DATA_LOSS as above, after the rows in front of the damage.
  virtual absl::Status Scan(TableIndex table, const KeyRange& range, const RowVisitor& visit,
                            bool reverse = false) const = 0;
};

class Engine {
 public:
  virtual ~Engine() = default;

  // A view of everything written so far.
  virtual std::unique_ptr<ReadView> View() const = 0;

  // Applies all mutations or none; views made afterwards show them. Not yet durable. A failure
  // leaves the engine unusable.
  virtual absl::Status Write(const std::vector<Mutation>& batch) = 0;

  // Deletes all rows of `tables`, then applies `then`, in one batch that is written as by Write.
  // Costs the same for few rows and many.
  virtual absl::Status Clear(const std::vector<TableIndex>& tables,
                             const std::vector<Mutation>& then) = 0;

  // Makes all that is written durable, all tables together: after a crash the rows are those of
  // some finished flush, whole.
  virtual absl::Status Flush() = 0;
};

}  // namespace docket::store
