#pragma once

// The directory of an embedded log:
//
//   FORMAT         one line, "docket embedded log, format 1"
//   ACKNOWLEDGED   how many records it must hold (acknowledged.h)
//   db/            the database (database.h, layout.h)
//
// A new one is made whole beside its place, as "<directory>.creating", and renamed. So a crash
// leaves no half of a log, and a directory that is not a log was never ours.

#include <memory>
#include <string>

#include "libs/base/status.h"
#include "libs/log/embedded/acknowledged.h"
#include "libs/log/embedded/database.h"

namespace docket::log::embedded {

struct LogDirectory {
  std::unique_ptr<Database> database;
  AcknowledgedCount acknowledged;
};

// Opens the log in `directory`. If there is no directory or nothing in it, makes one whose database
// has `first_rows`, the log's id among them. FAILED_PRECONDITION if it holds something else or a
// newer format, DATA_LOSS, before anything in it is changed, if it lacks records that were
// acknowledged; else as Database::Open.
absl::StatusOr<LogDirectory> OpenDirectory(const std::string& directory, const Rows& first_rows);

}  // namespace docket::log::embedded
