#pragma once

// How documents and their versions are shown.

#include <optional>
#include <string>

#include "docket/setting/v1/setting_service.pb.h"
#include "libs/base/status.h"
#include "tools/docketctl/render.h"
#include "tools/docketctl/setting/text_diff.h"

namespace docket::docketctl {

// `document` as `apply` takes it. Refused if a newer release wrote it and it holds what this one
// cannot show, for applying the rest would take that away.
absl::StatusOr<std::string> DocumentYaml(const setting::v1::Document& document);
// The same as JSON.
absl::StatusOr<std::string> DocumentJson(const setting::v1::Document& document);

// A comment of YAML that tells which version of which document `setting` is.
std::string VersionComment(const setting::v1::Setting& setting);

// What `setting` says while in force, as one side of a diff; nothing if there is none or it is
// retired.
absl::StatusOr<NamedText> SideOf(const std::optional<setting::v1::Setting>& setting);

// Documents: kind, name, version, when and by whom.
std::string ListTable(const setting::v1::ListSettingsResponse& list);
// Versions of one document.
std::string HistoryTable(const setting::v1::ListSettingVersionsResponse& history);

}  // namespace docket::docketctl
