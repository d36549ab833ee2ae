#include "libs/rpc/channel.h"

#include <array>
#include <chrono>
#include <future>
#include <string>

#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
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
  ~SilentServer() {
    close(socket_);
    if (connection_ >= 0) close(connection_);
  }

  const std::string& address() const { return address_; }

  // Takes one connection as a server of HTTP/2 does, and says no more to it either.
  void Greet() {
    connection_ = accept(socket_, nullptr, nullptr);
    constexpr std::array<char, 9> kEmptySettings = {0, 0, 0, /*type=*/4, 0, 0, 0, 0, 0};
    EXPECT_EQ(write(connection_, kEmptySettings.data(), kEmptySettings.size()),
              kEmptySettings.size());
  }

 private:
  const int socket_;
  int connection_ = -1;
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

// One that was paused, or is cut off, still has its connections as far as its clients can see.
TEST(Dial, GivesUpAServerThatFallsSilent) {
  SilentServer server;
  grpc::GenericStub stub(Dial(server.address(), {.silence = std::chrono::milliseconds(50),
                                                 .patience = std::chrono::milliseconds(50)}));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  const grpc::Slice nothing("");
  const grpc::ByteBuffer request(&nothing, 1);
  grpc::ByteBuffer response;
  std::promise<grpc::Status> ended;
  stub.UnaryCall(&context, "/docket.toy.v1.DeskService/Send", {}, &request, &response,
                 [&ended](const grpc::Status& status) { ended.set_value(status); });
  server.Greet();
  EXPECT_EQ(ended.get_future().get().error_code(), grpc::StatusCode::UNAVAILABLE);
}

}  // namespace
}  // namespace docket::rpc
