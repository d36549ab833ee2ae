#pragma once

// A map of a YAML file that is read key by key. Every fault goes to one list with its line, so that
// the whole file is judged before anybody is told; what was not asked for is a fault as well.
//
//   YamlSection section(node, "case", faults);
//   std::string column = section.RequiredText("column");
//   section.RefuseOthers();

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "libs/base/status.h"

namespace docket::docketctl {

// The line of `node` in its file, from 1.
int LineOf(const YAML::Node& node);

class FaultList {
 public:
  void Add(int line, std::string text);

  // OK without faults; else INVALID_ARGUMENT with all of them, "FILE:LINE: text", in order of
  // lines.
  absl::Status ToStatus(std::string_view file) const;

 private:
  std::vector<std::pair<int, std::string>> faults_;
};

class YamlSection {
 public:
  // `name` is what faults call the section. A node that is no map is a fault, and then empty.
  YamlSection(const YAML::Node& node, std::string_view name, FaultList& faults);

  int line() const { return line_; }

  // The line of the value of `key`; that of the section if it is absent.
  int LineOfKey(std::string_view key) const;

  // The keys and values in order of the file, for a map whose keys are data.
  const std::vector<std::pair<std::string, YAML::Node>>& entries() const { return entries_; }

  // The value of `key`; none if it is absent.
  std::optional<YAML::Node> Find(std::string_view key);

  // Likewise, but its absence is a fault.
  std::optional<YAML::Node> Require(std::string_view key);

  // The text of `key`; none if it is absent, or a fault if it is no text. It may be empty.
  std::optional<std::string> Text(std::string_view key);

  // The text of `key`; its absence, and an empty text, are faults, and then it is empty.
  std::string RequiredText(std::string_view key);

  // The texts of `key`, which is a list of at least one; else a fault and empty.
  std::vector<std::string> RequiredTexts(std::string_view key);

  // Makes a fault of every key that was not asked for, and names those that were.
  void RefuseOthers();

 private:
  std::string name_;
  FaultList& faults_;
  int line_;
  bool map_;  // Otherwise that is the fault, and what it lacks is none.
  std::vector<std::pair<std::string, YAML::Node>> entries_;
  std::vector<std::string> asked_;
};

}  // namespace docket::docketctl
