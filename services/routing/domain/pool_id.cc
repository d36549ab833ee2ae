#include "services/routing/domain/pool_id.h"

namespace docket::routing {

PoolId PoolId::Of(std::string_view tenant, std::string_view name) {
  const std::string_view parts[] = {tenant, name};
  return PoolId({Slot::Of(tenant, name), IdHash(parts)});
}

std::optional<PoolId> PoolId::Parse(std::string_view text) {
  const std::optional<IdBits> bits = ParseId(kPrefix, text);
  if (!bits.has_value()) return std::nullopt;
  return PoolId(*bits);
}

}  // namespace docket::routing
