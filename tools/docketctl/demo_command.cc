#include "tools/docketctl/demo_command.h"

#include <cstdint>
#include <iostream>
#include <map>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "docket/ticket/v1/ticket_service.grpc.pb.h"
#include "libs/rpc/errors.h"
#include "tools/docketctl/demo_calls.h"
#include "tools/docketctl/demo_hints.h"
#include "tools/docketctl/demo_tickets.h"
#include "tools/docketctl/render.h"

namespace docket::docketctl {
namespace {

namespace v1 = ticket::v1;
using v1::TicketService;

constexpr char kTenant[] = "demo";
constexpr char kVisitor[] = "mailto:you@example.org";
constexpr int32_t kTicketsPerPage = 1000;

// What one run did.
struct Filled {
  // Of the first ticket in the table.
  std::string ticket_id;
  size_t tickets = 0;
  size_t changes = 0;
};

// An agent, whoever the session is for: what is there already is seen by staff only.
Caller AgentOf(const std::string& tenant) {
  Caller caller;
  caller.tenant = tenant;
  return caller;
}

absl::StatusOr<v1::ListTicketsResponse> List(Session& session, const Caller& caller,
                                             const v1::ListTicketsRequest& request) {
  v1::ListTicketsResponse response;
  const auto stub = TicketService::NewStub(session.channel());
  DOCKET_RETURN_IF_ERROR(rpc::FromGrpc(session.AskAs(caller, [&](grpc::ClientContext& context) {
    return stub->ListTickets(&context, request, &response);
  })));
  return response;
}

// The versions that tickets have, by id.
using Versions = std::map<std::string, uint64_t>;

// Those of the tenant's tickets, or only of `customer_key` unless it is empty.
absl::StatusOr<Versions> VersionsOf(Session& session, const Caller& caller,
                                    const std::string& customer_key) {
  Versions versions;
  v1::ListTicketsRequest request;
  request.mutable_filter()->set_customer_key(customer_key);
  request.set_page_size(kTicketsPerPage);
  do {
    DOCKET_ASSIGN_OR_RETURN(const v1::ListTicketsResponse page, List(session, caller, request));
    for (const v1::Ticket& ticket : page.tickets()) versions[ticket.ticket_id()] = ticket.version();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return versions;
}

// Holds until some days after the opening, whose receipt is the same however often it is asked for.
void SetInstants(const v1::Receipt& opened, v1::TicketCommand& command) {
  constexpr int64_t kHoldSeconds = 2 * 24 * 3600;
  google::protobuf::Timestamp until = opened.time();
  until.set_seconds(until.seconds() + kHoldSeconds);
  if (command.has_hold()) *command.mutable_hold()->mutable_until_time() = until;
  if (command.comment().has_hold()) {
    *command.mutable_comment()->mutable_hold()->mutable_until_time() = until;
  }
}

// Asks all steps of `ticket`, the one of this `number` in the table, and counts those that made a
// version that was not there before. Gives its id.
absl::StatusOr<std::string> FillTicket(Session& session, const std::string& tenant,
                                       const DemoTicket& ticket, size_t number,
                                       const Versions& before, size_t& changes) {
  v1::Receipt opened;
  uint64_t version = 0;
  for (size_t i = 0; i < ticket.steps.size(); ++i) {
    DemoStep step = ticket.steps[i];
    SetInstants(opened, step.command);
    const DemoPlace place{.number = number, .step = i + 1, .ticket_id = opened.ticket_id()};
    absl::StatusOr<v1::Receipt> receipt = AskStep(session, tenant, ticket, step, place);
    if (!receipt.ok()) {
      return Annotate(receipt.status(), "step " + std::to_string(i + 1) + " of ticket " +
                                            std::to_string(number) + " of the demo");
    }
    if (i == 0) {
      opened = *receipt;
      const auto found = before.find(opened.ticket_id());
      version = found == before.end() ? 0 : found->second;
    }
    if (receipt->version() <= version) continue;
    version = receipt->version();
    ++changes;
  }
  return opened.ticket_id();
}

absl::StatusOr<Filled> Fill(Session& session, const std::string& tenant, const Versions& before) {
  Filled filled;
  for (const DemoTicket& ticket : DemoTickets()) {
    ++filled.tickets;
    DOCKET_ASSIGN_OR_RETURN(std::string id, FillTicket(session, tenant, ticket, filled.tickets,
                                                       before, filled.changes));
    if (filled.tickets == 1) filled.ticket_id = std::move(id);
  }
  return filled;
}

// Names a request of the visitor's that was not made before, and the ticket that it will open.
absl::Status ChooseNext(Session& session, const Caller& caller, DemoSubject& subject) {
  DOCKET_ASSIGN_OR_RETURN(const Versions opened, VersionsOf(session, caller, kVisitor));
  subject.customer_key = kVisitor;
  subject.request_id = "try-" + std::to_string(opened.size() + 1);
  v1::OpenTicketRequest request;
  request.set_request_id(subject.request_id);
  request.set_validate_only(true);
  request.mutable_ticket()->set_channel(v1::CHANNEL_API);
  request.mutable_ticket()->set_subject("What would its id be?");
  request.mutable_ticket()->mutable_requester()->set_customer_key(kVisitor);
  v1::OpenTicketResponse response;
  const auto stub = TicketService::NewStub(session.channel());
  DOCKET_RETURN_IF_ERROR(rpc::FromGrpc(session.AskAs(caller, [&](grpc::ClientContext& context) {
    return stub->OpenTicket(&context, request, &response);
  })));
  subject.new_ticket_id = response.receipt().ticket_id();
  return absl::OkStatus();
}

void PrintJson(const Filled& filled, const DemoSubject& subject) {
  nlohmann::ordered_json commands = nlohmann::ordered_json::array();
  for (const DemoHints& hints : HintsOf(subject)) {
    for (const std::string& command : hints.commands) commands.push_back(command);
  }
  std::cout << nlohmann::ordered_json{{"tenant", subject.tenant},
                                      {"tickets", filled.tickets},
                                      {"changes", filled.changes},
                                      {"commands", std::move(commands)}}
                   .dump(2)
            << '\n';
}

void PrintText(const Filled& filled, const DemoSubject& subject) {
  std::cout << "tenant " << subject.tenant << " has the " << filled.tickets
            << " tickets of the demo: ";
  if (filled.changes == 0) {
    std::cout << "all was there, nothing changed\n";
  } else {
    std::cout << filled.changes << " changes were written\n";
  }
  for (const DemoHints& hints : HintsOf(subject)) {
    std::cout << '\n' << hints.purpose << '\n';
    for (const std::string& command : hints.commands) std::cout << "  " << command << '\n';
  }
  std::cout << std::flush;
}

absl::Status RunDemo(Session& session, DemoSubject subject) {
  const Caller caller = AgentOf(subject.tenant);
  DOCKET_ASSIGN_OR_RETURN(const Versions before, VersionsOf(session, caller, ""));
  DOCKET_ASSIGN_OR_RETURN(const Filled filled, Fill(session, subject.tenant, before));
  subject.ticket_id = filled.ticket_id;
  DOCKET_RETURN_IF_ERROR(ChooseNext(session, caller, subject));
  session.output() == Output::kJson ? PrintJson(filled, subject) : PrintText(filled, subject);
  return absl::OkStatus();
}

}  // namespace

void AddDemoCommand(CLI::App& app, Session& session, const std::string& program) {
  CLI::App* demo = app.add_subcommand(
      "demo", "Fill the tenant demo with a few tickets and print what to try on them");
  demo->footer(
      "Waits for the server, no longer than --timeout. Fills another tenant if --tenant is given. "
      "What is there already stays as it is, so it may be called again.");
  demo->callback([&app, &session, program] {
    const bool chosen = app.get_option("--tenant")->count() > 0;
    const bool usual = session.address() == kDefaultAddress;
    session.Finish(RunDemo(session, {.program = program,
                                     .address = usual ? "" : session.address(),
                                     .tenant = chosen ? session.caller().tenant : kTenant,
                                     .ticket_id = "",
                                     .customer_key = "",
                                     .request_id = "",
                                     .new_ticket_id = ""}));
  });
}

}  // namespace docket::docketctl
