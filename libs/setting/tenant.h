#pragma once

// What is wrong with the document of a tenant as a whole, and what it means where it is silent.

#include <chrono>

#include "docket/setting/v1/tenant.pb.h"
#include "libs/setting/checks.h"

namespace docket::setting {

// The windows of a ticket where a tenant says nothing (semantics.md 2.2).
inline constexpr std::chrono::days kRemindAfter{3};
inline constexpr std::chrono::days kSolveAfter{7};
inline constexpr std::chrono::days kReopenWindow{7};
inline constexpr std::chrono::hours kClosingReminder{24};
inline constexpr std::chrono::days kRatingWindow{30};

// Whether its zone is there is for who publishes to see: a database of zones is not for pure code.
void CheckTenant(std::string_view name, const v1::Tenant& tenant, Checks& checks);

}  // namespace docket::setting
