#pragma once

// A pool and its tickets as their readers see them.

#include <optional>
#include <string>
#include <vector>

#include "docket/routing/v1/routing_service.pb.h"
#include "services/routing/domain/pool_state.pb.h"

namespace docket::routing {

v1::Pool ViewPool(const PoolState& pool);

// An entry, and the place of those that wait in the queue, from 1; 0 of an assigned one.
v1::Entry ViewEntry(const PoolEntry& entry, uint32_t queue_position);

// One entry of a list: where it stands there, and how it is seen.
struct Listed {
  std::string place;
  v1::Entry entry;
};

// Those of `pool` that wait, in the order of the queue, then the assigned ones by ticket id; of
// them what `request` asks for.
std::vector<Listed> ListedOf(const PoolState& pool, const v1::ListEntriesRequest& request);

}  // namespace docket::routing
