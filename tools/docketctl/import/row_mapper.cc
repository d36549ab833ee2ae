#include "tools/docketctl/import/row_mapper.h"

#include <charconv>
#include <cmath>
#include <utility>

namespace docket::docketctl {
namespace {

const std::string& At(const CsvRow& csv, const Column& column) { return csv.fields[column.index]; }

std::string Quote(std::string_view text) { return "'" + std::string(text) + "'"; }

RowFault TooLong(const Column& column, size_t max, std::string_view unit) {
  return {"TEXT_TOO_LONG",
          column.name + " is longer than " + std::to_string(max) + " " + std::string(unit)};
}

// The first `characters_max` characters of `text`, which is UTF-8.
std::string_view Cut(std::string_view text, size_t characters_max) {
  size_t characters = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (begins && characters++ == characters_max) return text.substr(0, i);
  }
  return text;
}

template <typename Enum>
std::optional<Enum> ToEnum(std::optional<size_t> index) {
  return index ? std::optional(static_cast<Enum>(*index)) : std::nullopt;
}

}  // namespace

std::variant<MappedRow, RowFault> RowMapper::Map(const CsvRow& csv) {
  if (!csv.fault.empty()) return RowFault{"ROW_MALFORMED", "the row " + csv.fault};
  MappedRow out;
  out.row = csv.number;
  out.line = csv.line;
  for (const auto part : {&RowMapper::ReadIdentity, &RowMapper::ReadTimes, &RowMapper::ReadWords,
                          &RowMapper::ReadTexts, &RowMapper::ReadOrder}) {
    if (Fault fault = (this->*part)(csv, out)) return *std::move(fault);
  }
  return out;
}

RowMapper::Fault RowMapper::ReadIdentity(const CsvRow& csv, MappedRow& out) {
  const std::string& case_id = At(csv, mapping_.case_id);
  if (IsMissing(case_id)) return RowFault{"CASE_MISSING", mapping_.case_id.name + " is missing"};
  if (case_id.size() > kTextBytesMax) return TooLong(mapping_.case_id, kTextBytesMax, "bytes");
  out.case_id = texts_.Keep(case_id);

  const RequesterRule& rule = mapping_.requester;
  const std::string& requester = At(csv, rule.column);
  if (!IsMissing(requester)) {
    if (rule.prefix.size() + requester.size() > kTextBytesMax) {
      return TooLong(rule.column, kTextBytesMax, "bytes");
    }
    out.requester = Keep(rule.prefix, requester);
  } else if (rule.unknown) {
    out.requester = texts_.Keep(*rule.unknown);
  } else {
    return RowFault{"REQUESTER_MISSING", rule.column.name + " is missing"};
  }
  out.subject = texts_.Keep(Cut(Subject(csv), kSubjectCharactersMax));
  return std::nullopt;
}

RowMapper::Fault RowMapper::ReadTimes(const CsvRow& csv, MappedRow& out) {
  if (IsMissing(At(csv, mapping_.time))) {
    return RowFault{"TIME_MISSING", mapping_.time.name + " is missing"};
  }
  if (Fault fault = ReadTime(csv, mapping_.time, out.time)) return fault;
  if (!mapping_.opened || IsMissing(At(csv, *mapping_.opened))) return std::nullopt;
  return ReadTime(csv, *mapping_.opened, out.opened.emplace());
}

RowMapper::Fault RowMapper::ReadTime(const CsvRow& csv, const Column& column, Time& out) {
  const std::optional<Time> time = mapping_.times.Read(At(csv, column));
  if (!time) {
    return RowFault{"TIME_UNREADABLE", column.name + " " + Quote(At(csv, column)) +
                                           " fits no time format of the mapping"};
  }
  out = *time;
  return std::nullopt;
}

RowMapper::Fault RowMapper::ReadWords(const CsvRow& csv, MappedRow& out) {
  std::optional<size_t> index;
  if (Fault fault = ReadWord(csv, mapping_.status, "STATUS", index)) return fault;
  out.status = ToEnum<TicketStatus>(index);
  if (mapping_.priority) {
    if (Fault fault = ReadWord(csv, *mapping_.priority, "PRIORITY", index)) return fault;
    out.priority = ToEnum<Priority>(index);
  }
  if (mapping_.channel) {
    if (Fault fault = ReadWord(csv, *mapping_.channel, "CHANNEL", index)) return fault;
    if (index) out.channel = kChannelWords[*index];
  }
  if (mapping_.kind) {
    if (Fault fault = ReadWord(csv, *mapping_.kind, "KIND", index)) return fault;
    if (index) out.kind = kKindWords[*index];
  }
  return std::nullopt;
}

