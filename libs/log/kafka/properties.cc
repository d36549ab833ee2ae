#include "libs/log/kafka/properties.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include "libs/log/kafka/settings.h"

namespace docket::log {
namespace {

constexpr char kSpaces[] = " \t\r\v\f";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view Trim(std::string_view text) {
  const size_t first = text.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

// What stands on a line that is neither empty nor a comment.
absl::StatusOr<std::pair<std::string, std::string>> ParseLine(std::string_view line) {
  const size_t equals = line.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    return InvalidArgument("this is no NAME=VALUE; begin a comment with #");
  }
  const std::string_view name = line.substr(0, equals);
  const std::string_view value = line.substr(equals + 1);
  if (Trim(name) != name || Trim(value) != value) {
    return InvalidArgument(
        "leave out the spaces around '=', which other programs would take for a "
        "part of the name or the value");
  }
  if (value.empty()) {
    return InvalidArgument("setting " + std::string(name) + " has no value; give one or remove it");
  }
  DOCKET_RETURN_IF_ERROR(kafka::CheckSettings({{std::string(name), std::string(value)}}));
  return std::pair<std::string, std::string>(name, value);
}

}  // namespace

absl::StatusOr<std::map<std::string, std::string>> ParseProperties(std::string_view text,
                                                                   const std::string& file) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::map<std::string, std::string> settings;
  std::map<std::string, int> lines;
  for (int number = 1; !text.empty(); ++number) {
    const size_t end = text.find('\n');
    const std::string_view line = Trim(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line.front() == '#') continue;
    const std::string place = file + ":" + std::to_string(number);
    auto setting = ParseLine(line);
    if (!setting.ok()) return Annotate(setting.status(), place);
    const auto [first, fresh] = lines.emplace(setting->first, number);
    if (!fresh) {
      return InvalidArgument(place + ": setting " + setting->first + " stands in line " +
                             std::to_string(first->second) + " already; remove one of them");
    }
    settings.insert(*std::move(setting));
  }
  return settings;
}

absl::StatusOr<std::map<std::string, std::string>> ReadProperties(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text;
  std::array<char, 4096> block{};
  while (in.read(block.data(), block.size()) || in.gcount() > 0) {
    text.append(block.data(), static_cast<size_t>(in.gcount()));
  }
  // A directory can be opened, but not read.
  if (!in.is_open() || in.bad()) {
    return InvalidArgument("the file of Kafka settings " + file +
                           " cannot be read: " + std::strerror(errno));
  }
  return ParseProperties(text, file);
}

}  // namespace docket::log
