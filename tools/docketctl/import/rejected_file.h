#pragma once

// The rows that could not be mapped, as CSV that RFC 4180 allows: the original columns, then `line`
// and `reason`. The file exists only if a row was rejected; one that an earlier import left is
// removed. Fields that a row has too few are empty, those it has too many stand in the last
// original column, joined by the delimiter. Bytes are kept as they were, also those that are not
// UTF-8. One thread.

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/status.h"
#include "tools/docketctl/import/csv_reader.h"
#include "tools/docketctl/import/row_mapper.h"

namespace docket::docketctl {

class RejectedFile {
 public:
  // Nothing is touched before Begin.
  explicit RejectedFile(std::filesystem::path path) : path_(std::move(path)) {}

  // Removes what stands at the path, and takes the form of the data.
  absl::Status Begin(const std::vector<std::string>& header, char delimiter);

  // Adds `row` and why it was rejected. UNAVAILABLE if it cannot be written.
  absl::Status Add(const CsvRow& row, const RowFault& fault);

  // Writes what is buffered. To be called after the last row.
  absl::Status Finish();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  absl::Status Write(const std::vector<std::string>& fields);
  absl::Status Failed(const char* what) const;

  std::filesystem::path path_;
  std::vector<std::string> header_;
  char delimiter_ = ',';
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace docket::docketctl
