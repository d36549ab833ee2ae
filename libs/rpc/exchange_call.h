#pragma once

// A call in which both sides stream: requests come while answers go.

#include "libs/rpc/stream_call.h"

namespace docket::rpc {

// Requests of one exchange that may wait for their answers, or these for being written.
inline constexpr size_t kExchangeRequestsMax = 256;
// Bytes of the requests that wait for their answers, beyond which no more are read.
inline constexpr size_t kExchangeBytesMax = 1024 * 1024;

// Starts an exchange through `door`. Nobody outside libs/rpc includes it.
StreamCall::Reactor* StartExchange(const Door& door, OpenStreams& streams,
                                   grpc::CallbackServerContext& context);

}  // namespace docket::rpc
