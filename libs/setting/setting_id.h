#pragma once

// The id of a document: "SE-" and 17 characters (libs/base/id.h), a function of its tenant, kind
// and name, so that who publishes it, who reads it and who retries meet the same one.

#include <optional>
#include <string>
#include <string_view>

#include "libs/base/id.h"

namespace docket::setting {

class SettingId {
 public:
  static constexpr std::string_view kPrefix = "SE";

  // Of the document `name` of `kind`, such as "team", that `tenant` has.
  static SettingId Of(std::string_view tenant, std::string_view kind, std::string_view name);
  // None unless `text` is a document's id; its spelling may be any that ParseId takes.
  static std::optional<SettingId> Parse(std::string_view text);

  Slot slot() const { return bits_.slot; }
  std::string text() const { return FormatId(kPrefix, bits_); }

 private:
  explicit SettingId(IdBits bits) : bits_(bits) {}
  IdBits bits_;
};

}  // namespace docket::setting
