#pragma once

// A call of one request and a stream of answers.

#include "libs/rpc/stream_call.h"

namespace docket::rpc {

// Starts a server-streaming call through `door`. Nobody outside libs/rpc includes it.
StreamCall::Reactor* StartResponseStream(const Door& door, OpenStreams& streams,
                                         grpc::CallbackServerContext& context);

}  // namespace docket::rpc
