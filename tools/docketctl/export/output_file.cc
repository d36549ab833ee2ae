#include "tools/docketctl/export/output_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include <unistd.h>

namespace docket::docketctl {

OutputFile::~OutputFile() {
  if (file_ == nullptr || path_.empty()) return;
  std::fclose(file_);
  ::unlink(PartialPath().c_str());
}

absl::Status OutputFile::Open() {
  std::error_code error;
  const std::filesystem::file_status there = std::filesystem::status(path_, error);
  if (std::filesystem::is_regular_file(
          there)) {  // Through links, for the file behind them is meant.
    path_ = std::filesystem::canonical(path_, error).string();
  } else if (!path_.empty() && std::filesystem::exists(there)) {
    return FailedPrecondition(path_ +
                              " is no regular file, so it cannot be replaced by one that is "
                              "whole: leave --out out and redirect standard output");
  }
  file_ = path_.empty() ? stdout : std::fopen(PartialPath().c_str(), "wb");
  return file_ != nullptr ? absl::OkStatus() : Failed("cannot create");
}

absl::Status OutputFile::Write(std::string_view bytes) {
  const size_t written = std::fwrite(bytes.data(), 1, bytes.size(), file_);
  return written == bytes.size() ? absl::OkStatus() : Failed("cannot write");
}

// The bytes are on the disk before the name is: a machine that stops in between leaves what was
// there before.
absl::Status OutputFile::Finish() {
  if (std::fflush(file_) != 0) return Failed("cannot write");
  if (path_.empty()) return absl::OkStatus();
  if (::fsync(::fileno(file_)) != 0) return Failed("cannot write");
  if (std::rename(PartialPath().c_str(), path_.c_str()) != 0) return Failed("cannot rename to");
  std::fclose(std::exchange(file_, nullptr));
  return absl::OkStatus();
}

absl::Status OutputFile::Failed(std::string_view what) const {
  const int error = errno;
  return Unavailable(std::string(what) + " " + (path_.empty() ? "standard output" : path_) + ": " +
                     std::strerror(error));
}

}  // namespace docket::docketctl
