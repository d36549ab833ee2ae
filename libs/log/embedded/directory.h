#pragma once

// The directory of an embedded log:
//
//   FORMAT   one line, "docket embedded log, format 1"
//   db/      the database (database.h, layout.h)
//
// A new one is made whole beside its place, as "<directory>.creating", and renamed. So a crash
// leaves no half of a log, and a directory that is not a log was never ours.

#include <memory>
#include <string>

#include "libs/base/status.h"
#include "libs/log/embedded/database.h"

namespace docket::log::embedded {

// Opens the log's database in `directory`. If there is no directory or nothing in it, makes one
// with `first_rows` before. FAILED_PRECONDITION if it holds something else or a newer format; else
// as Database::Open.
absl::StatusOr<std::unique_ptr<Database>> OpenDirectory(const std::string& directory,
                                                        const Rows& first_rows);

}  // namespace docket::log::embedded
