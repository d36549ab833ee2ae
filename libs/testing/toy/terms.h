#pragma once

// What the desk takes from settings: the terms of a loan, which a tenant publishes as the label of
// a pool.

#include <string>
#include <string_view>

#include "libs/setting/settings.h"

namespace docket::testing {

inline constexpr std::string_view kTermsPool = "terms";

// The document of `tenant`; null if it has none.
inline setting::PublishedPtr FindTerms(const setting::Settings& settings, std::string_view tenant) {
  return settings.Find(tenant, setting::v1::Document::kPool, kTermsPool);
}

// The document that says `terms`, as a text proto.
inline std::string TermsText(const std::string& terms) {
  return "name: '" + std::string(kTermsPool) + "' pool { label: '" + terms + "' }";
}

// Those of `tenant` in `settings`; empty if it has none, or if nothing depends on settings.
inline std::string TermsIn(const setting::Settings* settings, std::string_view tenant) {
  if (settings == nullptr) return {};
  const setting::PublishedPtr found = FindTerms(*settings, tenant);
  return found == nullptr ? std::string() : found->document.pool().label();
}

}  // namespace docket::testing
