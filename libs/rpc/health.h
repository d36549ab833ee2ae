#pragma once

// What a server answers to grpc.health.v1, asked as any client would.

#include <chrono>
#include <memory>
#include <string>

#include <grpcpp/channel.h>

#include "libs/base/status.h"

namespace docket::rpc {

// Whether `part`, or the whole if it is empty, serves. UNAVAILABLE if nobody answers, or not by
// `timeout`; NOT_FOUND if the server has no such part. Waits.
absl::StatusOr<bool> AskHealth(const std::shared_ptr<grpc::Channel>& channel,
                               const std::string& part, std::chrono::milliseconds timeout);

}  // namespace docket::rpc
