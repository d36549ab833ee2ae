#include "libs/log/embedded/acknowledged.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace docket::log::embedded {
namespace {

constexpr size_t kDigits = 20;  // Of the greatest count; every line has as many, so none grows.
constexpr size_t kLineBytes = kDigits + 1;

absl::Status CannotUse(const std::string& path, int error) {
  return Unavailable("the log's file " + path + ": " + std::strerror(error) +
                     "; check that it may be read and written and that its disk is well");
}

// Who knows that nothing else is missing may say so, and nobody else.
absl::Status Useless(const std::string& path, const std::string& what) {
  return DataLoss("the log's file " + path + " is " + what +
                  ", so nobody can tell whether the log lost records: keep its directory for "
                  "inspection and put a whole copy of it in its place, or, to go on with what is "
                  "there, write 0 into the file: printf '%020d\\n' 0 > " +
                  path);
}

}  // namespace

absl::Status AcknowledgedCount::Create(const std::string& path) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (file < 0) return CannotUse(path, errno);
  AcknowledgedCount count(path, file);
  DOCKET_RETURN_IF_ERROR(count.Write(0));
  return fsync(file) == 0 ? absl::OkStatus() : CannotUse(path, errno);
}

absl::StatusOr<AcknowledgedCount> AcknowledgedCount::Open(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0 && errno == ENOENT) return Useless(path, "gone");
  if (file < 0) return CannotUse(path, errno);
  AcknowledgedCount count(path, file);
  DOCKET_RETURN_IF_ERROR(count.Read());
  return count;
}

AcknowledgedCount::AcknowledgedCount(AcknowledgedCount&& other) noexcept
    : path_(std::move(other.path_)), file_(std::exchange(other.file_, -1)), count_(other.count_) {}

AcknowledgedCount::~AcknowledgedCount() {
  if (file_ >= 0) close(file_);
}

absl::Status AcknowledgedCount::Read() {
  std::array<char, kLineBytes + 1> line{};  // One more, for a file that is too long.
  const ssize_t size = pread(file_, line.data(), line.size(), 0);
  if (size < 0) return CannotUse(path_, errno);
  const char* const end = line.data() + kDigits;
  const auto [stop, error] = std::from_chars(line.data(), end, count_);
  if (size != kLineBytes || error != std::errc() || stop != end || *end != '\n') {
    return Useless(path_, "garbled");
  }
  return absl::OkStatus();
}

absl::Status AcknowledgedCount::Raise(uint64_t count) {
  return count <= count_ ? absl::OkStatus() : Write(count);
}

absl::Status AcknowledgedCount::Write(uint64_t count) {
  const std::string digits = std::to_string(count);
  const std::string line = std::string(kDigits - digits.size(), '0') + digits + '\n';
  errno = ENOSPC;  // Of a write that was cut short.
  if (pwrite(file_, line.data(), line.size(), 0) != static_cast<ssize_t>(line.size())) {
    return CannotUse(path_, errno);
  }
  count_ = count;
  return absl::OkStatus();
}

}  // namespace docket::log::embedded
