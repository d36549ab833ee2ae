#pragma once

// Ids of the toy's aggregates: the slot and the hash of (tenant, name).

#include <optional>
#include <string>
#include <string_view>

#include "libs/base/slot.h"

namespace docket::testing {

std::string ToyId(std::string_view prefix, std::string_view tenant, std::string_view name);

// The slot of `id`; none if that is no id with `prefix`.
std::optional<Slot> ToySlot(std::string_view prefix, std::string_view id);

}  // namespace docket::testing
