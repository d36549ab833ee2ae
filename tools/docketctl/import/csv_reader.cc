#include "tools/docketctl/import/csv_reader.h"

#include <span>
#include <string_view>
#include <utility>

#include "libs/base/text.h"

namespace docket::docketctl {
namespace {

constexpr size_t kBufferBytes = 64 << 10;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string Place(uint64_t line) { return "line " + std::to_string(line) + ": "; }

}  // namespace

CsvReader::CsvReader(ByteInput& input, char delimiter)
    : input_(&input), delimiter_(delimiter), buffer_(kBufferBytes) {}

absl::StatusOr<CsvReader> CsvReader::Open(ByteInput& input, char delimiter) {
  CsvReader reader(input, delimiter);
  DOCKET_RETURN_IF_ERROR(reader.SkipByteOrderMark());
  CsvRow row;
  DOCKET_ASSIGN_OR_RETURN(const bool found, reader.ReadRow(row));
  if (!found) return InvalidArgument("the file has no header");
  if (!row.fault.empty()) return InvalidArgument(Place(row.line) + "the header " + row.fault);
  reader.header_ = std::move(row.fields);
  return reader;
}

absl::StatusOr<bool> CsvReader::Next(CsvRow& row) {
  DOCKET_ASSIGN_OR_RETURN(const bool found, ReadRow(row));
  if (!found) return false;
  row.number = ++rows_;
  if (row.fields.size() != header_.size() && row.fault.empty()) {
    row.fault = "has " + std::to_string(row.fields.size()) + " fields, the header has " +
                std::to_string(header_.size());
  }
  return true;
}

absl::StatusOr<bool> CsvReader::ReadRow(CsvRow& row) {
  const bool found = SkipBlankLines();
  row.line = line_;
  row.fault.clear();
  row_bytes_ = 0;
  size_t count = 0;
  FieldEnd end = found ? FieldEnd::kDelimiter : FieldEnd::kRow;
  for (; end == FieldEnd::kDelimiter; ++count) {
    if (count == row.fields.size()) row.fields.emplace_back();
    row.fields[count].clear();
    end = ReadField(row.fields[count], row);
  }
  row.fields.resize(count);
  if (!status_.ok()) return status_;
  return found;
}

CsvReader::FieldEnd CsvReader::ReadField(std::string& field, CsvRow& row) {
  if (Peek() == '"') {
    ReadQuoted(field);
    if (!Ends(Peek())) row.fault = "has text behind a closing quote";
  }
  const FieldEnd end = ReadPlain(field);
  if (row.fault.empty() && !IsUtf8(field)) row.fault = "is not UTF-8";
  return end;
}

CsvReader::FieldEnd CsvReader::ReadPlain(std::string& field) {
  while (!Ends(Peek())) field += static_cast<char>(Take());
  if (Peek() == static_cast<unsigned char>(delimiter_)) {
    Take();
    return FieldEnd::kDelimiter;
  }
  TakeLineBreak();
  return FieldEnd::kRow;
}

void CsvReader::ReadQuoted(std::string& field) {
  const uint64_t opened_line = line_;
  Take();
  while (Peek() != kNoByte) {
    const int byte = Take();
    if (byte == '"' && Peek() != '"') return;
    if (byte == '"') Take();
    field += static_cast<char>(byte);
  }
  if (status_.ok()) {
    status_ = InvalidArgument(Place(opened_line) + "a quote is opened and never closed");
  }
}

// An input may give its first bytes one by one, so the buffer is filled until it can be told.
absl::Status CsvReader::SkipByteOrderMark() {
  while (size_ < kByteOrderMark.size()) {
    DOCKET_ASSIGN_OR_RETURN(const size_t read, input_->Read(std::span(buffer_).subspan(size_)));
    if (read == 0) break;
    size_ += read;
  }
  const std::string_view begin(buffer_.data(), size_);
  if (begin.starts_with(kByteOrderMark)) position_ = kByteOrderMark.size();
  return absl::OkStatus();
}

// Whether a row follows.
bool CsvReader::SkipBlankLines() {
  while (Peek() == '\r' || Peek() == '\n') {
    TakeLineBreak();
    row_bytes_ = 0;
  }
  return Peek() != kNoByte;
}

void CsvReader::TakeLineBreak() {
  if (Peek() == '\r') Take();
  if (Peek() == '\n') Take();
}

bool CsvReader::Ends(int byte) const {
  return byte == kNoByte || byte == static_cast<unsigned char>(delimiter_) || byte == '\r' ||
         byte == '\n';
}

// The next byte, or kNoByte at the end, and for good once something has failed.
int CsvReader::Peek() {
  if (!status_.ok()) return kNoByte;
  if (position_ == size_) {
    absl::StatusOr<size_t> read = input_->Read(buffer_);
    if (!read.ok()) {
      status_ = read.status();
      return kNoByte;
    }
    position_ = 0;
    size_ = *read;
    if (size_ == 0) return kNoByte;
  }
  return static_cast<unsigned char>(buffer_[position_]);
}

int CsvReader::Take() {
  const int byte = Peek();
  if (byte == kNoByte) return byte;
  ++position_;
  if (++row_bytes_ > kRowBytesMax) {
    status_ = InvalidArgument(Place(line_) + "a row of more than 1 MiB; is a quote left open?");
  }
  if (byte == '\r' || (byte == '\n' && !after_carriage_return_)) ++line_;
  after_carriage_return_ = byte == '\r';
  return byte;
}

}  // namespace docket::docketctl
