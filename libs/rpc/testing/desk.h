#pragma once

// A server on a free port of this machine with the desk service behind it, and one client. Each
// test says what the desk does.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include "docket/toy/v1/desk_service.grpc.pb.h"
#include "libs/rpc/server.h"

namespace docket::rpc::testing {

// Keeps how calls ended, in order.
class RecordingObserver final : public CallObserver {
 public:
  struct Entry {
    std::string method;
    absl::StatusCode code;
    std::string reason;
  };

  void OnCall(const CallOutcome& outcome) override;
  // The entry at `index`, once there is one.
  Entry Await(size_t index);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Entry> entries_;
};

class Desk {
 public:
  // Set before Start. By default Send answers with the note of the parcel, Watch ends at once, and
  // Submit answers each parcel.
  UnaryHandler<toy::v1::SendRequest, toy::v1::SendResponse> on_send;
  StreamHandler<toy::v1::WatchRequest, toy::v1::WatchResponse> on_watch;
  ExchangeOpener<toy::v1::SubmitRequest, toy::v1::SubmitResponse> on_submit;
  ServerOptions options;

  Desk();
  void Start();
  // All services of the desk, with their handlers.
  std::vector<Service> Services() const;

  Server& server() { return *server_; }
  RecordingObserver& observer() { return observer_; }
  toy::v1::DeskService::Stub& stub() { return *stub_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  void Stop() { server_.reset(); }
  // Of a client that takes 64 KiB and no more until it reads; others take more the faster it comes.
  std::unique_ptr<toy::v1::DeskService::Stub> StubOfFixedWindow() const;

  // Calls Send as `context` says.
  grpc::Status Send(grpc::ClientContext& context, const toy::v1::SendRequest& request,
                    toy::v1::SendResponse& response);
  // SendBytes over its channel.
  grpc::Status SendBytes(grpc::ClientContext& context, const std::string& method,
                         const std::string& request, std::string* response = nullptr);

 private:
  DevelopmentAuthenticator authenticator_;
  RecordingObserver observer_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<toy::v1::DeskService::Stub> stub_;
};

// Calls `method`, unary or streaming, with one request of any bytes; `response` becomes the first
// message that comes back, if one does.
grpc::Status SendBytes(const std::shared_ptr<grpc::Channel>& channel, grpc::ClientContext& context,
                       const std::string& method, const std::string& request,
                       std::string* response);

inline constexpr char kSendPath[] = "/docket.toy.v1.DeskService/Send";

// A context with a deadline that no healthy test meets, for `actor` in `roles`; empty ones are not
// sent.
std::unique_ptr<grpc::ClientContext> ContextOf(const std::string& actor, const std::string& roles);
// That of an agent.
inline std::unique_ptr<grpc::ClientContext> AgentContext() {
  return ContextOf("agent:ada", "agent");
}

// That of a service.
inline std::unique_ptr<grpc::ClientContext> ServiceContext() {
  return ContextOf("service:mail", "service");
}

// A request to send a parcel with `note`.
toy::v1::SendRequest Noted(const std::string& note);

}  // namespace docket::rpc::testing
