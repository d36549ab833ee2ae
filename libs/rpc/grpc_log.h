#pragma once

// Where the words of gRPC itself go.

namespace docket::rpc {

// Sends what gRPC logs to spdlog, so that a program's log has one form. Idempotent, any thread.
void RouteGrpcLog();

}  // namespace docket::rpc
