#include "libs/runtime/config.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <set>

#include <yaml-cpp/yaml.h>

#include "libs/base/check.h"

namespace docket::runtime {
namespace {

using std::chrono::milliseconds;

// Longest unit first where one ends in another.
constexpr std::array<std::pair<std::string_view, milliseconds>, 4> kUnits{{
    {"ms", milliseconds(1)},
    {"s", std::chrono::seconds(1)},
    {"m", std::chrono::minutes(1)},
    {"h", std::chrono::hours(1)},
}};

// Bounds of a duration's number, so that no unit overflows: a century of hours.
constexpr int64_t kDurationNumberMax = 1'000'000;

std::optional<int64_t> ParseNumber(std::string_view text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), number);
  if (error != std::errc() || end != text.end()) return std::nullopt;
  return number;
}

std::optional<milliseconds> ParseDuration(std::string_view text) {
  for (const auto& [unit, length] : kUnits) {
    if (!text.ends_with(unit)) continue;
    const std::optional<int64_t> number = ParseNumber(text.substr(0, text.size() - unit.size()));
    if (!number.has_value() || *number < 0 || *number > kDurationNumberMax) return std::nullopt;
    return *number * length;
  }
  return std::nullopt;
}

std::string FormatDuration(milliseconds duration) {
  const auto unit = std::ranges::find_if(kUnits.rbegin(), kUnits.rend(), [&](const auto& entry) {
    return duration.count() % entry.second.count() == 0;
  });
  return std::to_string(duration / unit->second) + std::string(unit->first);
}

// Reads one value from the place that `where` names.
absl::Status Read(const Config::Setting& setting, std::string_view text, const std::string& where) {
  return Annotate(setting.parse(text), where + ": '" + std::string(text) + "' cannot be taken");
}

std::string PlaceOf(const std::string& file, const YAML::Node& node) {
  return file + ":" + std::to_string(node.Mark().line + 1);
}

absl::StatusOr<YAML::Node> ReadYaml(const std::string& file) {
  try {
    return YAML::LoadFile(file);
  } catch (const YAML::ParserException& error) {
    return InvalidArgument(file + ":" + std::to_string(error.mark.line + 1) + ": " + error.msg);
  } catch (const YAML::Exception&) {
    return InvalidArgument("cannot read the configuration file " + file);
  }
}

}  // namespace

std::string SystemEnvironment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? "" : value;
}

void Config::AddText(std::string_view name, std::string& value, std::string_view help) {
  Add(name, help, value, [&value](std::string_view text) {
    value = text;
    return absl::OkStatus();
  });
}

void Config::AddSwitch(std::string_view name, bool& value, std::string_view help) {
  AddChoice<bool>(name, value, {{"true", true}, {"false", false}}, help);
}

void Config::AddNumber(std::string_view name, int32_t& value, int32_t min, int32_t max,
                       std::string_view help) {
  Add(name, help, std::to_string(value), [&value, min, max](std::string_view text) {
    const std::optional<int64_t> number = ParseNumber(text);
    if (!number.has_value() || *number < min || *number > max) {
      return InvalidArgument("give a whole number from " + std::to_string(min) + " to " +
                             std::to_string(max));
    }
    value = static_cast<int32_t>(*number);
    return absl::OkStatus();
  });
}

void Config::AddDuration(std::string_view name, milliseconds& value, std::string_view help) {
  Add(name, help, FormatDuration(value), [&value](std::string_view text) {
    const std::optional<milliseconds> duration = ParseDuration(text);
    if (!duration.has_value()) return InvalidArgument("give a whole number and ms, s, m or h");
    value = *duration;
    return absl::OkStatus();
  });
}

absl::Status Config::Load(const std::string& file, const Environment& environment,
                          const std::map<std::string, std::string>& flags) {
  if (!file.empty()) DOCKET_RETURN_IF_ERROR(LoadFile(file));
  for (const Setting& setting : settings_) {
    const std::string text = environment(VariableOf(setting));
    if (!text.empty()) DOCKET_RETURN_IF_ERROR(Read(setting, text, VariableOf(setting)));
  }
  for (const auto& [name, text] : flags) {
    const Setting* setting = Find(name);
    DOCKET_CHECK(setting != nullptr);
    if (!text.empty()) DOCKET_RETURN_IF_ERROR(Read(*setting, text, "--" + name));
  }
  return absl::OkStatus();
}

// A key that nobody knows is refused: misspelt, it would leave a default in force unseen.
absl::Status Config::LoadFile(const std::string& file) {
  DOCKET_ASSIGN_OR_RETURN(const YAML::Node root, ReadYaml(file));
  if (root.IsNull()) return absl::OkStatus();
  if (!root.IsMap()) return InvalidArgument(file + ": give one `name: value` per line");
  std::set<std::string> seen;
  for (const auto& entry : root) {
    const std::string where = PlaceOf(file, entry.first);
    const std::string name = entry.first.IsScalar() ? entry.first.Scalar() : "";
    const Setting* setting = Find(name);
    if (setting == nullptr) return InvalidArgument(where + ": no setting is named '" + name + "'");
    if (!seen.insert(name).second) return InvalidArgument(where + ": " + name + " comes twice");
    if (entry.second.IsNull()) continue;
    if (!entry.second.IsScalar()) return InvalidArgument(where + ": give " + name + " one value");
    DOCKET_RETURN_IF_ERROR(Read(*setting, entry.second.Scalar(), where));
  }
  return absl::OkStatus();
}

void Config::Add(std::string_view name, std::string_view help, std::string default_text,
                 Parser parse) {
  DOCKET_CHECK(Find(name) == nullptr);
  settings_.push_back({.name = std::string(name),
                       .help = std::string(help),
                       .default_text = std::move(default_text),
                       .parse = std::move(parse)});
}

const Config::Setting* Config::Find(std::string_view name) const {
  const auto found = std::ranges::find(settings_, name, &Setting::name);
  return found == settings_.end() ? nullptr : &*found;
}

std::string Config::VariableOf(const Setting& setting) const {
  std::string variable = prefix_ + '_';
  for (char c : setting.name) {
    variable += c == '-' ? '_' : (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return variable;
}

}  // namespace docket::runtime
