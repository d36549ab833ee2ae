#pragma once

// Reads one row of an event log by its mapping: what the row says about its ticket, or why it says
// nothing that can be used.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "libs/base/time.h"
#include "tools/docketctl/import/csv_reader.h"
#include "tools/docketctl/import/mapping.h"
#include "tools/docketctl/import/text_pool.h"
#include "tools/docketctl/import/ticket_words.h"

namespace docket::docketctl {

// One key to sort by: a time in milliseconds or a number, or a text beside the number 0.
struct SortKey {
  double number = 0;
  std::string_view text;

  auto operator<=>(const SortKey&) const = default;
};

// What a row says. Texts live in the mapper's pool; an absent value says nothing, an empty text or
// path that there is none.
struct MappedRow {
  uint64_t row = 0;   // CsvRow::number
  uint64_t line = 0;  // CsvRow::line
  std::string_view case_id;
  Time time;
  std::optional<Time> opened;
  std::string_view requester;
  std::string_view subject;
  std::string_view channel;  // A word, or empty if the log does not tell.
  std::optional<std::string_view> kind;
  std::optional<TicketStatus> status;
  std::optional<Priority> priority;
  std::optional<std::vector<std::string_view>> category;
  std::optional<std::string_view> team;
  std::optional<std::string_view> assignee;
  std::vector<SortKey> order;
};

// Why a row cannot be mapped.
struct RowFault {
  // By which such rows are counted: ROW_MALFORMED, CASE_MISSING, TIME_UNREADABLE, STATUS_UNKNOWN.
  std::string code;
  // What exactly is wrong, for a person.
  std::string detail;
};

class RowMapper {
 public:
  // Longer texts would be refused as commands, so their rows are rejected: names of cases and
  // customers, of teams and assignees, of levels of a category.
  static constexpr size_t kTextBytesMax = 256;
  static constexpr size_t kMemberBytesMax = 128;
  static constexpr size_t kLevelCharactersMax = 64;
  // Longer subjects are cut; they say nothing that anybody counts.
  static constexpr size_t kSubjectCharactersMax = 200;

  // `mapping` is bound to the header of the rows. Both references outlive the mapper.
  RowMapper(const Mapping& mapping, TextPool& texts) : mapping_(mapping), texts_(texts) {}

  std::variant<MappedRow, RowFault> Map(const CsvRow& csv);

 private:
  using Fault = std::optional<RowFault>;

  Fault ReadIdentity(const CsvRow& csv, MappedRow& out);
  Fault ReadTimes(const CsvRow& csv, MappedRow& out);
  Fault ReadWords(const CsvRow& csv, MappedRow& out);
  Fault ReadTexts(const CsvRow& csv, MappedRow& out);
  Fault ReadOrder(const CsvRow& csv, MappedRow& out);

  Fault ReadTime(const CsvRow& csv, const Column& column, Time& out);
  Fault ReadWord(const CsvRow& csv, const WordRule& rule, std::string_view field,
                 std::optional<size_t>& out);
  Fault ReadText(const CsvRow& csv, const TextRule& rule, std::string_view field,
                 std::optional<std::string_view>& out);
  Fault ReadPath(const CsvRow& csv, const TextRule& rule,
                 std::optional<std::vector<std::string_view>>& out);
  Fault ReadKey(const CsvRow& csv, const SortRule& rule, SortKey& out);

  bool IsMissing(std::string_view text) const;
  std::string_view Keep(std::string_view prefix, std::string_view text);
  std::string Subject(const CsvRow& csv) const;

  const Mapping& mapping_;
  TextPool& texts_;
};

}  // namespace docket::docketctl
