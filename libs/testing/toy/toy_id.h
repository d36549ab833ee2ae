#pragma once

// Ids of the toy's aggregates: the slot and the hash of (tenant, name).

#include <string>
#include <string_view>

#include "libs/base/slot.h"

namespace docket::testing {

std::string ToyId(std::string_view prefix, std::string_view tenant, std::string_view name);

// The slot of `id`, which must be an id with `prefix`.
Slot ToySlot(std::string_view prefix, std::string_view id);

}  // namespace docket::testing
