#include "tools/docketctl/setting/yaml_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/type_resolver_util.h>
#include <nlohmann/json.hpp>

#include "libs/base/status.h"

namespace docket::docketctl {
namespace {

using Json = nlohmann::ordered_json;

// The next character of `text`, which is UTF-8, taken from its front.
char32_t TakeCharacter(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  char32_t character = length == 1 ? first : first & (0x7FU >> length);
  for (size_t i = 1; i < length; ++i) {
    character = character << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  text.remove_prefix(length);
  return character;
}

// Whether it is seen as what it is: no control, no break of a line, nothing invisible, nothing that
// turns the direction of what stands around it.
bool IsVisible(char32_t c) {
  if (c < 0xA1) return c >= ' ' && c <= '~';
  const bool invisible = c == 0xAD || (c >= 0x2000 && c <= 0x200F) ||
                         (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) ||
                         c == 0x3000 || c == 0xFEFF || (c >= 0xFFF0 && c <= 0xFFFB) ||
                         (c & 0xFFFE) == 0xFFFE || (c >= 0xE0000 && c <= 0xE0FFF);
  return !invisible;
}

bool IsLetter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xA1; }

// Texts that some reader takes for something else, in any case of letters.
bool IsReserved(std::string_view text) {
  static constexpr std::array<std::string_view, 9> kReserved = {
      "null", "true", "false", "yes", "no", "on", "off", "y", "n"};
  return std::ranges::any_of(kReserved, [text](std::string_view word) {
    return std::ranges::equal(word, text, [](char a, char b) { return a == (b | 0x20); });
  });
}

// Whether `text` is that text to every reader, without quotes.
bool IsPlain(std::string_view text) {
  constexpr std::string_view kWithin = " _./@+-()0123456789";
  if (text.empty() || text.back() == ' ' || IsReserved(text)) return false;
  bool first = true;
  while (!text.empty()) {
    const char32_t c = TakeCharacter(text);
    const bool within = !first && c < 0x80 && kWithin.find(static_cast<char>(c)) != kWithin.npos;
    if (!IsVisible(c) || !(IsLetter(c) || within)) return false;
    first = false;
  }
  return true;
}

std::string Quoted(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out = "\"";
  while (!text.empty()) {
    const std::string_view before = text;
    const char32_t c = TakeCharacter(text);
    if (c == '"' || c == '\\') {
      out += {'\\', static_cast<char>(c)};
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (IsVisible(c)) {
      out += before.substr(0, before.size() - text.size());
    } else {
      const int digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
      out += digits == 2 ? "\\x" : digits == 4 ? "\\u" : "\\U";
      for (int i = digits - 1; i >= 0; --i) out += kDigits[c >> (4 * i) & 0xFU];
    }
  }
  return out + '"';
}

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (true) {
    const size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == text.npos) return lines;
    text.remove_prefix(end + 1);
  }
}

// Whether `text` may stand as lines of its own, which is how one reads, edits and compares it: its
// spaces do not matter to YAML, and at most one break ends it.
bool IsBlock(std::string_view text) {
  if (text.find('\n') == text.npos || text.starts_with('\n') || text.starts_with(' ') ||
      text.ends_with("\n\n")) {
    return false;
  }
  return std::ranges::all_of(LinesOf(text), [](std::string_view line) {
    if (line.ends_with(' ')) return false;
    while (!line.empty()) {
      if (!IsVisible(TakeCharacter(line))) return false;
    }
    return true;
  });
}

void AppendBlock(std::string_view text, const std::string& indent, std::string& out) {
  const bool ended = text.ends_with('\n');
  if (ended) text.remove_suffix(1);
  out += ended ? "|\n" : "|-\n";
  for (const std::string_view line : LinesOf(text)) {
    if (!line.empty()) out.append(indent).append(line);
    out += '\n';
  }
}

void AppendValue(const Json& json, const std::string& indent, std::string& out);

void AppendEntries(const Json& object, const std::string& indent, bool indent_first,
                   std::string& out) {
  for (const auto& [key, value] : object.items()) {
    if (indent_first) out += indent;
    indent_first = true;
    out += (IsPlain(key) ? key : Quoted(key)) + ":";
    AppendValue(value, indent + "  ", out);
  }
}

void AppendItems(const Json& list, const std::string& indent, std::string& out) {
  for (const Json& item : list) {
    out += indent + "-";
    if (item.is_object() && !item.empty()) {
      out += ' ';
      AppendEntries(item, indent + "  ", false, out);
    } else {
      AppendValue(item, indent + "  ", out);
    }
  }
}

// Appends what stands behind a key or a dash; lines of its own are indented by `indent`.
void AppendValue(const Json& json, const std::string& indent, std::string& out) {
  if (json.is_structured() && !json.empty()) {
    out += '\n';
    return json.is_object() ? AppendEntries(json, indent, true, out)
                            : AppendItems(json, indent, out);
  }
  out += ' ';
  if (!json.is_string()) {
    out += json.dump() + '\n';
    return;
  }
  const auto& text = json.get_ref<const std::string&>();
  if (IsBlock(text)) return AppendBlock(text, indent, out);
  out += (IsPlain(text) ? text : Quoted(text)) + '\n';
}

std::string BytesOf(const google::protobuf::Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);  // Puts maps in order.
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

absl::StatusOr<Json> JsonOf(const google::protobuf::Message& message) {
  namespace util = google::protobuf::util;
  constexpr char kPrefix[] = "type.googleapis.com";
  const google::protobuf::Descriptor& type = *message.GetDescriptor();
  const std::unique_ptr<util::TypeResolver> types(
      util::NewTypeResolverForDescriptorPool(kPrefix, type.file()->pool()));
  util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  const auto status = util::BinaryToJsonString(
      types.get(), std::string(kPrefix) + "/" + type.full_name(), BytesOf(message), &json, options);
  if (!status.ok()) {
    return InvalidArgument("a " + type.name() + " has no text: " + status.ToString());
  }
  return Json::parse(json);
}

}  // namespace

absl::StatusOr<std::string> ToYaml(const google::protobuf::Message& message) {
  DOCKET_ASSIGN_OR_RETURN(const Json json, JsonOf(message));
  std::string out;
  if (json.empty()) return "{}\n";
  AppendEntries(json, "", true, out);
  return out;
}

}  // namespace docket::docketctl
