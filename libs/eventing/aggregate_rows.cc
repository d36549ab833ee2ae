#include "libs/eventing/aggregate_rows.h"

#include <algorithm>

#include "libs/base/big_endian.h"
#include "libs/eventing/commit.h"

namespace docket::eventing {
namespace {

// The digest comes first, so that the content digest of a table can leave it out.
constexpr size_t kFixedSize = Digest::kSize + 8 + 8 + 8 + 2;

Time TimeAt(std::string_view bytes) { return FromMillis(static_cast<int64_t>(GetU64(bytes))); }

}  // namespace

std::vector<store::TableSpec> AggregateTables::Specs(std::string_view kind) {
  const std::string name(kind);
  return {{name, store::Content::kAfterDigest},
          {name + ".commits", store::Content::kNone},
          {name + ".done", store::Content::kNone}};
}

std::string CommitKey(std::string_view aggregate_id, uint64_t version) {
  std::string key(aggregate_id);
  key += '\0';
  PutU64(key, version);
  return key;
}

std::string DoneKey(std::string_view aggregate_id, const Digest& command_id) {
  std::string key(aggregate_id);
  key += '\0';
  return key.append(command_id.bytes());
}

std::string EncodeRow(const AggregateRow& row) {
  std::string bytes(row.head.digest.bytes());
  PutU64(bytes, row.head.version);
  PutU64(bytes, static_cast<uint64_t>(ToMillis(row.head.time)));
  PutU64(bytes, row.head.settings);
  PutU16(bytes, static_cast<uint16_t>(row.tenant.size()));
  bytes += row.tenant;
  return bytes += SerializeDeterministic(*row.state);
}

absl::StatusOr<AggregateRow> DecodeRow(const AggregateKind& kind, std::string_view bytes) {
  if (bytes.size() < kFixedSize)
    return DataLoss("a row of " + std::string(kind.name()) + " is cut");
  AggregateRow row;
  row.head.digest = Digest::FromBytes(bytes.substr(0, Digest::kSize));
  bytes.remove_prefix(Digest::kSize);
  row.head.version = GetU64(bytes);
  row.head.time = TimeAt(bytes.substr(8));
  row.head.settings = GetU64(bytes.substr(16));
  const size_t tenant_size = GetU16(bytes.substr(24));
  bytes.remove_prefix(26);
  row.state = kind.NewState();
  if (tenant_size > bytes.size() ||
      !row.state->ParseFromArray(bytes.data() + tenant_size,
                                 static_cast<int>(bytes.size() - tenant_size))) {
    return DataLoss("a row of " + std::string(kind.name()) + " cannot be read");
  }
  row.tenant = bytes.substr(0, tenant_size);
  return row;
}

AggregateRow FreshRow(const AggregateKind& kind) {
  return {.head = {}, .tenant = {}, .state = kind.NewState()};
}

absl::StatusOr<std::optional<AggregateRow>> ReadRow(const AggregateKind& kind,
                                                    const AggregateTables& tables,
                                                    const store::ReadView& view,
                                                    std::string_view aggregate_id) {
  DOCKET_ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                          view.Get(tables.rows, aggregate_id));
  if (!bytes.has_value()) return std::optional<AggregateRow>();
  DOCKET_ASSIGN_OR_RETURN(AggregateRow row, DecodeRow(kind, *bytes));
  return std::optional<AggregateRow>(std::move(row));
}

absl::StatusOr<Time> ReadGreatestTime(const AggregateTables& tables, const store::ReadView& view) {
  Time greatest{};
  bool cut = false;
  const auto look = [&](std::string_view, std::string_view bytes) {
    cut = bytes.size() < kFixedSize;
    if (!cut) greatest = std::max(greatest, TimeAt(bytes.substr(Digest::kSize + 8)));
    return !cut;
  };
  DOCKET_RETURN_IF_ERROR(view.Scan(tables.rows, {}, look));
  if (cut) return DataLoss("a row of an aggregate is cut");
  return greatest;
}

}  // namespace docket::eventing
