// What a call may bring of metadata. gRPC's own limit holds for single frames, so these clients
// write HTTP/2 frames of their own.

#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "libs/base/big_endian.h"
#include "libs/base/check.h"
#include "libs/rpc/testing/desk.h"

namespace docket::rpc {
namespace {

using testing::Desk;
using testing::kSendPath;

constexpr size_t kMetadataMax = 8 * 1024;

// A connection to 127.0.0.1.
class Connection {
 public:
  explicit Connection(const std::string& address) {
    sockaddr_in peer{};
    peer.sin_family = AF_INET;
    peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    peer.sin_port = htons(static_cast<uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
    DOCKET_CHECK(connect(fd_, reinterpret_cast<sockaddr*>(&peer), sizeof(peer)) == 0);
  }
  ~Connection() { close(fd_); }

  void Write(std::string_view bytes) {
    DOCKET_CHECK(send(fd_, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  }

 private:
  const int fd_ = socket(AF_INET, SOCK_STREAM, 0);
};

// HTTP/2 frames (RFC 9113, section 4.1) of stream 1, settings apart.
constexpr uint8_t kData = 0, kHeaders = 1, kSettings = 4, kContinuation = 9;
constexpr uint8_t kNoFlag = 0, kEndStream = 1, kEndHeaders = 4;

std::string Frame(uint8_t type, uint8_t flags, std::string_view payload) {
  std::string frame;
  PutU32(frame, static_cast<uint32_t>(payload.size() << 8) | type);
  frame += static_cast<char>(flags);
  PutU32(frame, type == kSettings ? 0 : 1);
  return frame + std::string(payload);
}

// A header that is not compressed (RFC 7541, section 6.2.2).
std::string Header(std::string_view name, std::string_view value) {
  std::string header(1, '\0');
  for (const std::string_view text : {name, value}) {
    DOCKET_CHECK(text.size() < 127);
    header += static_cast<char>(text.size());
    header += text;
  }
  return header;
}

// Headers whose names and values are `metadata` bytes in all, as the door adds them up.
std::string HeadersOf(size_t metadata) {
  std::string headers = Header(":method", "POST") + Header(":scheme", "http") +
                        Header(":path", kSendPath) + Header(":authority", "a") +
                        Header("te", "trailers") + Header("content-type", "application/grpc") +
                        Header("grpc-timeout", "20S");
  const auto add = [&](std::string_view name, std::string_view value) {
    headers += Header(name, value);
    metadata -= name.size() + value.size();
  };
  add("docket-actor", "agent:ada");
  add("docket-roles", "agent");
  while (metadata > 120) add("x", std::string(99, 'x'));
  add("x", std::string(metadata - 1, 'x'));
  return headers;
}

// Calls Send with an empty parcel and that much metadata, in frames of at most 1 KiB.
void CallWithMetadata(Connection& connection, size_t metadata) {
  connection.Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + Frame(kSettings, kNoFlag, ""));
  const std::string headers = HeadersOf(metadata);
  for (size_t at = 0; at < headers.size(); at += 1024) {
    const bool last = at + 1024 >= headers.size();
    connection.Write(Frame(at == 0 ? kHeaders : kContinuation, last ? kEndHeaders : kNoFlag,
                           std::string_view(headers).substr(at, 1024)));
  }
  connection.Write(Frame(kData, kEndStream, std::string_view("\0\0\0\0\0", 5)));
}

TEST(Metadata, MayBe8KiBInManyFrames) {
  Desk desk;
  desk.Start();
  Connection connection(desk.server().address());
  CallWithMetadata(connection, kMetadataMax);
  EXPECT_EQ(desk.observer().Await(0).code, absl::StatusCode::kOk);
}

TEST(Metadata, IsRefusedBeyond8KiBInManyFrames) {
  Desk desk;
  desk.Start();
  Connection connection(desk.server().address());
  CallWithMetadata(connection, kMetadataMax + 1);
  EXPECT_EQ(desk.observer().Await(0).code, absl::StatusCode::kInvalidArgument);
}

TEST(Metadata, IsRefusedBeyond8KiBInOneHeader) {
  Desk desk;
  desk.Start();
  const auto context = testing::AgentContext();
  context->AddMetadata("x", std::string(kMetadataMax + 1, 'x'));
  toy::v1::SendResponse response;
  EXPECT_FALSE(desk.Send(*context, testing::Noted(""), response).ok());
}

}  // namespace
}  // namespace docket::rpc
