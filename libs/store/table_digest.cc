#include "libs/store/table_digest.h"

#include <algorithm>

#include "libs/base/big_endian.h"
#include "libs/base/check.h"
#include "libs/base/digest.h"

namespace docket::store {
namespace {

// Adds a table's rows, each without the first `skipped` bytes of its value.
absl::StatusOr<TableDigest> DigestRows(const ReadView& view, TableIndex table, size_t skipped) {
  TableDigest digest;
  absl::Status row_status;
  auto add = [&](std::string_view key, std::string_view value) {
    if (value.size() < skipped) {
      row_status =
          DataLoss("a value is shorter than the digest it begins with, at key " + Hex(key));
      return false;
    }
    digest.Add(key, value.substr(skipped));
    return true;
  };
  DOCKET_RETURN_IF_ERROR(view.Scan(table, {}, add));
  DOCKET_RETURN_IF_ERROR(row_status);
  return digest;
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

absl::StatusOr<StoreDigest> FullDigest(const ReadView& view, const StoreSpec& spec) {
  StoreDigest digest{.tables = std::vector<TableDigest>(spec.tables.size())};
  for (TableIndex table = 0; table < spec.tables.size(); ++table) {
    if (spec.tables[table].cursor) continue;
    DOCKET_ASSIGN_OR_RETURN(digest.tables[table], DigestRows(view, table, 0));
  }
  return digest;
}

absl::StatusOr<StoreDigest> ContentDigest(const ReadView& view, const StoreSpec& spec) {
  StoreDigest digest{.tables = std::vector<TableDigest>(spec.tables.size())};
  for (TableIndex table = 0; table < spec.tables.size(); ++table) {
    const Content content = spec.tables[table].content;
    if (content == Content::kNone) continue;
    const size_t skipped = content == Content::kAfterDigest ? Digest::kSize : 0;
    DOCKET_ASSIGN_OR_RETURN(digest.tables[table], DigestRows(view, table, skipped));
  }
  return digest;
}

}  // namespace docket::store
