#pragma once

// A connection to a server on this machine that says whatever a test wants.

#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace docket::testing {

// It dies with its object; one thread.
class RawConnection {
 public:
  // To a server at `address`, "127.0.0.1:PORT".
  explicit RawConnection(const std::string& address) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    const std::string_view port = std::string_view(address).substr(address.rfind(':') + 1);
    uint16_t number = 0;
    std::from_chars(port.begin(), port.end(), number);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(number);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof(to)), 0);
  }
  ~RawConnection() { close(socket_); }
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  // As much of `bytes` as the server takes.
  void Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
  }
  void SendNoMore() { shutdown(socket_, SHUT_WR); }

  // Everything until the server closes.
  std::string Receive() {
    std::string all;
    std::array<char, 4096> bytes;
    for (;;) {
      const ssize_t got = recv(socket_, bytes.data(), bytes.size(), 0);
      if (got <= 0) return all;
      all.append(bytes.data(), static_cast<size_t>(got));
    }
  }

 private:
  const int socket_;
};

}  // namespace docket::testing
