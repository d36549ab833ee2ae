#pragma once

// Routing as hosts run it: two kinds of units, of which the one that decides for pools is asked by
// people.

#include "libs/hosting/service.h"

namespace docket::routing {

// Follows tickets and says where they belong.
hosting::Service RoutingService();
// Decides for pools.
hosting::Service PoolService();

}  // namespace docket::routing
