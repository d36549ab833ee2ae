#include "libs/testing/toy/toy_id.h"

#include <optional>

#include "libs/base/check.h"
#include "libs/base/id.h"

namespace docket::testing {

std::string ToyId(std::string_view prefix, std::string_view tenant, std::string_view name) {
  const std::string_view parts[] = {tenant, name};
  return FormatId(prefix, {Slot::Of(tenant, name), IdHash(parts)});
}

std::optional<Slot> ToySlot(std::string_view prefix, std::string_view id) {
  const std::optional<IdBits> bits = ParseId(prefix, id);
  if (!bits.has_value() || FormatId(prefix, *bits) != id) return std::nullopt;
  return bits->slot;
}

}  // namespace docket::testing
