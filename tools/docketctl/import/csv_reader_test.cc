#include "tools/docketctl/import/csv_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/docketctl/import/string_input.h"

namespace docket::docketctl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Fields = std::vector<std::string>;

// Every data row of `text`. Fails the test if the reading fails.
std::vector<CsvRow> RowsOf(const std::string& text, char delimiter = ',') {
  StringInput input(text, 1);
  absl::StatusOr<CsvReader> reader = CsvReader::Open(input, delimiter);
  EXPECT_TRUE(reader.ok()) << reader.status();
  std::vector<CsvRow> rows;
  CsvRow row;
  while (reader.ok()) {
    const absl::StatusOr<bool> more = reader->Next(row);
    EXPECT_TRUE(more.ok()) << more.status();
    if (!more.ok() || !*more) break;
    rows.push_back(row);
  }
  return rows;
}

// How the reading of `text` fails.
absl::Status FailureOf(const std::string& text) {
  StringInput input(text);
  absl::StatusOr<CsvReader> reader = CsvReader::Open(input, ',');
  if (!reader.ok()) return reader.status();
  CsvRow row;
  while (true) {
    const absl::StatusOr<bool> more = reader->Next(row);
    if (!more.ok()) return more.status();
    if (!*more) return absl::OkStatus();
  }
}

TEST(CsvReader, EndsRowsAtEveryKindOfLineBreak) {
  const auto rows = RowsOf("a,b\r\n1,2\n3,4\r5,6");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].fields, (Fields{"1", "2"}));
  EXPECT_EQ(rows[1].fields, (Fields{"3", "4"}));
  EXPECT_EQ(rows[2].fields, (Fields{"5", "6"}));
  EXPECT_EQ(rows[2].number, 3u);
  EXPECT_EQ(rows[2].line, 4u);
}

TEST(CsvReader, KeepsDelimitersQuotesAndBreaksInsideQuotes) {
  const auto rows = RowsOf("a,b\n\"x,\"\"y\"\"\r\nz\",\"\"\nlast,one\n");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].fields, (Fields{"x,\"y\"\r\nz", ""}));
  EXPECT_EQ(rows[0].line, 2u);
  EXPECT_EQ(rows[1].line, 4u);
}

TEST(CsvReader, SkipsByteOrderMarkAndBlankLinesButNoEmptyField) {
  const auto rows = RowsOf("\xEF\xBB\xBF\n\"a\"\n\n\"\"\n\n");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].fields, Fields{""});
  EXPECT_EQ(rows[0].line, 4u);
}

TEST(CsvReader, TakesTheDelimiterItIsGiven) {
  const auto rows = RowsOf("a;b\n1,5;2\n", ';');
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].fields, (Fields{"1,5", "2"}));
}

TEST(CsvReader, TakesAQuoteWithinAPlainFieldAsItIs) {
  EXPECT_EQ(RowsOf("a,b\n5\" disk,x\n").at(0).fields, (Fields{"5\" disk", "x"}));
}

TEST(CsvReader, TellsRaggedRowsAndReadsOn) {
  const auto rows = RowsOf("a,b\n1\n1,2,3\n4,5\n");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].fault, "has 1 fields, the header has 2");
  EXPECT_EQ(rows[1].fault, "has 3 fields, the header has 2");
  EXPECT_EQ(rows[1].line, 3u);
  EXPECT_THAT(rows[2].fault, IsEmpty());
}

TEST(CsvReader, TellsTextBehindAClosingQuote) {
  const auto rows = RowsOf("a,b\n\"x\"y,2\n3,4\n");
  EXPECT_EQ(rows.at(0).fault, "has text behind a closing quote");
  EXPECT_EQ(rows[0].fields, (Fields{"xy", "2"}));
  EXPECT_THAT(rows.at(1).fault, IsEmpty());
}

TEST(CsvReader, TellsBytesThatAreNotUtf8) {
  const auto rows = RowsOf("a,b\nM\xFCller,2\nM\xC3\xBCller,4\n");
  EXPECT_EQ(rows.at(0).fault, "is not UTF-8");
  EXPECT_EQ(rows[0].fields, (Fields{"M\xFCller", "2"}));
  EXPECT_THAT(rows.at(1).fault, IsEmpty());
}

TEST(CsvReader, RefusesAQuoteThatIsNeverClosed) {
  const absl::Status status = FailureOf("a,b\n1,2\n3,\"four\n5,6\n");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Message(status), "line 3: a quote is opened and never closed");
}

TEST(CsvReader, RefusesARowBeyondItsBound) {
  const absl::Status status =
      FailureOf("a\n\"" + std::string(CsvReader::kRowBytesMax, 'x') + "\"\n");
  EXPECT_THAT(std::string(Message(status)), HasSubstr("line 2: a row of more than 1 MiB"));
}

TEST(CsvReader, RefusesAFileWithoutHeader) {
  EXPECT_EQ(Message(FailureOf("\n\n")), "the file has no header");
  EXPECT_EQ(Message(FailureOf("\"a\"b,c\n")), "line 1: the header has text behind a closing quote");
}

TEST(CsvReader, KeepsHeaderNamesThatRepeat) {
  StringInput input("a,a,\n");
  EXPECT_THAT(CsvReader::Open(input, ',')->header(), ElementsAre("a", "a", ""));
}

class FailingInput : public ByteInput {
 public:
  absl::StatusOr<size_t> Read(std::span<char>) override { return DataLoss("disk on fire"); }
};

TEST(CsvReader, PassesOnTheFailureOfItsInput) {
  FailingInput input;
  EXPECT_EQ(Message(CsvReader::Open(input, ',').status()), "disk on fire");
}

}  // namespace
}  // namespace docket::docketctl
