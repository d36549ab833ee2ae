#include "tools/docketctl/demo_calls.h"

#include <chrono>
#include <utility>

#include "docket/ticket/v1/ticket_command_service.grpc.pb.h"
#include "libs/base/check.h"
#include "libs/base/proto_time.h"
#include "libs/base/time.h"
#include "libs/rpc/errors.h"
#include "tools/docketctl/change_command.h"

namespace docket::docketctl {
namespace {

namespace v1 = ticket::v1;
using v1::TicketCommand;

constexpr char kSource[] = "demo";
// How long before the demo its history took place, one minute from step to step. Long enough for
// its customers to urge, short enough that none of its tickets lapses soon.
constexpr std::chrono::hours kHistoryAge{5};

Caller CallerOf(DemoPerson person, const std::string& tenant, const std::string& customer_key) {
  switch (person) {
    case DemoPerson::kCustomer: return {tenant, "customer:" + customer_key, "customer", ""};
    case DemoPerson::kAnn: return {tenant, "agent:ann", "agent", ""};
    case DemoPerson::kWang: return {tenant, "agent:wang", "agent", ""};
    case DemoPerson::kSue: return {tenant, "agent:sue", "supervisor", ""};
    case DemoPerson::kHistory: return {tenant, "service:demo", "import", ""};
  }
  DOCKET_CHECK(false);
}

std::string NameOf(const DemoPlace& place) {
  return "demo-" + std::to_string(place.number) + "-" + std::to_string(place.step);
}

// Calls `rpc` for `place` as `caller`; `fill` adds to the request what the change is.
template <typename Request, typename Response, typename Fill>
absl::StatusOr<v1::Receipt> Call(Session& session, const Caller& caller, const DemoPlace& place,
                                 TicketRpc<Request, Response> rpc, const Fill& fill) {
  Request request;
  request.set_request_id(NameOf(place));
  if constexpr (requires { request.set_ticket_id(place.ticket_id); }) {
    request.set_ticket_id(place.ticket_id);
  }
  fill(request);
  Response response;
  const auto stub = v1::TicketService::NewStub(session.channel());
  DOCKET_RETURN_IF_ERROR(rpc::FromGrpc(session.AskAs(caller, [&](grpc::ClientContext& context) {
    return ((*stub).*rpc)(&context, request, &response);
  })));
  return std::move(*response.mutable_receipt());
}

absl::StatusOr<v1::Receipt> CallLive(Session& session, const Caller& caller, const DemoPlace& place,
                                     const TicketCommand& command) {
  const auto call = [&](auto rpc, const auto& fill) {
    return Call(session, caller, place, rpc, fill);
  };
  switch (command.kind_case()) {
    case TicketCommand::kOpen:
      return call(&TicketStub::OpenTicket, [&](auto& r) { *r.mutable_ticket() = command.open(); });
    case TicketCommand::kComment:
      return call(&TicketStub::CommentTicket,
                  [&](auto& r) { *r.mutable_comment() = command.comment(); });
    case TicketCommand::kRedact:
      return call(&TicketStub::RedactComment,
                  [&](auto& r) { *r.mutable_redact() = command.redact(); });
    case TicketCommand::kSetFields:
      return call(&TicketStub::SetTicketFields,
                  [&](auto& r) { *r.mutable_set_fields() = command.set_fields(); });
    case TicketCommand::kTag:
      return call(&TicketStub::TagTicket, [&](auto& r) { *r.mutable_tag() = command.tag(); });
    case TicketCommand::kClassify:
      return call(&TicketStub::ClassifyTicket,
                  [&](auto& r) { *r.mutable_classify() = command.classify(); });
    case TicketCommand::kPrioritise:
      return call(&TicketStub::PrioritiseTicket,
                  [&](auto& r) { *r.mutable_prioritise() = command.prioritise(); });
    case TicketCommand::kSolve:
      return call(&TicketStub::SolveTicket, [&](auto& r) { *r.mutable_solve() = command.solve(); });
    case TicketCommand::kRate:
      return call(&TicketStub::RateTicket, [&](auto& r) { *r.mutable_rate() = command.rate(); });
    case TicketCommand::kFollow:
      return call(&TicketStub::FollowTicket,
                  [&](auto& r) { *r.mutable_follow() = command.follow(); });
    case TicketCommand::kResume: return call(&TicketStub::ResumeTicket, [](auto&) {});
    case TicketCommand::kClose: return call(&TicketStub::CloseTicket, [](auto&) {});
    case TicketCommand::kUrge: return call(&TicketStub::UrgeTicket, [](auto&) {});
    case TicketCommand::kWithdraw: return call(&TicketStub::WithdrawTicket, [](auto&) {});
    default: break;
  }
  DOCKET_CHECK(false);  // The table asks nothing else.
}

grpc::Status StatusOf(const v1::Refused& refused) {
  return {static_cast<grpc::StatusCode>(refused.code()),
          refused.reason() + " " + refused.message()};
}

absl::StatusOr<v1::Receipt> Record(Session& session, const Caller& caller, const DemoTicket& ticket,
                                   const DemoPlace& place, const TicketCommand& command) {
  v1::SubmitRequest request;
  log::v1::Recorded& recorded = *request.mutable_recorded();
  recorded.set_source(kSource);
  recorded.set_case_(std::to_string(place.number));
  recorded.set_row(place.step);
  *recorded.mutable_time() =
      ToProto(SystemInstant().wall - kHistoryAge + std::chrono::minutes(place.step));
  request.set_customer_key(ticket.customer_key);
  *request.mutable_command() = command;
  const auto stub = v1::TicketCommandService::NewStub(session.channel());
  v1::SubmitResponse response;
  DOCKET_RETURN_IF_ERROR(rpc::FromGrpc(session.AskAs(caller, [&](grpc::ClientContext& context) {
    const auto stream = stub->Submit(&context);
    stream->Write(request);
    stream->WritesDone();
    stream->Read(&response);
    const grpc::Status ended = stream->Finish();
    return ended.ok() && response.has_refused() ? StatusOf(response.refused()) : ended;
  })));
  return response.submitted();
}

}  // namespace

absl::StatusOr<v1::Receipt> AskStep(Session& session, const std::string& tenant,
                                    const DemoTicket& ticket, const DemoStep& step,
                                    const DemoPlace& place) {
  const Caller caller = CallerOf(step.person, tenant, ticket.customer_key);
  return step.person == DemoPerson::kHistory ? Record(session, caller, ticket, place, step.command)
                                             : CallLive(session, caller, place, step.command);
}

}  // namespace docket::docketctl
