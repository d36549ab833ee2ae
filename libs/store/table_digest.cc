#include "libs/store/table_digest.h"

#include <algorithm>

#include "libs/base/big_endian.h"
#include "libs/base/check.h"
#include "libs/base/digest.h"

namespace docket::store {
namespace {

// Rows between two questions whether to go on: some milliseconds.
constexpr uint64_t kRowsPerQuestion = 4096;

absl::StatusOr<std::string_view> AfterDigest(std::string_view key, std::string_view value) {
  if (value.size() >= Digest::kSize) return value.substr(Digest::kSize);
  return DataLoss("a value is shorter than the digest it begins with, at key " + Hex(key));
}

// Visits a table's rows until a visit fails.
using RowTaker = std::function<absl::Status(std::string_view key, std::string_view value)>;
absl::Status TakeRows(const ReadView& view, TableIndex table, const RowTaker& take) {
  absl::Status taken;
  DOCKET_RETURN_IF_ERROR(view.Scan(table, {}, [&](std::string_view key, std::string_view value) {
    taken = take(key, value);
    return taken.ok();
  }));
  return taken;
}

absl::Status AddContent(std::string_view key, std::string_view value, Content content,
                        TableDigest& digest) {
  if (content == Content::kAfterDigest) {
    DOCKET_ASSIGN_OR_RETURN(value, AfterDigest(key, value));
  }
  if (content != Content::kNone) digest.Add(key, value);
  return absl::OkStatus();
}

}  // namespace

void TableDigest::Add(std::string_view key, std::string_view value) {
  const std::string_view row[] = {key, value};
  const Sha256Bytes hash = HashParts(row);
  const std::string_view bytes(reinterpret_cast<const char*>(hash.data()), hash.size());
  TableDigest one;
  for (size_t word = 0; word < sum_.size(); ++word)
    one.sum_[word] = GetU64(bytes.substr(24 - 8 * word));
  *this += one;
}

TableDigest& TableDigest::operator+=(const TableDigest& other) {
  bool carry = false;
  for (size_t word = 0; word < sum_.size(); ++word) {
    const uint64_t before = sum_[word];
    sum_[word] += other.sum_[word] + carry;
    carry = carry ? sum_[word] <= before : sum_[word] < before;
  }
  return *this;
}

std::string TableDigest::hex() const {
  std::string bytes;
  std::for_each(sum_.rbegin(), sum_.rend(), [&bytes](uint64_t word) { PutU64(bytes, word); });
  return Hex(bytes);
}

TableSum& TableSum::operator+=(const TableSum& other) {
  rows += other.rows;
  full += other.full;
  content += other.content;
  return *this;
}

StoreDigest& StoreDigest::operator+=(const StoreDigest& other) {
  DOCKET_CHECK(tables.size() == other.tables.size());
  for (size_t table = 0; table < tables.size(); ++table) tables[table] += other.tables[table];
  return *this;
}

std::string StoreDigest::hex() const {
  std::string texts;
  for (const TableDigest& table : tables) texts += table.hex();
  const Sha256Bytes hash = Sha256(texts);
  return Hex({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

absl::StatusOr<TableSum> SumTable(const ReadView& view, const StoreSpec& spec, TableIndex table,
                                  const GoOn& go_on) {
  const TableSpec& what = spec.tables[table];
  TableSum sum;
  auto take = [&](std::string_view key, std::string_view value) -> absl::Status {
    if (++sum.rows % kRowsPerQuestion == 0 && !go_on())
      return MakeStatus(absl::StatusCode::kCancelled, "the scan was ended");
    if (!what.cursor) sum.full.Add(key, value);
    return AddContent(key, value, what.content, sum.content);
  };
  DOCKET_RETURN_IF_ERROR(TakeRows(view, table, take));
  return sum;
}

absl::StatusOr<StoreDigest> FullDigest(const ReadView& view, const StoreSpec& spec) {
  StoreDigest digest{.tables = std::vector<TableDigest>(spec.tables.size())};
  for (TableIndex table = 0; table < spec.tables.size(); ++table) {
    if (spec.tables[table].cursor) continue;
    auto take = [&](std::string_view key, std::string_view value) {
      digest.tables[table].Add(key, value);
      return absl::OkStatus();
    };
    DOCKET_RETURN_IF_ERROR(TakeRows(view, table, take));
  }
  return digest;
}

absl::StatusOr<StoreDigest> ContentDigest(const ReadView& view, const StoreSpec& spec) {
  StoreDigest digest{.tables = std::vector<TableDigest>(spec.tables.size())};
  for (TableIndex table = 0; table < spec.tables.size(); ++table) {
    const Content content = spec.tables[table].content;
    if (content == Content::kNone) continue;
    auto take = [&](std::string_view key, std::string_view value) {
      return AddContent(key, value, content, digest.tables[table]);
    };
    DOCKET_RETURN_IF_ERROR(TakeRows(view, table, take));
  }
  return digest;
}

}  // namespace docket::store
