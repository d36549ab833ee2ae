#pragma once

// Opens tickets through the machines' stream, as an importer does: recorded commands, a window of
// them unanswered at any time.

#include <memory>

#include <grpcpp/channel.h>
#include <nlohmann/json.hpp>

#include "tests/bench/load/calls.h"

namespace docket::bench {

// Submits `count` openings, at most `in_flight` (up to 256) unanswered; the figures of Latencies,
// `failed` and `failure`.
nlohmann::json RunSubmit(const std::shared_ptr<grpc::Channel>& channel, const CallOptions& calls,
                         uint64_t count, int in_flight);

}  // namespace docket::bench
