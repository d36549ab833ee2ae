#include "tools/docketctl/ticket_commands.h"

#include <memory>
#include <string>

#include "docket/ticket/v1/ticket_service.grpc.pb.h"
#include "tools/docketctl/change_command.h"
#include "tools/docketctl/options.h"
#include "tools/docketctl/ticket_changes.h"
#include "tools/docketctl/ticket_queries.h"

namespace docket::docketctl {
namespace {

// `solved` is present if the customer was answered at once.
void AddSolvedOptions(CLI::App& command, ticket::v1::OpenTicket& body) {
  CLI::Option* solved = AddEnumOption<ticket::v1::Resolution>(
      command, "--solved",
      [&body](ticket::v1::Resolution value) { body.mutable_solved()->set_resolution(value); },
      "the customer was answered at once; how it ended. Needs --answer");
  CLI::Option* answer = command.add_option_function<std::string>(
      "--answer", [&body](const std::string& text) { body.mutable_solved()->set_text(text); },
      "with --solved: what the customer was told");
  answer->needs(solved);
  solved->needs(answer);
}

void AddJudgementOptions(CLI::App& command, ticket::v1::OpenTicket& body) {
  AddEnumOption<ticket::v1::TicketKind>(
      command, "--kind", [&body](ticket::v1::TicketKind kind) { body.set_kind(kind); },
      "what the customer wants");
  AddCategoryOption(command,
                    [&body]() -> ticket::v1::CategoryPath& { return *body.mutable_category(); });
  AddEnumOption<ticket::v1::Feeling>(
      command, "--feeling", [&body](ticket::v1::Feeling feeling) { body.set_feeling(feeling); },
      "how the customer feels");
  AddEnumOption<ticket::v1::Priority>(
      command, "--priority",
      [&body](ticket::v1::Priority priority) { body.set_priority(priority); }, "how urgent it is");
}

void AddCreate(CLI::App& ticket, Session& session) {
  CLI::App& create = *ticket.add_subcommand("create", "Open a ticket");
  auto request = std::make_shared<ticket::v1::OpenTicketRequest>();
  ticket::v1::OpenTicket& body = *request->mutable_ticket();
  body.set_channel(ticket::v1::CHANNEL_API);
  create
      .add_option("--customer", *body.mutable_requester()->mutable_customer_key(),
                  "customer key: a member id, or mailto:..., tel:...")
      ->required();
  create.add_option("--subject", *body.mutable_subject(), "what it is about")->required();
  create.add_option("--description", *body.mutable_description(), "the customer's words");
  AddEnumOption<ticket::v1::Channel>(
      create, "--channel", [&body](ticket::v1::Channel channel) { body.set_channel(channel); },
      "by which way it came (api)");
  AddJudgementOptions(create, body);
  AddSolvedOptions(create, body);
  AddCallOptions(create, *request);
  create.callback([&session, request] { RunChange(session, &TicketStub::OpenTicket, *request); });
}

}  // namespace

void AddTicketCommands(CLI::App& app, Session& session) {
  CLI::App* ticket = app.add_subcommand("ticket", "Open, read and change tickets");
  ticket->require_subcommand(1);
  AddCreate(*ticket, session);
  AddTicketQueries(*ticket, session);
  AddTicketChanges(*ticket, session);
  AddClocksCommand(app, session);
}

}  // namespace docket::docketctl
