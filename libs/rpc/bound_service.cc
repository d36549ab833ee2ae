#include "libs/rpc/bound_service.h"

#include <algorithm>
#include <string>
#include <utility>

#include <google/protobuf/descriptor.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>

#include "libs/rpc/exchange_call.h"
#include "libs/rpc/response_stream_call.h"
#include "libs/rpc/unary_call.h"

namespace docket::rpc {
namespace {

using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;
using grpc::internal::RpcMethod;
using grpc::internal::RpcServiceMethod;

RpcMethod::RpcType TypeOf(const Method& method) {
  if (std::holds_alternative<UnaryBytesHandler>(method.handler)) return RpcMethod::NORMAL_RPC;
  return std::holds_alternative<StreamBytesHandler>(method.handler) ? RpcMethod::SERVER_STREAMING
                                                                    : RpcMethod::BIDI_STREAMING;
}

RpcMethod::RpcType TypeOf(const MethodDescriptor& rpc) {
  if (rpc.client_streaming()) {
    return rpc.server_streaming() ? RpcMethod::BIDI_STREAMING : RpcMethod::CLIENT_STREAMING;
  }
  return rpc.server_streaming() ? RpcMethod::SERVER_STREAMING : RpcMethod::NORMAL_RPC;
}

absl::Status CheckTypes(const MethodDescriptor& rpc, const Method& method) {
  if (TypeOf(rpc) == TypeOf(method) && rpc.input_type() == method.request &&
      rpc.output_type() == method.response) {
    return absl::OkStatus();
  }
  return FailedPrecondition(rpc.full_name() + " has a handler of other types");
}

grpc::internal::MethodHandler* UnaryStarter(const Door& door) {
  auto start = [&door](grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                       grpc::ByteBuffer* response) {
    return StartUnaryCall(door, *context, *request, *response);
  };
  return new grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>(start);
}

grpc::internal::MethodHandler* StreamStarter(const Door& door, OpenStreams& streams) {
  auto start = [&door, &streams](grpc::CallbackServerContext* context) {
    return std::holds_alternative<StreamBytesHandler>(door.method().handler)
               ? StartResponseStream(door, streams, *context)
               : StartExchange(door, streams, *context);
  };
  return new grpc::internal::CallbackBidiHandler<grpc::ByteBuffer, grpc::ByteBuffer>(start);
}

// On the wire every stream is a bidirectional one, of which one side may send a single message; so
// gRPC need know only two kinds.
RpcServiceMethod* RawMethod(const Door& door, OpenStreams& streams) {
  const bool unary = TypeOf(door.method()) == RpcMethod::NORMAL_RPC;
  auto* method = new RpcServiceMethod(door.path().c_str(),
                                      unary ? RpcMethod::NORMAL_RPC : RpcMethod::BIDI_STREAMING,
                                      unary ? UnaryStarter(door) : StreamStarter(door, streams));
  method->SetServerApiType(RpcServiceMethod::ApiType::RAW_CALL_BACK);
  return method;
}

const ServiceDescriptor* Find(const std::string& name) {
  return google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
}

// Whether `service` has one handler for each RPC and none beside.
absl::Status CheckHandlers(const Service& service, const ServiceDescriptor& descriptor) {
  for (const Method& method : service.methods()) {
    const MethodDescriptor* rpc = descriptor.FindMethodByName(method.name);
    if (rpc == nullptr) {
      return FailedPrecondition(service.name() + " has no RPC " + method.name);
    }
    DOCKET_RETURN_IF_ERROR(CheckTypes(*rpc, method));
  }
  for (int i = 0; i < descriptor.method_count(); ++i) {
    const MethodDescriptor& rpc = *descriptor.method(i);
    const auto handlers = std::ranges::count(service.methods(), rpc.name(), &Method::name);
    if (handlers == 1) continue;
    return FailedPrecondition(rpc.full_name() + " has " + std::to_string(handlers) +
                              " handlers, it must have one");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<BoundService>> BoundService::Bind(const rpc::Service& service,
                                                                 const ServerOptions& options,
                                                                 OpenStreams& streams) {
  const ServiceDescriptor* descriptor = Find(service.name());
  if (descriptor == nullptr) {
    return FailedPrecondition("no service " + service.name() + " is linked into this program");
  }
  DOCKET_RETURN_IF_ERROR(CheckHandlers(service, *descriptor));
  std::vector<std::unique_ptr<Door>> doors;
  for (const Method& method : service.methods()) {
    DOCKET_ASSIGN_OR_RETURN(const Access access,
                            AccessOf(*descriptor->FindMethodByName(method.name)));
    doors.push_back(std::make_unique<Door>(service.name(), method, access, options));
  }
  return std::make_unique<BoundService>(std::move(doors), streams);
}

BoundService::BoundService(std::vector<std::unique_ptr<Door>> doors, OpenStreams& streams)
    : doors_(std::move(doors)) {
  for (const std::unique_ptr<Door>& door : doors_) AddMethod(RawMethod(*door, streams));
}

}  // namespace docket::rpc
