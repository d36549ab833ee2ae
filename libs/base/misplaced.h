#pragma once

// A failure that another instance would not have: it was asked for a partition that it does not
// own. Whoever can hand the question on to the owner does so (libs/rpc/forwarder.h).

#include <optional>
#include <string>
#include <string_view>

#include "libs/base/status.h"

namespace docket {

// UNAVAILABLE, naming `place` ("docket.ticket.events.v1/3") for who hands on.
absl::Status Misplaced(std::string_view place, std::string_view message);

// The place that `status` names, or none if it is of another kind. Not passed on by gRPC.
std::optional<std::string> MisplacedIn(const absl::Status& status);

}  // namespace docket
