#pragma once

// The files of a database before RocksDB sees them. It takes for granted that they are its own:
// over a directory in a table's place it fails only when it has already written, and of a
// write-ahead log that is there twice it aborts the process, by an assertion that no record is
// replayed twice.

#include <string>

#include "libs/base/status.h"

namespace docket::log::embedded {

// Reads what is in the directory `path` and changes nothing. FAILED_PRECONDITION names what was put
// there by hand: a directory that is named like a file of RocksDB's, or a copy of a write-ahead log
// under another number. UNAVAILABLE if it cannot be read.
absl::Status CheckDatabaseFiles(const std::string& path);

}  // namespace docket::log::embedded
