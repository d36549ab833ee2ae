#include "libs/rpc/channel.h"

#include <chrono>
#include <string>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace docket::rpc {
namespace {

// The kernel takes connections for it; nobody says a word to them.
class SilentServer {
 public:
  SilentServer() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const where = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(bind(socket_, where, size), 0);
    EXPECT_EQ(listen(socket_, 1), 0);
    EXPECT_EQ(getsockname(socket_, where, &size), 0);
    address_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  ~SilentServer() { close(socket_); }

  const std::string& address() const { return address_; }

 private:
  const int socket_;
  std::string address_;
};

// Ours under load, or behind a slow network, says nothing for longer than the first backoff.
TEST(Dial, WaitsForAServerThatIsSlowToAnswer) {
  const SilentServer server;
  const std::shared_ptr<grpc::Channel> channel = Dial(server.address());
  grpc_connectivity_state state = channel->GetState(/*try_to_connect=*/true);
  const auto end = std::chrono::system_clock::now() + std::chrono::milliseconds(200);
  while (channel->WaitForStateChange(state, end)) {
    state = channel->GetState(false);
    ASSERT_NE(state, GRPC_CHANNEL_TRANSIENT_FAILURE);
  }
  EXPECT_EQ(state, GRPC_CHANNEL_CONNECTING);
}

}  // namespace
}  // namespace docket::rpc
