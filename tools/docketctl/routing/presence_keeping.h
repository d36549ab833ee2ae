#pragma once

// Says again and again how an agent stands, for routing counts who is silent as offline.

#include <chrono>
#include <functional>

#include "docket/routing/v1/pool_values.pb.h"
#include "libs/base/status.h"

namespace docket::docketctl {

// A third of the silence after which an agent counts as offline.
inline constexpr std::chrono::seconds kSayAgainAfter{20};

struct PresenceKeeping {
  // Says it to a server, once; how that went.
  std::function<absl::Status(routing::v1::Presence)> say;
  // Waits so long. True if it is to end.
  std::function<bool(std::chrono::milliseconds)> wait;
  // Told why it could not be said this time.
  std::function<void(const absl::Status&)> on_unsaid;
};

// Says `presence` until `wait` tells it to end, then that the agent is offline: how the last went.
// It goes on while the server is away; once refused, it ends with that and says nothing more. The
// first time the server must be there.
absl::Status KeepPresence(routing::v1::Presence presence, const PresenceKeeping& keeping);

}  // namespace docket::docketctl
