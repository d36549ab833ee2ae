#include "libs/rpc/server.h"

#include <set>
#include <thread>
#include <utility>

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/server_builder_option.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <spdlog/spdlog.h>

#include "libs/base/check.h"
#include "libs/rpc/bound_service.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/grpc_log.h"
#include "libs/rpc/open_streams.h"
#include "libs/runtime/listen_address.h"

namespace docket::rpc {
namespace {

using runtime::ListenAddress;

// What gRPC itself refuses; ours is stricter for each request (WireLimits).
constexpr int kReceiveBytesMax = 1024 * 1024;
constexpr int kStreamsPerConnectionMax = 1024;
constexpr int kSyncThreadsMax = 8;

// Reflection comes with the library, wanted or not: each builder of the process gets it.
class ReflectionOption final : public grpc::ServerBuilderOption {
 public:
  explicit ReflectionOption(bool wanted) : wanted_(wanted) {}

  void UpdateArguments(grpc::ChannelArguments*) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    auto reflection = std::make_unique<grpc::reflection::ProtoServerReflectionPlugin>();
    std::erase_if(*plugins,
                  [&](const auto& plugin) { return plugin->name() == reflection->name(); });
    if (wanted_) plugins->push_back(std::move(reflection));
  }

 private:
  const bool wanted_;
};

void SetLimits(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kReceiveBytesMax);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kStreamsPerConnectionMax);
  // A compressed request would be unpacked before anybody could count it.
  for (const grpc_compression_algorithm algorithm : {GRPC_COMPRESS_DEFLATE, GRPC_COMPRESS_GZIP}) {
    builder.SetCompressionAlgorithmSupportStatus(algorithm, false);
  }
  // Reflection and nothing else is synchronous: a thread for each open stream, but not for ever.
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 1);
  builder.SetResourceQuota(grpc::ResourceQuota("docket").SetMaxThreads(kSyncThreadsMax));
}

// Dead peers are found in 40 s; clients may ping as channel.h says, with calls or without.
void SetKeepalive(grpc::ServerBuilder& builder) {
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             static_cast<int>(kPingsApartMin.count()));
  // Clients behind a balancer come back to the instances that were added meanwhile.
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, 3'600'000);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, 60'000);
}

absl::Status CheckAddress(const ListenAddress& address, const Authenticator& authenticator) {
  if (address.is_loopback() || !authenticator.loopback_only()) return absl::OkStatus();
  return FailedPrecondition("cannot listen at " + address.text() +
                            ": callers are believed without proof, which is for development on "
                            "this machine only; give 127.0.0.1 or another authenticator");
}

}  // namespace

class Server::Running {
 public:
  static absl::StatusOr<std::unique_ptr<Running>> Start(ServerOptions options,
                                                        const std::vector<Service>& services);
  ~Running() { Stop(std::chrono::milliseconds(0), std::chrono::milliseconds(0)); }

  std::string address() const { return address_.text(); }
  void SetServing(bool serving);
  void SetPartServing(const std::string& part, bool serving);
  void DropUnread(Instant now) { streams_.DropUnread(now, options_.unread_max); }
  void Drain() { Stop(options_.drain_notice, options_.drain_grace); }

 private:
  explicit Running(ServerOptions options) : options_(std::move(options)) {}
  absl::Status Listen();
  void Stop(std::chrono::milliseconds notice, std::chrono::milliseconds grace);

  const ServerOptions options_;
  ListenAddress address_;
  std::vector<std::string> names_;
  std::set<std::string> parts_;
  OpenStreams streams_;
  std::vector<std::unique_ptr<BoundService>> services_;
  // Null once stopped. Goes before the services, whose doors its calls pass.
  std::unique_ptr<grpc::Server> server_;
};

absl::StatusOr<std::unique_ptr<Server::Running>> Server::Running::Start(
    ServerOptions options, const std::vector<Service>& services) {
  DOCKET_CHECK(options.authenticator != nullptr);
  RouteGrpcLog();
  std::unique_ptr<Running> running(new Running(std::move(options)));
  const Authenticator& authenticator = *running->options_.authenticator;
  DOCKET_ASSIGN_OR_RETURN(running->address_, ListenAddress::Parse(running->options_.address));
  DOCKET_RETURN_IF_ERROR(CheckAddress(running->address_, authenticator));
  for (const Service& service : services) {
    running->names_.push_back(service.name());
    DOCKET_ASSIGN_OR_RETURN(std::unique_ptr<BoundService> bound,
                            BoundService::Bind(service, running->options_, running->streams_));
    running->services_.push_back(std::move(bound));
  }
  DOCKET_RETURN_IF_ERROR(running->Listen());
  running->SetServing(false);
  return running;
}

absl::Status Server::Running::Listen() {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  SetLimits(builder);
  SetKeepalive(builder);
  builder.SetOption(std::make_unique<ReflectionOption>(options_.reflection));
  // Otherwise two servers share a port without knowing, and each gets half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  int port = 0;
  builder.AddListeningPort(address_.text(), grpc::InsecureServerCredentials(), &port);
  for (const std::unique_ptr<BoundService>& service : services_) {
    builder.RegisterService(service.get());
  }
  server_ = builder.BuildAndStart();
  if (server_ == nullptr) return runtime::WhyNotListening(address_);
  if (address_.path.empty()) address_.port = port;
  if (options_.authenticator->loopback_only()) {
    spdlog::warn("development: callers at {} are believed without proof", address_.text());
  }
  return absl::OkStatus();
}

void Server::Running::SetServing(bool serving) {
  grpc::HealthCheckServiceInterface* health = server_->GetHealthCheckService();
  health->SetServingStatus("", serving);
  for (const std::string& name : names_) health->SetServingStatus(name, serving);
}

void Server::Running::SetPartServing(const std::string& part, bool serving) {
  parts_.insert(part);
  server_->GetHealthCheckService()->SetServingStatus(part, serving);
}

void Server::Running::Stop(std::chrono::milliseconds notice, std::chrono::milliseconds grace) {
  if (server_ == nullptr) return;
  SetServing(false);
  for (const std::string& part : parts_) {
    server_->GetHealthCheckService()->SetServingStatus(part, false);
  }
  if (notice.count() > 0) std::this_thread::sleep_for(notice);
  streams_.DrainAll();
  server_->Shutdown(std::chrono::system_clock::now() + grace);
  server_.reset();
}

Server::Server(std::unique_ptr<Running> running) : running_(std::move(running)) {}
Server::~Server() = default;

absl::StatusOr<std::unique_ptr<Server>> Server::Start(ServerOptions options,
                                                      const std::vector<Service>& services) {
  DOCKET_ASSIGN_OR_RETURN(std::unique_ptr<Running> running,
                          Running::Start(std::move(options), services));
  return std::unique_ptr<Server>(new Server(std::move(running)));
}

std::string Server::address() const { return running_->address(); }
void Server::SetServing(bool serving) { running_->SetServing(serving); }
void Server::SetPartServing(const std::string& part, bool serving) {
  running_->SetPartServing(part, serving);
}
void Server::DropUnread(Instant now) { running_->DropUnread(now); }
void Server::Drain() { running_->Drain(); }

}  // namespace docket::rpc
