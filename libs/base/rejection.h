#pragma once

// A rejection: the domain says no. Expected, tested, counted, and no error in the log. On its way
// it is an absl::Status, so that Decide answers with one type; RejectionOf takes it out again.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/status.h"

namespace docket {

struct Rejection {
  // The fact, as it stands on the wire: "TICKET_CLOSED".
  std::string reason;
  // Named details of the reason, e.g. {"retry_at", "2026-03-01T08:00:00.000Z"}.
  std::map<std::string, std::string> details;
};

// A status of code FAILED_PRECONDITION that carries `rejection`. libs/rpc turns the reason into the
// code that callers see.
absl::Status RejectionStatus(const Rejection& rejection, std::string_view message);

// The rejection that `status` carries, or none if it is OK or a failure.
std::optional<Rejection> RejectionOf(const absl::Status& status);

}  // namespace docket
