#pragma once

// What a mapping file says: where in an event log each field of a ticket stands and what its texts
// mean. README.md tells the form of the file, mappings/servicenow.yaml is an example.

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/status.h"
#include "tools/docketctl/import/time_zone.h"

namespace docket::docketctl {

// A column of the data, named by its header.
struct Column {
  std::string name;
  int line = 0;      // Of the mapping file, for faults.
  size_t index = 0;  // In the data; set by BindColumns.
};

// What a missing value says about a ticket.
enum class Missing {
  kKeep,    // Nothing: what was known before stays.
  kClear,   // That there is none: the team, assignee or category is taken away.
  kReject,  // That the row is broken.
};

// A field whose texts are translated to words of ticket_words.h, given by their places. Either a
// column with its table, or the same word always.
struct WordRule {
  std::optional<Column> column;
  std::map<std::string, size_t, std::less<>> values;
  Missing missing = Missing::kKeep;
  std::optional<size_t> always;
};

// A field whose texts are taken as they are, behind `prefix`. Several columns are the levels of a
// path, which ends before the first missing one; the value is missing if the first level is.
struct TextRule {
  std::vector<Column> columns;
  std::string prefix;
  Missing missing = Missing::kKeep;
};

// Who asks. Read at the opening of a ticket only, since a ticket never changes its requester.
struct RequesterRule {
  Column column;
  std::string prefix;
  // The customer key where the value is missing; without one such a row is rejected.
  std::optional<std::string> unknown;
};

// A text with values of columns in it: texts[0], columns[0], texts[1] ... columns[n-1], texts[n].
struct TextTemplate {
  std::vector<std::string> texts;
  std::vector<Column> columns;
};

enum class SortAs { kTime, kNumber, kText };
struct SortRule {
  Column column;
  SortAs as = SortAs::kText;
};

struct Mapping {
  std::string file;  // Its name, for faults.
  std::string source;
  char delimiter = ',';
  std::set<std::string, std::less<>> missing_marks;  // The empty text is always missing.
  TimeReader times;
  Column case_id;
  Column time;
  std::optional<Column> opened;
  std::vector<SortRule> sort;  // Empty: by time. Rows with equal keys keep the order of the file.
  RequesterRule requester;
  TextTemplate subject;
  std::optional<WordRule> channel;
  std::optional<WordRule> kind;
  WordRule status;
  std::optional<WordRule> priority;
  std::optional<TextRule> category;
  std::optional<TextRule> team;
  std::optional<TextRule> assignee;
};

// Reads the text of a mapping file. INVALID_ARGUMENT lists all faults at once, one a line, as
// "FILE:LINE: what is wrong"; keys that nobody knows are faults.
absl::StatusOr<Mapping> ParseMapping(std::string_view text, std::string_view file);

// Likewise from a file; its failures are those of OpenInput.
absl::StatusOr<Mapping> LoadMapping(const std::filesystem::path& path);

// Sets the index of every column. INVALID_ARGUMENT lists the columns that `header` lacks or has
// twice.
absl::Status BindColumns(Mapping& mapping, std::span<const std::string> header);

}  // namespace docket::docketctl
