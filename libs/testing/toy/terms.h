#pragma once

// What the desk takes from settings: the terms of a loan, which a tenant publishes as the label of
// a pool.

#include <string>
#include <string_view>

#include "libs/setting/settings.h"

namespace docket::testing {

inline constexpr std::string_view kTermsPool = "terms";

// Those of `tenant` in `settings`; empty if it has none, or if nothing depends on settings.
inline std::string TermsIn(const setting::Settings* settings, std::string_view tenant) {
  if (settings == nullptr) return {};
  const setting::PublishedPtr found =
      settings->Find(tenant, setting::v1::Document::kPool, kTermsPool);
  return found == nullptr ? std::string() : found->document.pool().label();
}

}  // namespace docket::testing
