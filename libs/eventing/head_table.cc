#include "libs/eventing/head_table.h"

#include "libs/base/big_endian.h"

namespace docket::eventing {
namespace {

constexpr size_t kRowSize = Digest::kSize + 8;

}  // namespace

store::TableSpec HeadTable::Spec(std::string_view kind) {
  return {.name = std::string(kind) + ".heads", .content = store::Content::kAfterDigest};
}

absl::StatusOr<Verdict> HeadTable::Fold(const Commit& commit) {
  const CommitHeader& header = commit.header(kind_);
  DOCKET_ASSIGN_OR_RETURN(const std::optional<std::string> row,
                          store_.Get(table_, header.aggregate_id()));
  Head head;
  if (row.has_value()) {
    if (row->size() != kRowSize) return DataLoss("a row of heads is cut");
    head.digest = Digest::FromBytes(std::string_view(*row).substr(0, Digest::kSize));
    head.version = GetU64(std::string_view(*row).substr(Digest::kSize));
  }
  const Verdict verdict = Judge(head, header.version(), header.prev(), commit.digest);
  if (verdict != Verdict::kAccepted) return verdict;
  std::string bytes(commit.digest.bytes());
  PutU64(bytes, header.version());
  store_.Put(table_, header.aggregate_id(), std::move(bytes));
  return verdict;
}

}  // namespace docket::eventing
