#include "libs/rpc/forwarder.h"

#include <chrono>
#include <utility>

#include <grpcpp/support/stub_options.h>

#include "libs/rpc/channel.h"
#include "libs/rpc/errors.h"

namespace docket::rpc {
namespace {

// On a call that was handed on.
constexpr char kHop[] = "docket-hop";

// Instances come and go, each with an address of its own; beyond this many channels, those that
// nobody uses at the moment are given up.
constexpr size_t kStubsMax = 64;

// How soon an owner that was paused or cut off is given up. What it leaves unanswered fills the
// window of an exchange, which stalls for as long. No sooner, for servers permit one ping in 10 s.
constexpr Keepalive kOwnerKeepalive{.silence = std::chrono::seconds(12),
                                    .patience = std::chrono::seconds(5)};
static_assert(kOwnerKeepalive.silence > kPingsApartMin);

std::string_view View(const grpc::string_ref& text) { return {text.data(), text.size()}; }

// What says who calls. A credential would reach whatever address a member of the group gave, in
// plain text: it goes along once there is an authenticator that needs it, and then over TLS.
bool GoesAlong(std::string_view name) { return name.starts_with("docket-"); }

// When to come back goes beside the status, so it does not come along by itself.
void PassPushback(const grpc::ClientContext& from, grpc::CallbackServerContext& to) {
  const auto& trailing = from.GetServerTrailingMetadata();
  const auto found = trailing.find(kPushback);
  if (found != trailing.end()) to.AddTrailingMetadata(kPushback, std::string(View(found->second)));
}

}  // namespace

std::optional<Owner> Forwarder::OwnerOf(const std::string& place,
                                        const grpc::CallbackServerContext& context) {
  if (context.client_metadata().contains(kHop)) return std::nullopt;
  std::optional<std::string> address = find_owner_(place);
  if (!address.has_value()) return std::nullopt;
  std::shared_ptr<grpc::GenericStub> stub = StubOf(*address);
  return Owner{*std::move(address), std::move(stub)};
}

std::unique_ptr<grpc::ClientContext> Forwarder::Onward(const grpc::CallbackServerContext& context) {
  auto onward = grpc::ClientContext::FromCallbackServerContext(context);
  for (const auto& [name, value] : context.client_metadata()) {
    if (GoesAlong(View(name))) {
      onward->AddMetadata(std::string(View(name)), std::string(View(value)));
    }
  }
  onward->AddMetadata(kHop, "1");
  return onward;
}

bool Forwarder::Forward(const std::string& place, const std::string& path,
                        grpc::CallbackServerContext& context, const grpc::ByteBuffer& request,
                        grpc::ByteBuffer& response, std::function<void(const grpc::Status&)> done) {
  const std::optional<Owner> owner = OwnerOf(place, context);
  if (!owner.has_value()) return false;
  const std::shared_ptr<grpc::ClientContext> client = Onward(context);
  owner->stub->UnaryCall(
      client.get(), path, {}, &request, &response,
      [client, stub = owner->stub, &context, done = std::move(done)](const grpc::Status& status) {
        PassPushback(*client, context);
        done(status);
      });
  return true;
}

std::shared_ptr<grpc::GenericStub> Forwarder::StubOf(const std::string& address) {
  const std::lock_guard lock(mutex_);
  if (!stubs_.contains(address) && stubs_.size() >= kStubsMax) {
    std::erase_if(stubs_, [](const auto& entry) { return entry.second.use_count() == 1; });
  }
  std::shared_ptr<grpc::GenericStub>& stub = stubs_[address];
  if (stub == nullptr) stub = std::make_shared<grpc::GenericStub>(Dial(address, kOwnerKeepalive));
  return stub;
}

// Who stops cancels what still runs; that is not our caller's doing.
bool IsOfConnection(const grpc::Status& status, const grpc::CallbackServerContext& context) {
  if (status.error_code() == grpc::StatusCode::CANCELLED) return !context.IsCancelled();
  return status.error_code() == grpc::StatusCode::UNAVAILABLE && status.error_details().empty();
}

absl::Status OwnerUnreachable(std::string_view place) {
  return Unavailable("the instance that owns " + std::string(place) +
                     " cannot be reached, and what was asked may be done or not: ask again, with "
                     "the same request_id");
}

}  // namespace docket::rpc
