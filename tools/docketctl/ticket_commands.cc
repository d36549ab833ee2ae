#include "tools/docketctl/ticket_commands.h"

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "docket/ticket/v1/ticket_service.grpc.pb.h"
#include "libs/base/proto_time.h"
#include "tools/docketctl/render.h"

namespace docket::docketctl {
namespace {

using ticket::v1::TicketService;

// An option that takes the words of an enum.
template <typename Enum>
void AddEnumOption(CLI::App& command, const std::string& name, Enum& value,
                   const std::string& help) {
  command.add_option_function<std::string>(
      name,
      [&value, name](const std::string& word) {
        int number = 0;
        std::string choices;
        if (!ParseEnumWord(*google::protobuf::GetEnumDescriptor<Enum>(), word, number, choices)) {
          throw CLI::ValidationError(name, "'" + word + "' is none of " + choices);
        }
        value = static_cast<Enum>(number);
      },
      help);
}

std::string TimeText(bool present, const google::protobuf::Timestamp& time) {
  return present ? FormatTime(FromProto(time)) : "";
}

std::string CategoryText(const ticket::v1::CategoryPath& path) {
  std::string text;
  for (const std::string& level : path.levels()) text += (text.empty() ? "" : " / ") + level;
  return text;
}

std::string TicketColumns(const ticket::v1::Ticket& ticket) {
  return ToColumns({
      {"ticket", ticket.ticket_id()},
      {"version", std::to_string(ticket.version())},
      {"status", EnumWord(ticket.status())},
      {"since", TimeText(ticket.has_since_time(), ticket.since_time())},
      {"until", TimeText(ticket.has_until_time(), ticket.until_time())},
      {"held for", ticket.hold_reason()},
      {"handling", EnumWord(ticket.handling())},
      {"subject", ticket.subject()},
      {"description", ticket.description()},
      {"customer", ticket.requester().customer_key()},
      {"channel", EnumWord(ticket.channel())},
      {"kind", EnumWord(ticket.kind())},
      {"category", CategoryText(ticket.category())},
      {"priority", EnumWord(ticket.priority())},
      {"feeling", EnumWord(ticket.feeling())},
      {"team", ticket.team_id()},
      {"assignee", ticket.assignee_id()},
      {"opened", TimeText(ticket.has_opened_time(), ticket.opened_time())},
      {"resolution", EnumWord(ticket.resolution())},
      {"solved", TimeText(ticket.has_last_solved_time(), ticket.last_solved_time())},
  });
}

void PrintReceipt(const Session& session, const ticket::v1::Receipt& receipt) {
  if (session.output() == Output::kJson) {
    std::cout << ToJson(receipt);
    return;
  }
  std::cout << ToColumns({{"ticket", receipt.ticket_id()},
                          {"version", std::to_string(receipt.version())},
                          {"time", TimeText(receipt.has_time(), receipt.time())}});
}

void RunCreate(Session& session, const ticket::v1::OpenTicketRequest& request) {
  grpc::ClientContext context;
  session.Prepare(context);
  ticket::v1::OpenTicketResponse response;
  const grpc::Status status =
      TicketService::NewStub(session.channel())->OpenTicket(&context, request, &response);
  session.Finish(status);
  if (status.ok()) PrintReceipt(session, response.receipt());
}

void RunGet(Session& session, const ticket::v1::GetTicketRequest& request) {
  grpc::ClientContext context;
  session.Prepare(context);
  ticket::v1::GetTicketResponse response;
  const grpc::Status status =
      TicketService::NewStub(session.channel())->GetTicket(&context, request, &response);
  session.Finish(status);
  if (!status.ok()) return;
  std::cout << (session.output() == Output::kJson ? ToJson(response.ticket())
                                                  : TicketColumns(response.ticket()));
}

void AddCreate(CLI::App& ticket, Session& session) {
  CLI::App* create = ticket.add_subcommand("create", "Open a ticket");
  auto request = std::make_shared<ticket::v1::OpenTicketRequest>();
  auto channel = std::make_shared<ticket::v1::Channel>(ticket::v1::CHANNEL_API);
  auto kind = std::make_shared<ticket::v1::TicketKind>();
  auto priority = std::make_shared<ticket::v1::Priority>();
  auto levels = std::make_shared<std::vector<std::string>>();
  ticket::v1::OpenTicket& body = *request->mutable_ticket();
  create
      ->add_option("--customer", *body.mutable_requester()->mutable_customer_key(),
                   "customer key: a member id, or mailto:..., tel:...")
      ->required();
  create->add_option("--subject", *body.mutable_subject(), "what it is about")->required();
  create->add_option("--description", *body.mutable_description(), "the customer's words");
  create->add_option("--category", *levels, "where it belongs, level by level")->delimiter('/');
  AddEnumOption(*create, "--channel", *channel, "by which way it came (api)");
  AddEnumOption(*create, "--kind", *kind, "what the customer wants");
  AddEnumOption(*create, "--priority", *priority, "how urgent it is");
  create->add_option("--request-id", *request->mutable_request_id(),
                     "names the request; drawn if absent. Give it again to repeat a call safely");
  create->add_flag_callback(
      "--validate-only", [request] { request->set_validate_only(true); },
      "only judge, change nothing");
  create->callback([&session, request, channel, kind, priority, levels] {
    request->set_request_id(RequestIdOr(request->request_id()));
    ticket::v1::OpenTicket& filled = *request->mutable_ticket();
    filled.set_channel(*channel);
    filled.set_kind(*kind);
    filled.set_priority(*priority);
    for (const std::string& level : *levels) filled.mutable_category()->add_levels(level);
    RunCreate(session, *request);
  });
}

void AddGet(CLI::App& ticket, Session& session) {
  CLI::App* get = ticket.add_subcommand("get", "Show a ticket");
  auto request = std::make_shared<ticket::v1::GetTicketRequest>();
  get->add_option("ticket", *request->mutable_ticket_id(), "its id, TK-...")->required();
  get->callback([&session, request] { RunGet(session, *request); });
}

}  // namespace

void AddTicketCommands(CLI::App& app, Session& session) {
  CLI::App* ticket = app.add_subcommand("ticket", "Open and read tickets");
  ticket->require_subcommand(1);
  AddCreate(*ticket, session);
  AddGet(*ticket, session);
}

}  // namespace docket::docketctl
