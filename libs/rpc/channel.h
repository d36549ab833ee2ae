#pragma once

// The client's side of a connection.

#include <memory>
#include <string>

#include <grpcpp/channel.h>

namespace docket::rpc {

// A channel to the server at `address`, without TLS, connected at its first call. It dials again
// quickly, so that a client started before its server loses a tenth of a second and not a second.
std::shared_ptr<grpc::Channel> Dial(const std::string& address);

}  // namespace docket::rpc
