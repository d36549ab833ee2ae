#pragma once

// Drives unary calls over one connection, from one thread.
//
// Closed loop: `in_flight` calls run at any time. Open loop: calls begin at a fixed rate, and each
// is counted from the instant at which it was to begin, so that a server that stalls is not spared
// the calls that would have come meanwhile.

#include <cstdint>
#include <memory>
#include <string>

#include <grpcpp/channel.h>
#include <nlohmann/json.hpp>

#include "libs/base/status.h"
#include "tests/bench/load/calls.h"

namespace docket::bench {

struct LoadOptions {
  uint64_t count = 1000;
  int in_flight = 1;
  // Calls a second; 0 for a closed loop.
  double rate = 0;
};

// What became of the calls: Latencies' figures, `failed`, `failure` (the first, in words) and
// `reply_bytes` (of the last).
nlohmann::json RunLoad(const std::shared_ptr<grpc::Channel>& channel, const CallKind& calls,
                       const LoadOptions& options);

// The token of a ticket of Docket's as it stands: what it knows is folded already.
absl::StatusOr<std::string> FoldedToken(const std::shared_ptr<grpc::Channel>& channel,
                                        const CallOptions& calls);

}  // namespace docket::bench
