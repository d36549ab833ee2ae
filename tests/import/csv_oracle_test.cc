// Our CSV reader against Python's csv module, on texts made of what hurts.

#include <fstream>
#include <random>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "libs/base/digest.h"
#include "libs/testing/scratch_directory.h"
#include "tests/import/python.h"
#include "tools/docketctl/import/csv_reader.h"
#include "tools/docketctl/import/string_input.h"

namespace docket::docketctl {
namespace {

constexpr unsigned kSeed = 20160229;
constexpr int kTexts = 5000;

struct ParsedRow {
  uint64_t line;
  std::vector<std::string> fields;  // In hex.

  bool operator==(const ParsedRow&) const = default;
};

std::string HostileText(std::mt19937& random) {
  static const std::vector<std::string> kPieces = {
      "a",        "bc", ",",    ",",   ",",      "\"",   "\"", "\"\"",        "\"x\"",
      "\"y,\n\"", "\n", "\r\n", "\r",  "\n\r",   " ",    ";",  "\xC3\xA9",    "\xFF",
      "\t",       "'",  ",\"",  "\",", "\"\r\n", "\n\"", "\\", "\xE2\x80\xA8"};
  std::string text = "header\n";
  for (size_t pieces = random() % 24; pieces > 0; --pieces)
    text += kPieces[random() % kPieces.size()];
  return text;
}

// What our reader makes of `text`; `whole` is false if it stopped at a quote that is never closed.
std::vector<ParsedRow> Parse(const std::string& text, size_t piece_bytes, bool& whole) {
  StringInput input(text, piece_bytes);
  CsvReader reader = CsvReader::Open(input, ',').value();
  std::vector<ParsedRow> rows = {{1, {Hex(reader.header()[0])}}};
  CsvRow row;
  while (true) {
    const absl::StatusOr<bool> more = reader.Next(row);
    whole = more.ok();
    if (!more.ok() || !*more) return rows;
    rows.push_back({row.line, {}});
    for (const std::string& field : row.fields) rows.back().fields.push_back(Hex(field));
  }
}

std::vector<ParsedRow> FromJson(const std::string& line) {
  std::vector<ParsedRow> rows;
  for (const auto& row : nlohmann::json::parse(line)) {
    rows.push_back({row[0].get<uint64_t>(), row[1].get<std::vector<std::string>>()});
  }
  return rows;
}

TEST(CsvOracle, OurReaderAgreesWithPythonOnHostileTexts) {
  std::mt19937 random(kSeed);
  std::vector<std::string> texts;
  const testing::ScratchDirectory scratch;
  const std::string path = scratch.path() + "/csv_oracle.hex";
  {
    std::ofstream out(path);
    for (int i = 0; i < kTexts; ++i) {
      texts.push_back(HostileText(random));
      out << Hex(texts.back()) << '\n';
    }
  }
  const Finished python = RunPython({DOCKET_SOURCE_DIR "/tests/import/csv_oracle.py", path});
  ASSERT_EQ(python.exit_status, 0);

  std::istringstream lines(python.output);
  std::string line;
  int open_quotes = 0;
  for (const std::string& text : texts) {
    ASSERT_TRUE(std::getline(lines, line));
    std::vector<ParsedRow> expected = FromJson(line);
    bool whole = false;
    const std::vector<ParsedRow> rows = Parse(text, 1 + random() % 5, whole);
    // Where we refuse a quote that is never closed, Python takes the rest of the text as a row.
    if (!whole) expected.pop_back();
    open_quotes += whole ? 0 : 1;
    ASSERT_EQ(rows, expected) << "seed " << kSeed << ", text in hex " << Hex(text);
  }
  EXPECT_GT(open_quotes, kTexts / 100);
  EXPECT_LT(open_quotes, kTexts * 9 / 10);
}

}  // namespace
}  // namespace docket::docketctl
