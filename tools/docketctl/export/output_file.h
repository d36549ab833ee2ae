#pragma once

// A file that is there whole or not at all: written under another name beside its own, and renamed
// when it is complete and on the disk. Without a name it is standard output. One thread.

#include <cstdio>
#include <string>
#include <string_view>

#include "libs/base/status.h"

namespace docket::docketctl {

class OutputFile {
 public:
  // Nothing is touched before Open. `path` empty: standard output.
  explicit OutputFile(std::string path) : path_(std::move(path)) {}
  // What was not finished is removed.
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  // Each UNAVAILABLE, and names the file, if the machine says no. FAILED_PRECONDITION for a device,
  // a pipe or a directory.
  absl::Status Open();
  absl::Status Write(std::string_view bytes);
  // Puts the file under its name, in place of what was there.
  absl::Status Finish();

 private:
  std::string PartialPath() const { return path_ + ".partial"; }
  absl::Status Failed(std::string_view what) const;

  std::string path_;
  std::FILE* file_ = nullptr;
};

}  // namespace docket::docketctl
