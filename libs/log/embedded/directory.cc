#include "libs/log/embedded/directory.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "libs/log/embedded/catalog.h"
#include "libs/log/embedded/layout.h"

namespace docket::log::embedded {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFormatLine = "docket embedded log, format ";

fs::path FormatFile(const fs::path& directory) { return directory / "FORMAT"; }
fs::path AcknowledgedFile(const fs::path& directory) { return directory / "ACKNOWLEDGED"; }
fs::path DatabasePath(const fs::path& directory) { return directory / "db"; }

absl::Status CannotCreate(const fs::path& path, const std::string& why) {
  return Unavailable("cannot create the log at " + path.string() + ": " + why +
                     "; check that its parent is there, writable and not full");
}

absl::Status CannotCreate(const fs::path& path, const std::error_code& error) {
  return CannotCreate(path, error.message());
}

// Makes the entries of a file or directory survive a power failure.
absl::Status Sync(const fs::path& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = file >= 0 && fsync(file) == 0;
  const int error = errno;
  if (file >= 0) close(file);
  return synced ? absl::OkStatus() : CannotCreate(path, std::strerror(error));
}

absl::Status WriteFormat(const fs::path& directory) {
  std::ofstream file(FormatFile(directory));
  file << kFormatLine << kFormat << '\n';
  file.close();
  if (!file) return CannotCreate(FormatFile(directory), std::strerror(errno));
  return Sync(FormatFile(directory));
}

absl::Status Create(const fs::path& directory, const Rows& first_rows) {
  const fs::path made = directory.string() + ".creating";
  std::error_code error;
  fs::remove_all(made, error);  // What a crash left behind was never a log.
  if (!error) fs::create_directory(made, error);
  if (error) return CannotCreate(made, error);
  DOCKET_RETURN_IF_ERROR(Database::Create(DatabasePath(made), first_rows));
  DOCKET_RETURN_IF_ERROR(AcknowledgedCount::Create(AcknowledgedFile(made)));
  DOCKET_RETURN_IF_ERROR(WriteFormat(made));
  DOCKET_RETURN_IF_ERROR(Sync(made));
  fs::rename(made, directory, error);
  if (error) return CannotCreate(directory, error);
  return Sync(directory.parent_path());
}

// The format that FORMAT names, 0 if there is no such file or it is not ours.
int ReadFormat(const fs::path& directory) {
  std::ifstream file(FormatFile(directory));
  std::string line;
  std::getline(file, line);
  if (!line.starts_with(kFormatLine)) return 0;
  int format = 0;
  std::from_chars(line.data() + kFormatLine.size(), line.data() + line.size(), format);
  return format;
}

// Whether this user may read FORMAT, if there is one.
absl::Status RequireReadableFormat(const fs::path& directory) {
  const fs::path path = FormatFile(directory);
  if (access(path.c_str(), R_OK) == 0 || errno == ENOENT) return absl::OkStatus();
  return Unavailable("cannot read " + path.string() + ": " + std::strerror(errno) +
                     "; let this user read and write the log's directory");
}

absl::Status CheckFormat(const fs::path& directory) {
  DOCKET_RETURN_IF_ERROR(RequireReadableFormat(directory));
  const int format = ReadFormat(directory);
  if (format == kFormat) return absl::OkStatus();
  if (format > kFormat) {
    return FailedPrecondition("the log in " + directory.string() + " has format " +
                              std::to_string(format) + " and this release reads format " +
                              std::to_string(kFormat) +
                              ": start the release that wrote it, or a newer one");
  }
  return FailedPrecondition(directory.string() +
                            " holds something that is not an embedded log of Docket (its file "
                            "FORMAT is absent or foreign): name the log's directory, or an empty "
                            "one for a new log");
}

absl::Status CheckRecords(const fs::path& directory, uint64_t acknowledged) {
  DOCKET_ASSIGN_OR_RETURN(const auto database, Database::OpenReadOnly(DatabasePath(directory)));
  DOCKET_ASSIGN_OR_RETURN(const uint64_t found, CountRecords(*database));
  if (found >= acknowledged) return absl::OkStatus();
  return DataLoss("the log in " + directory.string() + " lost records that were acknowledged: " +
                  std::to_string(acknowledged) + " were and " + std::to_string(found) +
                  " are there; keep the directory for inspection and put a whole copy of it in "
                  "its place");
}

bool AbsentOrEmpty(const fs::path& directory) {
  std::error_code error;
  return !fs::exists(directory, error) || fs::is_empty(directory, error);
}

}  // namespace

absl::StatusOr<LogDirectory> OpenDirectory(const std::string& directory, const Rows& first_rows) {
  std::error_code error;
  fs::path path = fs::absolute(directory, error).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();  // "log/" is "log".
  if (AbsentOrEmpty(path)) DOCKET_RETURN_IF_ERROR(Create(path, first_rows));
  DOCKET_RETURN_IF_ERROR(CheckFormat(path));
  DOCKET_ASSIGN_OR_RETURN(AcknowledgedCount acknowledged,
                          AcknowledgedCount::Open(AcknowledgedFile(path)));
  DOCKET_RETURN_IF_ERROR(CheckRecords(path, acknowledged.count()));
  DOCKET_ASSIGN_OR_RETURN(auto database, Database::Open(DatabasePath(path)));
  return LogDirectory{std::move(database), std::move(acknowledged)};
}

}  // namespace docket::log::embedded
