#include "libs/rpc/health.h"

#include <future>

#include <google/protobuf/wrappers.pb.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>

namespace docket::rpc {
namespace {

// On the wire HealthCheckRequest is a string 1, and HealthCheckResponse an enum 1. Not every
// distribution ships their proto.
using Request = google::protobuf::StringValue;
using Response = google::protobuf::Int32Value;

constexpr char kCheck[] = "/grpc.health.v1.Health/Check";
constexpr int kServing = 1;

}  // namespace

absl::StatusOr<bool> AskHealth(const std::shared_ptr<grpc::Channel>& channel,
                               const std::string& part, std::chrono::milliseconds timeout) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + timeout);
  context.set_wait_for_ready(true);
  Request request;
  request.set_value(part);
  Response response;
  std::promise<grpc::Status> ended;
  grpc::TemplatedGenericStub<Request, Response> stub(channel);
  stub.UnaryCall(&context, kCheck, grpc::StubOptions(), &request, &response,
                 [&ended](grpc::Status status) { ended.set_value(std::move(status)); });
  const grpc::Status status = ended.get_future().get();
  switch (status.error_code()) {
    case grpc::StatusCode::OK: return response.value() == kServing;
    case grpc::StatusCode::NOT_FOUND: return NotFound("the server has no part '" + part + "'");
    default: return Unavailable("the server did not tell its health: " + status.error_message());
  }
}

}  // namespace docket::rpc
