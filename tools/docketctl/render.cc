#include "tools/docketctl/render.h"

#include <algorithm>
#include <utility>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>
#include <nlohmann/json.hpp>

#include "libs/base/proto_time.h"
#include "libs/base/text.h"

namespace docket::docketctl {
namespace {

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// "TICKET_STATUS_" of the value TICKET_STATUS_UNSPECIFIED, which every enum has.
std::string PrefixOf(const google::protobuf::EnumDescriptor& type) {
  const std::string& zero = type.FindValueByNumber(0)->name();
  return zero.substr(0, zero.rfind("UNSPECIFIED"));
}

// A text of somebody else's must not begin a line, nor steer a terminal.
void MakeOneLine(std::string& text) {
  std::ranges::replace_if(
      text, [](unsigned char c) { return c < ' ' || c == 0x7F; }, ' ');
}

std::string JsonOf(const google::protobuf::Message& message, bool over_lines) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = over_lines;
  options.preserve_proto_field_names = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  return status.ok() ? json : "{}\n";
}

}  // namespace

std::string ToJson(const google::protobuf::Message& message) { return JsonOf(message, true); }

std::string ToJsonLine(const google::protobuf::Message& message) {
  return JsonOf(message, false) + '\n';
}

std::string ToColumns(const std::vector<std::pair<std::string, std::string>>& rows) {
  size_t width = 0;
  for (const auto& [name, value] : rows) {
    if (!value.empty()) width = std::max(width, name.size());
  }
  std::string out;
  for (const auto& [name, value] : rows) {
    if (value.empty()) continue;
    std::string line = value;
    MakeOneLine(line);
    out += name + std::string(width - name.size() + 2, ' ') + line + '\n';
  }
  return out;
}

std::string ToText(const std::vector<std::pair<std::string, uint64_t>>& figures, Output output) {
  if (output == Output::kJson) {
    const nlohmann::ordered_json::object_t object(figures.begin(), figures.end());
    return nlohmann::ordered_json(object).dump() + '\n';
  }
  std::vector<std::pair<std::string, std::string>> rows;
  for (const auto& [name, count] : figures) rows.emplace_back(name, std::to_string(count));
  return ToColumns(rows);
}

Table::Table(std::vector<std::string> names) : widths_(names.size()) { Add(std::move(names)); }

void Table::Add(std::vector<std::string> row) {
  for (size_t i = 0; i < row.size(); ++i) {
    MakeOneLine(row[i]);
    widths_[i] = std::max(widths_[i], CountCharacters(row[i]));
  }
  rows_.push_back(std::move(row));
}

std::string Table::Take() {
  std::string out;
  for (const std::vector<std::string>& row : rows_) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line.append(widths_[i] - CountCharacters(row[i]) + 2, ' ');
    }
    out += line + '\n';
  }
  rows_.clear();
  return out;
}

std::string TimeText(bool present, const google::protobuf::Timestamp& time) {
  return present ? FormatTime(FromProto(time)) : "";
}

std::string EnumWord(const google::protobuf::EnumDescriptor& type, int value) {
  const google::protobuf::EnumValueDescriptor* named = type.FindValueByNumber(value);
  if (named == nullptr) return std::to_string(value);
  if (value == 0) return "";
  return Lower(named->name().substr(PrefixOf(type).size()));
}

std::string EnumWords(const google::protobuf::EnumDescriptor& type) {
  std::string words;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() == 0) continue;
    words += (words.empty() ? "" : "|") + EnumWord(type, type.value(i)->number());
  }
  return words;
}

bool ParseEnumWord(const google::protobuf::EnumDescriptor& type, std::string_view word, int& value,
                   std::string& choices) {
  const std::string wanted = Lower(word);
  choices.clear();
  for (int i = 0; i < type.value_count(); ++i) {
    const int number = type.value(i)->number();
    if (number == 0) continue;  // What it is if nothing was said.
    if (EnumWord(type, number) == wanted) {
      value = number;
      return true;
    }
    choices += (choices.empty() ? "" : ", ") + EnumWord(type, number);
  }
  return false;
}

}  // namespace docket::docketctl
