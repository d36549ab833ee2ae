#pragma once

// Files of documents that administrators write, as `docketctl apply` takes them. All that is wrong
// in all of them is gathered, each fault with its file, line and column.
//
//   DOCKET_ASSIGN_OR_RETURN(SettingFiles files, ReadSettingFiles({"settings/", "-"}));
//   if (!files.faults.empty()) ...

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "docket/setting/v1/documents.pb.h"
#include "libs/base/status.h"
#include "tools/docketctl/setting/yaml_tree.h"

namespace docket::docketctl {

// A document and where it stands.
struct WrittenSetting {
  size_t file = 0;  // In SettingFiles::names.
  YamlNode root;
  setting::v1::Document document;  // What of it could be read.
};

struct SettingFault {
  size_t file = 0;
  std::optional<size_t> setting;  // In SettingFiles::settings; none if it is in no document.
  YamlPlace place;
  std::string field;  // Empty if it is none.
  std::string text;   // "team first-line: team.pool must be ..."
};

struct SettingFiles {
  std::vector<std::string> names;
  std::vector<WrittenSetting> settings;
  std::vector<SettingFault> faults;
  // Whether every file could be read to its end: else documents are missing.
  bool whole = true;

  // Adds what is wrong with `field` of settings[index], unless that is told already of it.
  void AddFault(size_t index, std::string_view field, std::string_view rule);
  // Whatever is wrong, "FILE:LINE:COLUMN: text" a line each, in the order of the files.
  std::string FaultsText() const;
};

// What stands in `paths`: files, "-" for standard input, and folders for their *.yaml and *.yml in
// the order of their names. Fails if one cannot be read or holds nothing.
absl::StatusOr<SettingFiles> ReadSettingFiles(const std::vector<std::string>& paths);

// "team first-line".
std::string Titled(const setting::v1::Document& document);

// The kinds of documents that there are, with commas between.
std::string SettingKinds();

}  // namespace docket::docketctl
