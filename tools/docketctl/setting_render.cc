#include "tools/docketctl/setting_render.h"

#include "libs/setting/document.h"
#include "tools/docketctl/setting/setting_files.h"
#include "tools/docketctl/setting/yaml_text.h"

namespace docket::docketctl {
namespace {

namespace v1 = setting::v1;

std::string PublisherText(const v1::Setting& setting) {
  const log::v1::Actor& actor = setting.publisher();
  std::string text = EnumWord(actor.kind());
  if (!actor.id().empty()) text += ":" + actor.id();
  return text;
}

std::string PublishTimeText(const v1::Setting& setting) {
  return TimeText(setting.has_publish_time(), setting.publish_time());
}

absl::Status RefuseUnknown(const v1::Document& document) {
  v1::Document known = document;
  known.DiscardUnknownFields();
  if (known.ByteSizeLong() == document.ByteSizeLong()) return absl::OkStatus();
  return FailedPrecondition("'" + document.name() +
                            "' holds what this release does not know: use the docketctl of the "
                            "release that wrote it");
}

}  // namespace

absl::StatusOr<std::string> DocumentYaml(const v1::Document& document) {
  DOCKET_RETURN_IF_ERROR(RefuseUnknown(document));
  return ToYaml(document);
}

absl::StatusOr<std::string> DocumentJson(const v1::Document& document) {
  DOCKET_RETURN_IF_ERROR(RefuseUnknown(document));
  return ToJson(document);
}

std::string VersionComment(const v1::Setting& setting) {
  const std::string text = Titled(setting.document()) + ", version " +
                           std::to_string(setting.version()) + ": " +
                           (setting.retired() ? "retired " : "published ") +
                           PublishTimeText(setting) + " by " + PublisherText(setting);
  return ToColumns({{"#", text}});  // On one line, whatever is in it.
}

absl::StatusOr<NamedText> SideOf(const std::optional<v1::Setting>& setting) {
  if (!setting.has_value()) return NamedText{"(not there)", ""};
  std::string name = Titled(setting->document()) + " version " + std::to_string(setting->version());
  if (setting->retired()) return NamedText{name + " (retired)", ""};
  DOCKET_ASSIGN_OR_RETURN(std::string text, DocumentYaml(setting->document()));
  return NamedText{std::move(name), std::move(text)};
}

std::string ListTable(const v1::ListSettingsResponse& list) {
  Table table({"kind", "name", "version", "published", "by"});
  for (const v1::Setting& setting : list.settings()) {
    table.Add({std::string(setting::KindOf(setting.document())), setting.document().name(),
               std::to_string(setting.version()), PublishTimeText(setting),
               PublisherText(setting)});
  }
  return table.Take();
}

std::string HistoryTable(const v1::ListSettingVersionsResponse& history) {
  Table table({"version", "number", "what", "time", "by"});
  for (const v1::Setting& setting : history.versions()) {
    table.Add({std::to_string(setting.version()), std::to_string(setting.number()),
               setting.retired() ? "retired" : "published", PublishTimeText(setting),
               PublisherText(setting)});
  }
  return table.Take();
}

}  // namespace docket::docketctl
