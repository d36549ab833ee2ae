#include "libs/rpc/forwarder.h"

#include <utility>

#include <grpcpp/client_context.h>
#include <grpcpp/support/stub_options.h>

#include "libs/rpc/channel.h"

namespace docket::rpc {
namespace {

// On a call that was handed on.
constexpr char kHop[] = "docket-hop";

std::string_view View(grpc::string_ref text) { return {text.data(), text.size()}; }

// What says who calls and belongs to which trace; the rest is the connection's own.
bool GoesAlong(std::string_view name) {
  return name.starts_with("docket-") || name == "authorization" || name == "traceparent";
}

}  // namespace

bool Forwarder::Forward(const std::string& place, const std::string& path,
                        const grpc::CallbackServerContext& context, const grpc::ByteBuffer& request,
                        grpc::ByteBuffer& response, std::function<void(const grpc::Status&)> done) {
  if (context.client_metadata().contains(kHop)) return false;
  const std::optional<std::string> owner = find_owner_(place);
  if (!owner.has_value()) return false;
  std::shared_ptr<grpc::ClientContext> client =
      grpc::ClientContext::FromCallbackServerContext(context);
  for (const auto& [name, value] : context.client_metadata()) {
    if (GoesAlong(View(name)))
      client->AddMetadata(std::string(View(name)), std::string(View(value)));
  }
  client->AddMetadata(kHop, "1");
  const std::shared_ptr<grpc::GenericStub> stub = StubOf(*owner);
  stub->UnaryCall(
      client.get(), path, {}, &request, &response,
      [client, stub, done = std::move(done)](const grpc::Status& status) { done(status); });
  return true;
}

std::shared_ptr<grpc::GenericStub> Forwarder::StubOf(const std::string& address) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<grpc::GenericStub>& stub = stubs_[address];
  if (stub == nullptr) stub = std::make_shared<grpc::GenericStub>(Dial(address));
  return stub;
}

}  // namespace docket::rpc
