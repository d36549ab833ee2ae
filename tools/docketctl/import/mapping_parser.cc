#include "tools/docketctl/import/mapping_parser.h"

#include <string>
#include <utility>
#include <vector>

#include "tools/docketctl/import/ticket_words.h"

namespace docket::docketctl {
namespace {

constexpr size_t kCategoryLevelsMax = 5;
constexpr size_t kSourceBytesMax = 64;

std::string Join(std::span<const std::string_view> words) {
  std::string joined;
  for (const std::string_view word : words) {
    if (!joined.empty()) joined += ", ";
    joined += word;
  }
  return joined;
}

// Reads a whole mapping file, one function per kind of section.
class MappingParser {
 public:
  explicit MappingParser(FaultList& faults) : faults_(faults) {}

  Mapping Parse(const YAML::Node& root) {
    YamlSection top(root, "the mapping", faults_);
    Mapping mapping;
    mapping.source = Source(top);
    mapping.delimiter = Delimiter(top);
    mapping.missing_marks = MissingMarks(top);
    mapping.times = Times(top);
    mapping.case_id = OnlyColumn(top, "case");
    mapping.time = OnlyColumn(top, "time");
    if (const auto node = top.Find("opened")) mapping.opened = OnlyColumn(*node, "opened");
    mapping.sort = Sort(top);
    mapping.requester = Requester(top);
    mapping.subject = Subject(top);
    if (const auto node = top.Find("channel")) {
      mapping.channel = Words(*node, "channel", kChannelWords);
    }
    if (const auto node = top.Find("kind")) mapping.kind = Words(*node, "kind", kKindWords);
    mapping.status = Status(top);
    if (const auto node = top.Find("priority")) {
      mapping.priority = Words(*node, "priority", kPriorityWords);
    }
    if (const auto node = top.Find("category")) mapping.category = Category(*node);
    if (const auto node = top.Find("team")) mapping.team = Text(*node, "team");
    if (const auto node = top.Find("assignee")) mapping.assignee = Text(*node, "assignee");
    top.RefuseOthers();
    return mapping;
  }

 private:
  std::string Source(YamlSection& top) {
    std::string source = top.RequiredText("source");
    if (source.size() > kSourceBytesMax) {
      faults_.Add(top.LineOfKey("source"), "'source' is longer than 64 bytes");
    }
    return source;
  }

  char Delimiter(YamlSection& top) {
    const std::string text = top.Text("delimiter").value_or(",");
    if (text.size() == 1 && text.find_first_of("\"\r\n") == std::string::npos) return text[0];
    faults_.Add(top.LineOfKey("delimiter"),
                "'delimiter' must be one byte, no quote and no line break");
    return ',';
  }

  std::set<std::string, std::less<>> MissingMarks(YamlSection& top) {
    if (!top.Find("missing_marks")) return {};
    const std::vector<std::string> marks = top.RequiredTexts("missing_marks");
    return {marks.begin(), marks.end()};
  }

  TimeReader Times(YamlSection& top) {
    const auto node = top.Require("times");
    if (!node) return {};
    YamlSection section(*node, "times", faults_);
    TimeReader times(Formats(section), Zone(section));
    section.RefuseOthers();
    return times;
  }

  std::vector<TimeFormat> Formats(YamlSection& section) {
    std::vector<TimeFormat> formats;
    for (const std::string& pattern : section.RequiredTexts("formats")) {
      absl::StatusOr<TimeFormat> format = TimeFormat::Create(pattern);
      if (format.ok()) {
        formats.push_back(*std::move(format));
      } else {
        faults_.Add(section.LineOfKey("formats"), std::string(Message(format.status())));
      }
    }
    return formats;
  }

  TimeZone Zone(YamlSection& section) {
    const std::string name = section.RequiredText("zone");
    if (name.empty()) return {};
    const absl::StatusOr<TimeZone> zone = TimeZone::Find(name);
    if (!zone.ok()) faults_.Add(section.LineOfKey("zone"), std::string(Message(zone.status())));
    return zone.value_or(TimeZone());
  }

  Column ColumnOf(YamlSection& section) {
    return {section.RequiredText("column"), section.LineOfKey("column")};
  }

  Column OnlyColumn(const YAML::Node& node, std::string_view name) {
    YamlSection section(node, name, faults_);
    Column column = ColumnOf(section);
    section.RefuseOthers();
    return column;
  }

  Column OnlyColumn(YamlSection& top, std::string_view name) {
    const auto node = top.Require(name);
    return node ? OnlyColumn(*node, name) : Column{};
  }

  std::vector<SortRule> Sort(YamlSection& top) {
    const auto node = top.Find("sort");
    if (!node) return {};
    std::vector<SortRule> rules;
    if (!node->IsSequence()) {
      faults_.Add(LineOf(*node), "'sort' must be a list");
      return rules;
    }
    for (const YAML::Node& item : *node) {
      YamlSection section(item, "sort", faults_);
      rules.push_back({ColumnOf(section), SortKind(section)});
      section.RefuseOthers();
    }
    return rules;
  }