RowMapper::Fault RowMapper::ReadWord(const CsvRow& csv, const WordRule& rule,
                                     std::string_view field, std::optional<size_t>& out) {
  out = rule.always;
  if (!rule.column) return std::nullopt;
  const std::string& text = At(csv, *rule.column);
  if (const auto found = rule.values.find(text); found != rule.values.end()) {
    out = found->second;
    return std::nullopt;
  }
  if (!IsMissing(text)) {
    return RowFault{std::string(field) + "_UNKNOWN",
                    rule.column->name + " " + Quote(text) + " is not in the mapping"};
  }
  if (rule.missing == Missing::kKeep) return std::nullopt;
  return RowFault{std::string(field) + "_MISSING", rule.column->name + " is missing"};
}

RowMapper::Fault RowMapper::ReadTexts(const CsvRow& csv, MappedRow& out) {
  if (mapping_.category) {
    if (Fault fault = ReadPath(csv, *mapping_.category, out.category)) return fault;
  }
  if (mapping_.team) {
    if (Fault fault = ReadText(csv, *mapping_.team, "TEAM", out.team)) return fault;
  }
  if (mapping_.assignee) {
    if (Fault fault = ReadText(csv, *mapping_.assignee, "ASSIGNEE", out.assignee)) return fault;
  }
  return std::nullopt;
}

RowMapper::Fault RowMapper::ReadText(const CsvRow& csv, const TextRule& rule,
                                     std::string_view field, std::optional<std::string_view>& out) {
  const Column& column = rule.columns.front();
  const std::string& text = At(csv, column);
  if (!IsMissing(text)) {
    if (rule.prefix.size() + text.size() > kMemberBytesMax) {
      return TooLong(column, kMemberBytesMax, "bytes");
    }
    out = Keep(rule.prefix, text);
  } else if (rule.missing == Missing::kReject) {
    return RowFault{std::string(field) + "_MISSING", column.name + " is missing"};
  } else if (rule.missing == Missing::kClear) {
    out = "";
  }
  return std::nullopt;
}

RowMapper::Fault RowMapper::ReadPath(const CsvRow& csv, const TextRule& rule,
                                     std::optional<std::vector<std::string_view>>& out) {
  std::vector<std::string_view> path;
  for (const Column& column : rule.columns) {
    const std::string& text = At(csv, column);
    if (IsMissing(text)) break;
    if (Cut(text, kLevelCharactersMax).size() < text.size()) {
      return TooLong(column, kLevelCharactersMax, "characters");
    }
    path.push_back(texts_.Keep(text));
  }
  if (path.empty() && rule.missing == Missing::kKeep) return std::nullopt;
  if (path.empty() && rule.missing == Missing::kReject) {
    return RowFault{"CATEGORY_MISSING", rule.columns.front().name + " is missing"};
  }
  out = std::move(path);
  return std::nullopt;
}

RowMapper::Fault RowMapper::ReadOrder(const CsvRow& csv, MappedRow& out) {
  out.order.resize(mapping_.sort.size());
  for (size_t i = 0; i < mapping_.sort.size(); ++i) {
    if (Fault fault = ReadKey(csv, mapping_.sort[i], out.order[i])) return fault;
  }
  if (out.order.empty()) out.order.push_back({static_cast<double>(ToMillis(out.time)), {}});
  return std::nullopt;
}

RowMapper::Fault RowMapper::ReadKey(const CsvRow& csv, const SortRule& rule, SortKey& out) {
  const std::string& text = At(csv, rule.column);
  if (rule.as == SortAs::kText) {
    out.text = texts_.Keep(text);
  } else if (rule.as == SortAs::kTime) {
    Time time;
    if (Fault fault = ReadTime(csv, rule.column, time)) return fault;
    out.number = static_cast<double>(ToMillis(time));
  } else {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out.number);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(out.number)) {
      return RowFault{"SORT_UNREADABLE", rule.column.name + " " + Quote(text) + " is no number"};
    }
  }
  return std::nullopt;
}

bool RowMapper::IsMissing(std::string_view text) const {
  return text.empty() || mapping_.missing_marks.contains(text);
}

std::string_view RowMapper::Keep(std::string_view prefix, std::string_view text) {
  if (prefix.empty()) return texts_.Keep(text);
  return texts_.Keep(std::string(prefix).append(text));
}

std::string RowMapper::Subject(const CsvRow& csv) const {
  const TextTemplate& subject = mapping_.subject;
  std::string text = subject.texts.front();
  for (size_t i = 0; i < subject.columns.size(); ++i) {
    const std::string& value = At(csv, subject.columns[i]);
    if (!IsMissing(value)) text += value;
    text += subject.texts[i + 1];
  }
  return text;
}

}  // namespace docket::docketctl
