#include "tools/docketctl/import/rejected_file.h"

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "tools/docketctl/import/csv_writer.h"

namespace docket::docketctl {
namespace {

// `fields` with exactly `count` of them.
std::vector<std::string> Fit(std::vector<std::string> fields, size_t count, char delimiter) {
  for (size_t i = count; i < fields.size(); ++i) fields[count - 1] += delimiter + fields[i];
  fields.resize(count);
  return fields;
}

}  // namespace

absl::Status RejectedFile::Begin(const std::vector<std::string>& header, char delimiter) {
  header_ = header;
  delimiter_ = delimiter;
  std::error_code error;
  std::filesystem::remove(path_, error);
  return error ? Unavailable("cannot remove " + path_.string() + ": " + error.message())
               : absl::OkStatus();
}

absl::Status RejectedFile::Add(const CsvRow& row, const RowFault& fault) {
  if (!file_) {
    file_.reset(std::fopen(path_.c_str(), "wb"));
    if (!file_) return Failed("cannot create ");
    std::vector<std::string> names = header_;
    names.insert(names.end(), {"line", "reason"});
    DOCKET_RETURN_IF_ERROR(Write(names));
  }
  std::vector<std::string> fields = Fit(row.fields, header_.size(), delimiter_);
  fields.insert(fields.end(), {std::to_string(row.line), fault.code + ": " + fault.detail});
  return Write(fields);
}

absl::Status RejectedFile::Finish() {
  if (file_ && std::fflush(file_.get()) != 0) return Failed("cannot write ");
  return absl::OkStatus();
}

absl::Status RejectedFile::Write(const std::vector<std::string>& fields) {
  std::string text;
  AppendCsvRow(fields, delimiter_, text);
  const size_t written = std::fwrite(text.data(), 1, text.size(), file_.get());
  return written == text.size() ? absl::OkStatus() : Failed("cannot write ");
}

absl::Status RejectedFile::Failed(const char* what) const {
  const int error = errno;
  return Unavailable(what + path_.string() + ": " + std::strerror(error));
}

}  // namespace docket::docketctl