  SortAs SortKind(YamlSection& section) {
    const std::string word = section.RequiredText("as");
    if (word == "time") return SortAs::kTime;
    if (word == "number") return SortAs::kNumber;
    if (word != "text") {
      faults_.Add(section.LineOfKey("as"), "sort: 'as' must be time, number or text");
    }
    return SortAs::kText;
  }

  RequesterRule Requester(YamlSection& top) {
    const auto node = top.Require("requester");
    if (!node) return {};
    YamlSection section(*node, "requester", faults_);
    RequesterRule rule{ColumnOf(section), section.Text("prefix").value_or(""),
                       section.Text("unknown")};
    if (rule.unknown == "") {
      faults_.Add(section.LineOfKey("unknown"), "requester: 'unknown' must not be empty");
    }
    section.RefuseOthers();
    return rule;
  }

  TextTemplate Subject(YamlSection& top) {
    const auto node = top.Require("subject");
    if (!node) return {};
    YamlSection section(*node, "subject", faults_);
    TextTemplate subject = SplitTemplate(section.RequiredText("text"), section.LineOfKey("text"));
    section.RefuseOthers();
    return subject;
  }

  // Of "a {b} c" the texts "a " and " c" and the column b.
  TextTemplate SplitTemplate(std::string_view text, int line) {
    TextTemplate split;
    while (true) {
      const size_t open = text.find('{');
      split.texts.emplace_back(text.substr(0, open));
      if (open == std::string_view::npos) return split;
      const size_t close = text.find('}', open);
      if (close == std::string_view::npos) {
        faults_.Add(line, "subject: a brace is opened and never closed");
        return split;
      }
      split.columns.push_back({std::string(text.substr(open + 1, close - open - 1)), line});
      text.remove_prefix(close + 1);
    }
  }

  WordRule Status(YamlSection& top) {
    const auto node = top.Require("status");
    if (!node) return {};
    WordRule rule = Words(*node, "status", kStatusWords);
    if (rule.always) faults_.Add(LineOf(*node), "status needs a column: it is what changes");
    return rule;
  }

  WordRule Words(const YAML::Node& node, std::string_view name,
                 std::span<const std::string_view> words) {
    YamlSection section(node, name, faults_);
    WordRule rule;
    if (const auto always = section.Text("always")) {
      rule.always = Word(*always, name, words, section.LineOfKey("always"));
    } else {
      rule.column = ColumnOf(section);
      rule.missing = MissingOf(section, name, false);
      if (const auto values = section.Require("values")) rule.values = Values(*values, name, words);
    }
    section.RefuseOthers();
    return rule;
  }

  std::map<std::string, size_t, std::less<>> Values(const YAML::Node& node, std::string_view name,
                                                    std::span<const std::string_view> words) {
    const YamlSection section(node, std::string(name) + ".values", faults_);
    std::map<std::string, size_t, std::less<>> values;
    for (const auto& [text, value] : section.entries()) {
      values[text] = Word(value.IsScalar() ? value.Scalar() : "", name, words, LineOf(value));
    }
    return values;
  }

  size_t Word(std::string_view word, std::string_view name, std::span<const std::string_view> words,
              int line) {
    const std::optional<size_t> index = IndexOf(words, word);
    if (!index) {
      faults_.Add(line, std::string(name) + " has no '" + std::string(word) +
                            "' (one of: " + Join(words) + ")");
    }
    return index.value_or(0);
  }

  TextRule Category(const YAML::Node& node) {
    YamlSection section(node, "category", faults_);
    TextRule rule;
    for (const std::string& name : section.RequiredTexts("columns")) {
      rule.columns.push_back({name, section.LineOfKey("columns")});
    }
    if (rule.columns.size() > kCategoryLevelsMax) {
      faults_.Add(section.line(), "category has more than 5 levels");
    }
    rule.missing = MissingOf(section, "category", true);
    section.RefuseOthers();
    return rule;
  }

  TextRule Text(const YAML::Node& node, std::string_view name) {
    YamlSection section(node, name, faults_);
    TextRule rule{
        {ColumnOf(section)}, section.Text("prefix").value_or(""), MissingOf(section, name, true)};
    section.RefuseOthers();
    return rule;
  }

  // A ticket always has a status, a priority, a channel and a kind, so these cannot be cleared.
  Missing MissingOf(YamlSection& section, std::string_view name, bool can_clear) {
    const std::string word = section.RequiredText("missing");
    if (word == "keep") return Missing::kKeep;
    if (word == "reject") return Missing::kReject;
    if (word == "clear" && can_clear) return Missing::kClear;
    if (word.empty()) return Missing::kKeep;  // A fault already.
    faults_.Add(section.LineOfKey("missing"),
                std::string(name) + ": 'missing' must be " +
                    (can_clear ? "keep, clear or reject" : "keep or reject"));
    return Missing::kKeep;
  }

  FaultList& faults_;
};

}  // namespace

Mapping ReadMapping(const YAML::Node& root, FaultList& faults) {
  return MappingParser(faults).Parse(root);
}

}  // namespace docket::docketctl
