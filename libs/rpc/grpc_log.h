#pragma once

// Where the words of gRPC, and of protobuf below it, go.

namespace docket::rpc {

// Sends what they log to spdlog, so that a program's log has one form. Idempotent, any thread.
void RouteGrpcLog();

}  // namespace docket::rpc
