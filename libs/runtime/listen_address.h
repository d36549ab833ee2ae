#pragma once

// Where a server listens: that of gRPC, and that of metrics.

#include <string>
#include <string_view>

#include "libs/base/status.h"

namespace docket::runtime {

struct ListenAddress {
  // An IP address, without brackets, or a host name; empty for a Unix socket.
  std::string host;
  int port = 0;
  // What follows "unix:".
  std::string path;

  // "127.0.0.1:8443", "[::1]:8443", "localhost:0", "unix:/run/docket.sock". "localhost" becomes
  // 127.0.0.1: gRPC would listen on ::1 as well and call it success if one of the two is taken.
  static absl::StatusOr<ListenAddress> Parse(std::string_view text);

  // Whether only this machine can connect.
  bool is_loopback() const;
  // As Parse and gRPC take it.
  std::string text() const;
};

// Why nobody can listen at `address`, with what to do. gRPC says only that it failed, so this asks
// the system the same again.
absl::Status WhyNotListening(const ListenAddress& address);

}  // namespace docket::runtime
