#pragma once

// Digests of rows, to compare stores that are on different machines or cut into other partitions:
// the sum modulo 2^256, over the rows of a table, of SHA-256(length of key, key, length of value,
// value), lengths as big-endian u32. A sum knows no order, so parts add up to the whole.

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/status.h"
#include "libs/store/engine.h"
#include "libs/store/store_spec.h"

namespace docket::store {

class TableDigest {
 public:
  void Add(std::string_view key, std::string_view value);
  // As if the rows of `other` had been added here.
  TableDigest& operator+=(const TableDigest& other);

  // The sum as 64 hexadecimal digits.
  std::string hex() const;

  friend bool operator==(const TableDigest&, const TableDigest&) = default;

 private:
  std::array<uint64_t, 4> sum_{};  // The least significant word first.
};

// The digests of the tables of a spec, by index. A table that is not covered counts as empty.
struct StoreDigest {
  std::vector<TableDigest> tables;

  // As if the rows of `other`, of the same spec, were in this store.
  StoreDigest& operator+=(const StoreDigest& other);
  // One text for all: hexadecimal of the SHA-256 over the texts of the tables.
  std::string hex() const;

  friend bool operator==(const StoreDigest&, const StoreDigest&) = default;
};

// One table by one scan: its rows, and as much of them as enters each of the digests below.
struct TableSum {
  uint64_t rows = 0;
  TableDigest full;
  TableDigest content;

  // As if the rows of `other` were in this table.
  TableSum& operator+=(const TableSum& other);

  friend bool operator==(const TableSum&, const TableSum&) = default;
};

// Asked now and then in a long scan; false ends it as CANCELLED.
using GoOn = std::function<bool()>;

// DATA_LOSS as FullDigest and ContentDigest.
absl::StatusOr<TableSum> SumTable(const ReadView& view, const StoreSpec& spec, TableIndex table,
                                  const GoOn& go_on);

// The digest of everything that folds of the same records have in common: all tables but cursors
// (and the store's own two). DATA_LOSS if the store is damaged.
absl::StatusOr<StoreDigest> FullDigest(const ReadView& view, const StoreSpec& spec);

// The digest of what two runs of the same commands have in common, on whatever log and in however
// many partitions: as much of each table as its Content says. DATA_LOSS as above, or if a value is
// too short for the digest it should begin with.
absl::StatusOr<StoreDigest> ContentDigest(const ReadView& view, const StoreSpec& spec);

}  // namespace docket::store
