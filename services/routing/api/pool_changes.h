#pragma once

// The RPCs of agents and supervisors that change a pool.

#include "libs/rpc/service.h"
#include "services/routing/api/pool_calls.h"

namespace docket::routing {

// Adds them to `service`; what `at` refers to outlives it.
void AddPoolChanges(const PoolDoors& at, rpc::Service& service);

}  // namespace docket::routing
