#include "libs/runtime/disk_space.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <sys/statvfs.h>

namespace docket::runtime {
namespace {

constexpr uint64_t kMebibyte = 1 << 20;

}  // namespace

absl::StatusOr<DiskSpace> DiskSpaceOf(const std::string& path) {
  struct statvfs told {};
  if (statvfs(path.c_str(), &told) != 0) {
    return Unavailable("cannot tell the free space of " + path + ": " + std::strerror(errno));
  }
  return DiskSpace{told.f_bavail * told.f_frsize, told.f_blocks * told.f_frsize};
}

uint64_t BytesIn(const std::string& directory) {
  std::error_code error;
  uint64_t bytes = 0;
  std::filesystem::recursive_directory_iterator file(directory, error);
  for (; !error && file != std::filesystem::end(file); file.increment(error)) {
    std::error_code vanished;
    const uint64_t size = file->is_regular_file(vanished) ? file->file_size(vanished) : 0;
    if (!vanished) bytes += size;
  }
  return bytes;
}

absl::Status RequireSpace(const std::string& path, const DiskSpace& space,
                          const LowSpaceMark& mark) {
  const uint64_t wanted = std::max(static_cast<uint64_t>(mark.mebibytes) * kMebibyte,
                                   space.size_bytes / 100 * static_cast<uint64_t>(mark.percent));
  if (space.free_bytes >= wanted) return absl::OkStatus();
  return Unavailable("the disk of " + path + " has " +
                     std::to_string(space.free_bytes / kMebibyte) + " MiB free and " +
                     std::to_string(wanted / kMebibyte) +
                     " MiB are to stay free: free some, or lower low-space-mib and "
                     "low-space-percent; nothing that was acknowledged is lost");
}

}  // namespace docket::runtime
