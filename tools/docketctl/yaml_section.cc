#include "tools/docketctl/yaml_section.h"

#include <algorithm>

namespace docket::docketctl {

// An empty file has a node without a place; its first line is as good as any.
int LineOf(const YAML::Node& node) { return std::max(node.Mark().line, 0) + 1; }

void FaultList::Add(int line, std::string text) { faults_.emplace_back(line, std::move(text)); }

absl::Status FaultList::ToStatus(std::string_view file) const {
  if (faults_.empty()) return absl::OkStatus();
  auto sorted = faults_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string message;
  for (const auto& [line, text] : sorted) {
    if (!message.empty()) message += '\n';
    message += std::string(file) + ":" + std::to_string(line) + ": " + text;
  }
  return InvalidArgument(message);
}

YamlSection::YamlSection(const YAML::Node& node, std::string_view name, FaultList& faults)
    : name_(name), faults_(faults), line_(LineOf(node)), map_(node.IsMap()) {
  if (!map_) {
    faults_.Add(line_, name_ + " must be a map");
    return;
  }
  for (const auto& entry : node) {
    if (!entry.first.IsScalar()) {
      faults_.Add(LineOf(entry.first), name_ + " has a key that is not a text");
      continue;
    }
    const std::string& key = entry.first.Scalar();
    const bool repeated = std::any_of(entries_.begin(), entries_.end(),
                                      [&](const auto& known) { return known.first == key; });
    if (repeated) faults_.Add(LineOf(entry.first), name_ + " has '" + key + "' twice");
    entries_.emplace_back(key, entry.second);
  }
}

int YamlSection::LineOfKey(std::string_view key) const {
  for (const auto& [name, value] : entries_) {
    if (name == key) return LineOf(value);
  }
  return line_;
}

std::optional<YAML::Node> YamlSection::Find(std::string_view key) {
  if (std::find(asked_.begin(), asked_.end(), key) == asked_.end()) asked_.emplace_back(key);
  for (const auto& [name, value] : entries_) {
    if (name == key) return value;
  }
  return std::nullopt;
}

std::optional<YAML::Node> YamlSection::Require(std::string_view key) {
  std::optional<YAML::Node> value = Find(key);
  if (!value && map_) faults_.Add(line_, name_ + " lacks '" + std::string(key) + "'");
  return value;
}

std::optional<std::string> YamlSection::Text(std::string_view key) {
  const std::optional<YAML::Node> value = Find(key);
  if (!value) return std::nullopt;
  if (value->IsScalar()) return value->Scalar();
  faults_.Add(LineOf(*value), name_ + ": '" + std::string(key) + "' must be a text");
  return std::nullopt;
}

std::string YamlSection::RequiredText(std::string_view key) {
  const std::optional<YAML::Node> value = Require(key);
  if (!value) return {};
  if (value->IsScalar() && !value->Scalar().empty()) return value->Scalar();
  faults_.Add(LineOf(*value), name_ + ": '" + std::string(key) + "' must be a text, not empty");
  return {};
}

std::vector<std::string> YamlSection::RequiredTexts(std::string_view key) {
  const std::optional<YAML::Node> value = Require(key);
  if (!value) return {};
  std::vector<std::string> texts;
  const bool list = value->IsSequence() && value->size() > 0;
  for (size_t i = 0; list && i < value->size(); ++i) {
    const YAML::Node item = (*value)[i];
    if (item.IsScalar()) texts.push_back(item.Scalar());
  }
  if (list && texts.size() == value->size()) return texts;
  faults_.Add(LineOf(*value), name_ + ": '" + std::string(key) + "' must be a list of texts");
  return {};
}

void YamlSection::RefuseOthers() {
  std::string allowed;
  for (const std::string& key : asked_) allowed += (allowed.empty() ? "" : ", ") + key;
  for (const auto& [key, value] : entries_) {
    if (std::find(asked_.begin(), asked_.end(), key) != asked_.end()) continue;
    faults_.Add(LineOf(value),
                name_ + " has the unknown key '" + key + "' (known: " + allowed + ")");
  }
}

}  // namespace docket::docketctl
