#include "libs/setting/setting_id.h"

namespace docket::setting {

// Its slot decides nothing while the topic has one partition; it is there because ids have one.
SettingId SettingId::Of(std::string_view tenant, std::string_view kind, std::string_view name) {
  const std::string_view parts[] = {tenant, kind, name};
  const std::string key = std::string(kind) + '/' + std::string(name);
  return SettingId({Slot::Of(tenant, key), IdHash(parts)});
}

std::optional<SettingId> SettingId::Parse(std::string_view text) {
  const std::optional<IdBits> bits = ParseId(kPrefix, text);
  if (!bits.has_value()) return std::nullopt;
  return SettingId(*bits);
}

}  // namespace docket::setting
