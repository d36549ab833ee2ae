#pragma once

// What a fold says about its store: the tables, in the order of their indexes, and the version of
// the rules that fill them.

#include <cstdint>
#include <string>
#include <vector>

namespace docket::store {

// How much of a table enters the content digest, which is equal between two runs of the same
// commands (kernel.md 6).
enum class Content {
  kNone,
  kWhole,
  kAfterDigest,  // All of a value but its first 16 bytes, a digest of log bytes.
};

struct TableSpec {
  std::string name;  // Names the table on disk; not "default", "positions" or "meta".
  Content content = Content::kNone;
  bool cursor = false;  // How far a scan has come: no part of the fold, so in no digest.
};

struct StoreSpec {
  std::vector<TableSpec> tables;
  // Rises with every change of tables, rows or rules; a store of another version is rebuilt.
  uint32_t fold_version = 1;
};

}  // namespace docket::store
