#pragma once

// What is wrong with documents that say who works where.

#include "docket/setting/v1/directory.pb.h"
#include "libs/setting/document.h"

namespace docket::setting {

inline constexpr size_t kLabelCharactersMax = 100;

// Each adds to `faults` what is wrong with its document of `tenant`.
void CheckPool(const v1::Pool& pool, Faults& faults);
void CheckTeam(const v1::Team& team, std::string_view tenant, const Settings& settings,
               Faults& faults);

}  // namespace docket::setting
