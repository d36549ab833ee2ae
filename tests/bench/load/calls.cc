#include "tests/bench/load/calls.h"

#include <string_view>
#include <utility>

#include "docket/ticket/v1/ticket_changes.pb.h"
#include "tests/bench/anchors/echo.pb.h"

namespace docket::bench {
namespace {

constexpr std::string_view kService = "/docket.ticket.v1.TicketService/";
constexpr std::string_view kEchoPrefix = "echo-";
constexpr uint64_t kCustomers = 1000;

std::string CustomerKey(uint64_t index) { return "member-" + std::to_string(index % kCustomers); }

std::string RequestId(const CallOptions& options, uint64_t index) {
  return "bench-" + std::to_string(options.seed) + '-' + std::to_string(index);
}

// A large odd step visits the tickets in an order that no cache foresees.
std::string TicketOfCall(const CallOptions& options, uint64_t index) {
  return TicketAt(options, index * 7919 % options.tickets).text();
}

std::string OpenRequest(const CallOptions& options, uint64_t index) {
  return OpeningAt(options, index).SerializeAsString();
}

std::string CommentRequest(const CallOptions& options, uint64_t index) {
  ticket::v1::CommentTicketRequest request;
  request.set_ticket_id(TicketOfCall(options, index));
  request.set_request_id("comment-" + RequestId(options, index));
  *request.mutable_comment() = CommentOf(options);
  return request.SerializeAsString();
}

std::string GetRequest(const CallOptions& options, uint64_t index) {
  ticket::v1::GetTicketRequest request;
  request.set_ticket_id(TicketOfCall(options, index));
  request.set_token(options.token);
  return request.SerializeAsString();
}

std::string TimelineRequest(const CallOptions& options, uint64_t index) {
  ticket::v1::ListTimelineEntriesRequest request;
  request.set_ticket_id(TicketOfCall(options, index));
  request.set_page_size(options.page_size);
  request.set_latest_first(true);
  request.set_token(options.token);
  return request.SerializeAsString();
}

std::string ListRequest(const CallOptions& options, uint64_t) {
  ticket::v1::ListTicketsRequest request;
  request.mutable_filter()->add_statuses(ticket::v1::TICKET_STATUS_NEW);
  request.set_page_size(options.page_size);
  request.set_token(options.token);
  return request.SerializeAsString();
}

std::string EchoRequest(const CallOptions& options, std::string payload) {
  v1::EchoRequest request;
  request.set_payload(std::move(payload));
  request.set_reply_bytes(static_cast<uint32_t>(options.reply_bytes));
  return request.SerializeAsString();
}

}  // namespace

TicketId TicketAt(const CallOptions& options, uint64_t index) {
  return TicketId::Of(kTenant, CustomerKey(index), RequestId(options, index));
}

ticket::v1::OpenTicketRequest OpeningAt(const CallOptions& options, uint64_t index) {
  ticket::v1::OpenTicketRequest request;
  request.set_request_id(RequestId(options, index));
  ticket::v1::OpenTicket& ticket = *request.mutable_ticket();
  ticket.set_channel(ticket::v1::CHANNEL_WEB);
  ticket.mutable_requester()->set_customer_key(CustomerKey(index));
  ticket.set_subject("The parcel has not come");
  const size_t bare = request.ByteSizeLong();
  ticket.set_description(std::string(options.bytes > bare ? options.bytes - bare : 1, 'x'));
  return request;
}

ticket::v1::CommentTicket CommentOf(const CallOptions& options) {
  ticket::v1::CommentTicket comment;
  comment.set_visibility(ticket::v1::COMMENT_VISIBILITY_PUBLIC);
  comment.set_text(std::string(options.bytes, 'y'));
  return comment;
}

absl::StatusOr<CallKind> CallNamed(const std::string& name, const CallOptions& options) {
  if (name.starts_with(kEchoPrefix)) {
    DOCKET_ASSIGN_OR_RETURN(const CallKind real,
                            CallNamed(name.substr(kEchoPrefix.size()), options));
    return CallKind{"/docket.bench.v1.EchoService/Echo",
                    [=](uint64_t index) { return EchoRequest(options, real.request(index)); }};
  }
  struct Named {
    const char* name;
    const char* method;
    std::string (*request)(const CallOptions&, uint64_t);
  };
  static constexpr Named kCalls[] = {{"open", "OpenTicket", &OpenRequest},
                                     {"comment", "CommentTicket", &CommentRequest},
                                     {"get", "GetTicket", &GetRequest},
                                     {"timeline", "ListTimelineEntries", &TimelineRequest},
                                     {"list", "ListTickets", &ListRequest}};
  for (const Named& call : kCalls) {
    if (name != call.name) continue;
    return CallKind{std::string(kService) + call.method,
                    [=](uint64_t index) { return call.request(options, options.first + index); }};
  }
  return InvalidArgument("no such call: " + name);
}

}  // namespace docket::bench
