#pragma once

// One unary call, from its bytes to its status. Nobody outside libs/rpc includes it.

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "libs/rpc/door.h"

namespace docket::rpc {

// Starts a call through `door`, which outlives it. `request` and `response` live until it is done;
// what is returned deletes itself then.
grpc::ServerUnaryReactor* StartUnaryCall(const Door& door, grpc::CallbackServerContext& context,
                                         const grpc::ByteBuffer& request,
                                         grpc::ByteBuffer& response);

}  // namespace docket::rpc
