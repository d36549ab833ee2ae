#include "libs/log/embedded/database_files.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <system_error>

namespace docket::log::embedded {
namespace {

namespace fs = std::filesystem;

// A write-ahead log is a row of blocks, and a block one of fragments of records: checksum[4],
// length[2, little-endian], type[1], then so many bytes. The first bytes of a record number its
// first row, and every row has a number of its own.
constexpr size_t kBlockSize = 32 << 10;
constexpr size_t kHeaderSize = 7;
constexpr size_t kLengthAt = 4;

absl::Status NotItsOwn(const std::string& path, const std::string& what) {
  return FailedPrecondition("the log's database " + path + " has " + what +
                            ": nothing was changed; move what was put there by hand out of it, "
                            "then start again");
}

// The first fragment in `file`, header and all; empty if there is no whole one.
std::string FirstFragment(const fs::path& file) {
  std::string block(kBlockSize, '\0');
  std::ifstream in(file, std::ios::binary);
  in.read(block.data(), static_cast<std::streamsize>(block.size()));
  block.resize(static_cast<size_t>(in.gcount()));
  if (block.size() < kHeaderSize) return "";
  const auto byte = [&block](size_t at) { return static_cast<uint8_t>(block[at]); };
  const size_t length = byte(kLengthAt) | static_cast<size_t>(byte(kLengthAt + 1)) << 8;
  if (length == 0 || block.size() < kHeaderSize + length) return "";
  return block.substr(0, kHeaderSize + length);
}

}  // namespace

absl::Status CheckDatabaseFiles(const std::string& path) {
  std::map<std::string, std::string> logs;  // Names by their first fragments.
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(path, error)) {
    const std::string name = entry.path().filename().string();
    const bool is_log = entry.path().extension() == ".log";
    if (!is_log && entry.path().extension() != ".sst") continue;
    if (entry.is_directory(error)) {
      return NotItsOwn(path, "a directory " + name + ", named like one of its files");
    }
    const std::string first = is_log ? FirstFragment(entry.path()) : "";
    if (first.empty()) continue;
    const auto [other, is_new] = logs.emplace(first, name);
    if (is_new) continue;
    return NotItsOwn(path, "one write-ahead log twice, as " + std::min(name, other->second) +
                               " and as " + std::max(name, other->second));
  }
  // One that is gone is damage, as whoever opens it says.
  if (!error || error == std::errc::no_such_file_or_directory) return absl::OkStatus();
  return Unavailable("the log's database " + path + ": " + error.message());
}

}  // namespace docket::log::embedded
