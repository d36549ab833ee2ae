#pragma once

// Reads CSV as RFC 4180 has it, row by row, in memory of one row. Fields may be quoted and then
// hold delimiters, doubled quotes and line breaks; rows end in CRLF, LF or CR; a byte order mark
// and blank lines are skipped. The first row names the columns.
//
//   DOCKET_ASSIGN_OR_RETURN(CsvReader reader, CsvReader::Open(input, ','));
//   CsvRow row;
//   while (true) {
//     DOCKET_ASSIGN_OR_RETURN(const bool more, reader.Next(row));
//     if (!more) break;
//     ...
//   }
//
// A row that breaks the form has a fault and still what could be read of it, and the next row is
// sound again. Only a quote that is never closed ends the reading: everything behind it would be
// swallowed. One thread.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "libs/base/status.h"
#include "tools/docketctl/import/byte_input.h"

namespace docket::docketctl {

struct CsvRow {
  // The row among the data rows of the file, from 1; the header and blank lines do not count.
  uint64_t number = 0;
  // The line of the file on which the row begins, from 1.
  uint64_t line = 0;
  std::vector<std::string> fields;
  // What is wrong with the form: a number of fields other than the header's, text behind a closing
  // quote, bytes that are not UTF-8. Empty for a sound row.
  std::string fault;
};

class CsvReader {
 public:
  // A row of more bytes is refused: it is a quote that was not closed, not a row.
  static constexpr size_t kRowBytesMax = 1 << 20;

  // Reads the header. `input` must outlive the reader. INVALID_ARGUMENT if there is no header or it
  // breaks the form.
  static absl::StatusOr<CsvReader> Open(ByteInput& input, char delimiter);

  // The names of the columns, in order. Names may be empty and may repeat.
  const std::vector<std::string>& header() const { return header_; }

  // Reads the next row into `row`, whose strings are used again. False at the end. Failures are
  // those of the input, and INVALID_ARGUMENT for a quote that is never closed.
  absl::StatusOr<bool> Next(CsvRow& row);

 private:
  enum class FieldEnd { kDelimiter, kRow };
  static constexpr int kNoByte = -1;

  CsvReader(ByteInput& input, char delimiter);

  absl::StatusOr<bool> ReadRow(CsvRow& row);
  FieldEnd ReadField(std::string& field, CsvRow& row);
  FieldEnd ReadPlain(std::string& field);
  void ReadQuoted(std::string& field);
  absl::Status SkipByteOrderMark();
  bool SkipBlankLines();
  void TakeLineBreak();
  bool Ends(int byte) const;
  int Peek();
  int Take();

  ByteInput* input_;
  char delimiter_;
  std::vector<std::string> header_;
  std::vector<char> buffer_;
  size_t position_ = 0;
  size_t size_ = 0;
  uint64_t line_ = 1;
  uint64_t rows_ = 0;
  size_t row_bytes_ = 0;
  bool after_carriage_return_ = false;
  absl::Status status_;
};

}  // namespace docket::docketctl
