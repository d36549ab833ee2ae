#pragma once

// Follows changes of tickets for a person at a terminal, over the ends of streams and servers.

#include <cstdint>
#include <limits>

#include "docket/ticket/v1/ticket_service.pb.h"
#include "tools/docketctl/session.h"

namespace docket::docketctl {

struct WatchOptions {
  // After so many changes it ends.
  uint64_t changes_max = std::numeric_limits<uint64_t>::max();
};

// Prints changes as they come. A stream that ends because its server stops is opened again behind
// what was printed; the session's timeout is how long nothing may come of that.
void Watch(Session& session, ticket::v1::WatchTicketsRequest request, const WatchOptions& options);

}  // namespace docket::docketctl
