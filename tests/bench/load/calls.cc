#include "tests/bench/load/calls.h"

#include <string_view>
#include <utility>

#include "docket/ticket/v1/ticket_service.pb.h"
#include "libs/base/id.h"
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

std::string TicketAt(const CallOptions& options, uint64_t index) {
  return TicketId::Of(kTenant, CustomerKey(index), RequestId(options, index)).text();
}

std::string OpenRequest(const CallOptions& options, uint64_t index) {
  ticket::v1::OpenTicketRequest request;
  request.set_request_id(RequestId(options, index));
  ticket::v1::OpenTicket& ticket = *request.mutable_ticket();
  ticket.set_channel(ticket::v1::CHANNEL_WEB);
  ticket.mutable_requester()->set_customer_key(CustomerKey(index));
  ticket.set_subject("The parcel has not come");
  const size_t bare = request.ByteSizeLong();
  ticket.set_description(std::string(options.bytes > bare ? options.bytes - bare : 1, 'x'));
  return request.SerializeAsString();
}

std::string GetRequest(const CallOptions& options, uint64_t index) {
  // A large odd step visits the tickets in an order that no cache foresees.
  ticket::v1::GetTicketRequest request;
  request.set_ticket_id(TicketAt(options, index * 7919 % options.tickets));
  return request.SerializeAsString();
}

std::string EchoRequest(const CallOptions& options, std::string payload) {
  v1::EchoRequest request;
  request.set_payload(std::move(payload));
  request.set_reply_bytes(static_cast<uint32_t>(options.reply_bytes));
  return request.SerializeAsString();
}

}  // namespace

absl::StatusOr<CallKind> CallNamed(const std::string& name, const CallOptions& options) {
  if (name.starts_with(kEchoPrefix)) {
    DOCKET_ASSIGN_OR_RETURN(const CallKind real,
                            CallNamed(name.substr(kEchoPrefix.size()), options));
    return CallKind{"/docket.bench.v1.EchoService/Echo",
                    [=](uint64_t index) { return EchoRequest(options, real.request(index)); }};
  }
  if (name == "open") {
    return CallKind{std::string(kService) + "OpenTicket",
                    [=](uint64_t index) { return OpenRequest(options, index); }};
  }
  if (name == "get") {
    return CallKind{std::string(kService) + "GetTicket",
                    [=](uint64_t index) { return GetRequest(options, index); }};
  }
  return InvalidArgument("no such call: " + name);
}

}  // namespace docket::bench
