#pragma once

// The client's side of a connection.

#include <chrono>
#include <memory>
#include <string>

#include <grpcpp/channel.h>

namespace docket::rpc {

// How a connection that died in silence is found out while calls use it: who has heard nothing for
// `silence` asks, and gives it up without an answer within `patience`.
struct Keepalive {
  std::chrono::milliseconds silence = std::chrono::seconds(30);
  std::chrono::milliseconds patience = std::chrono::seconds(10);
};

// A server cuts off a client that asks more often.
inline constexpr std::chrono::milliseconds kPingsApartMin = std::chrono::seconds(10);

// A channel to the server at `address`, without TLS, connected at its first call. It dials again
// quickly, so that a client started before its server loses a tenth of a second and not a second.
std::shared_ptr<grpc::Channel> Dial(const std::string& address, const Keepalive& keepalive = {});

}  // namespace docket::rpc
