#include "libs/rpc/testing/desk.h"

#include <grpcpp/completion_queue.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/byte_buffer.h>

#include "libs/base/check.h"
#include "libs/rpc/channel.h"

namespace docket::rpc::testing {

using toy::v1::AskRequest;
using toy::v1::AskResponse;
using toy::v1::SendRequest;
using toy::v1::SendResponse;
using toy::v1::SubmitRequest;
using toy::v1::SubmitResponse;
using toy::v1::WatchRequest;
using toy::v1::WatchResponse;

void RecordingObserver::OnCall(const CallOutcome& outcome) {
  const std::lock_guard lock(mutex_);
  entries_.push_back({std::string(outcome.method), outcome.code, std::string(outcome.reason)});
  changed_.notify_all();
}

RecordingObserver::Entry RecordingObserver::Await(size_t index) {
  std::unique_lock lock(mutex_);
  const bool there =
      changed_.wait_for(lock, std::chrono::seconds(20), [&] { return entries_.size() > index; });
  return there ? entries_[index] : Entry{"no call ended", absl::StatusCode::kUnknown, ""};
}

Desk::Desk() {
  on_send = [](const Call&, const SendRequest& request, const Reply<SendResponse>& reply) {
    SendResponse response;
    response.set_note(request.parcel().note());
    reply(response);
  };
  on_watch = [](const Call&, const WatchRequest&, ResponseStream<WatchResponse> stream) {
    stream.End(absl::OkStatus());
  };
  on_submit = [](const Call&) {
    return [](const SubmitRequest& request, const Reply<SubmitResponse>& reply) {
      SubmitResponse response;
      response.set_number(request.number());
      reply(response);
    };
  };
  options.address = "127.0.0.1:0";
  options.authenticator = &authenticator_;
  options.observer = &observer_;
}

std::vector<Service> Desk::Services() const {
  Service desk("docket.toy.v1.DeskService");
  desk.Unary<SendRequest, SendResponse>("Send", on_send);
  desk.Unary<AskRequest, AskResponse>(
      "Ask", [](const Call& call, const AskRequest&, const Reply<AskResponse>& reply) {
        AskResponse response;
        response.set_tenant(call.caller.tenant);
        reply(response);
      });
  desk.Stream<WatchRequest, WatchResponse>("Watch", on_watch);
  desk.Exchange<SubmitRequest, SubmitResponse>(
      "Submit", on_submit,
      {.of_request = [](const SubmitRequest& request) { return request.number(); },
       .of_answer = [](const SubmitResponse& response) { return response.number(); },
       .refusal =
           [](uint64_t number, const absl::Status& why) {
             SubmitResponse response;
             response.set_number(static_cast<int64_t>(number));
             response.set_content(absl::StatusCodeToString(why.code()) + ": " +
                                  std::string(Message(why)));
             return response;
           }});
  return {desk};
}

void Desk::Start() {
  absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(options, Services());
  DOCKET_CHECK(server.ok());
  server_ = *std::move(server);
  channel_ = Dial(server_->address());
  stub_ = toy::v1::DeskService::NewStub(channel_);
}

std::unique_ptr<toy::v1::DeskService::Stub> Desk::StubOfFixedWindow() const {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  return toy::v1::DeskService::NewStub(
      grpc::CreateCustomChannel(server_->address(), grpc::InsecureChannelCredentials(), arguments));
}

grpc::Status Desk::Send(grpc::ClientContext& context, const SendRequest& request,
                        SendResponse& response) {
  return stub_->Send(&context, request, &response);
}

grpc::Status Desk::SendBytes(grpc::ClientContext& context, const std::string& method,
                             const std::string& request, std::string* response) {
  return testing::SendBytes(channel_, context, method, request, response);
}

grpc::Status SendBytes(const std::shared_ptr<grpc::Channel>& channel, grpc::ClientContext& context,
                       const std::string& method, const std::string& request,
                       std::string* response) {
  grpc::CompletionQueue queue;
  const auto settle = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  grpc::GenericStub stub(channel);
  const auto call = stub.PrepareCall(&context, method, &queue);
  call->StartCall(nullptr);
  settle();
  const grpc::Slice slice(request);
  call->WriteLast(grpc::ByteBuffer(&slice, 1), {}, nullptr);
  settle();
  grpc::ByteBuffer bytes;
  call->Read(&bytes, nullptr);
  grpc::Slice holder;
  if (settle() && response != nullptr && bytes.DumpToSingleSlice(&holder).ok()) {
    response->assign(reinterpret_cast<const char*>(holder.begin()), holder.size());
  }
  grpc::Status status;
  call->Finish(&status, nullptr);
  settle();
  return status;
}

std::unique_ptr<grpc::ClientContext> ContextOf(const std::string& actor, const std::string& roles) {
  auto context = std::make_unique<grpc::ClientContext>();
  context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  if (!actor.empty()) context->AddMetadata("docket-actor", actor);
  if (!roles.empty()) context->AddMetadata("docket-roles", roles);
  return context;
}

SendRequest Noted(const std::string& note) {
  SendRequest request;
  request.mutable_parcel()->set_note(note);
  return request;
}

}  // namespace docket::rpc::testing
