#pragma once

// The RPCs that read pools. Agents see their own; who leads, administers or analyses sees all of
// the tenant's.

#include "docket/routing/v1/routing_service.pb.h"
#include "libs/rpc/service.h"
#include "services/routing/api/pool_calls.h"

namespace docket::routing {

// Adds them to `service`; what `at` refers to outlives it.
void AddPoolReads(const PoolDoors& at, std::function<Time()> now, rpc::Service& service);

}  // namespace docket::routing
