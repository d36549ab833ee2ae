#pragma once

// Who calls, as the authenticator says; a request never does.

#include <chrono>
#include <string>

#include "docket/log/v1/log_events.pb.h"
#include "libs/eventing/roles.h"

namespace docket::rpc {

struct Caller {
  std::string tenant;
  log::v1::Actor actor;
  eventing::Roles roles;
};

// One call that was let in.
struct Call {
  // Empty where the RPC is for anyone.
  Caller caller;
  // On the monotonic clock (Instant); a later answer reaches nobody. The greatest value for a
  // stream without a deadline.
  std::chrono::nanoseconds deadline = std::chrono::nanoseconds::max();
};

}  // namespace docket::rpc
