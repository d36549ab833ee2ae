#include "libs/runtime/directory_lock.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace docket::runtime {
namespace {

std::string HolderOf(int file) {
  std::array<char, 32> text{};
  const ssize_t size = pread(file, text.data(), text.size() - 1, 0);
  return size > 0 ? std::string(text.data(), static_cast<size_t>(size)) : "unknown";
}

bool WriteHolder(int file) {
  const std::string pid = std::to_string(getpid());
  return ftruncate(file, 0) == 0 &&
         pwrite(file, pid.data(), pid.size(), 0) == static_cast<ssize_t>(pid.size());
}

absl::Status CannotUse(const std::string& what, const std::string& why) {
  return Unavailable("cannot " + what + ": " + why +
                     "; let this user write there, or name another data directory");
}

}  // namespace

absl::StatusOr<std::unique_ptr<DirectoryLock>> DirectoryLock::Take(const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return CannotUse("make the data directory " + directory, error.message());
  const std::string path = directory + "/LOCK";
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) return CannotUse("open " + path, std::strerror(errno));
  std::unique_ptr<DirectoryLock> lock(new DirectoryLock(file));
  if (flock(file, LOCK_EX | LOCK_NB) != 0) {
    return FailedPrecondition("the data directory " + directory + " is in use by process " +
                              HolderOf(file) + ": stop it or name another directory");
  }
  if (!WriteHolder(file)) return CannotUse("write " + path, std::strerror(errno));
  return lock;
}

DirectoryLock::~DirectoryLock() { close(file_); }

}  // namespace docket::runtime
