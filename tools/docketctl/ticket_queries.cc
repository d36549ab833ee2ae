#include "tools/docketctl/ticket_queries.h"

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "docket/ticket/v1/ticket_service.grpc.pb.h"
#include "tools/docketctl/options.h"
#include "tools/docketctl/page_options.h"
#include "tools/docketctl/sla/clock_render.h"
#include "tools/docketctl/ticket_render.h"
#include "tools/docketctl/ticket_watching.h"

namespace docket::docketctl {
namespace {

using ticket::v1::GetTicketRequest;
using ticket::v1::ListTicketsRequest;
using ticket::v1::ListTicketsResponse;
using ticket::v1::ListTimelineEntriesRequest;
using ticket::v1::ListTimelineEntriesResponse;
using ticket::v1::TicketService;
using ticket::v1::TicketStatus;

// How a ticket is shown in a table.
using TicketText = std::string(const ticket::v1::Ticket& ticket);

void RunGet(Session& session, const GetTicketRequest& request, TicketText* text) {
  ticket::v1::GetTicketResponse response;
  const auto stub = TicketService::NewStub(session.channel());
  const grpc::Status status = session.Ask(
      [&](grpc::ClientContext& context) { return stub->GetTicket(&context, request, &response); });
  session.Finish(status);
  if (!status.ok()) return;
  std::cout << (session.output() == Output::kJson ? ToJson(response.ticket())
                                                  : text(response.ticket()));
}

// Makes `get` ask for a ticket and show it as `text`.
void AsGet(CLI::App& get, Session& session, TicketText* text) {
  auto request = std::make_shared<GetTicketRequest>();
  get.add_option("ticket", *request->mutable_ticket_id(), "its id, TK-...")->required();
  CLI::Option* version = get.add_option_function<uint64_t>(
      "--version", [request](uint64_t number) { request->set_version(number); },
      "as it stood after the commit that made this version");
  version->check(&CheckPositive);
  AddInstantOption(
      get, "--at", [request](const auto& instant) { *request->mutable_time() = instant; },
      "as it stood at this instant, e.g. 2026-03-01T08:00:00Z")
      ->excludes(version);
  AddTokenOption(get, *request);
  get.callback([&session, request, text] { RunGet(session, *request, text); });
}

void RunTimeline(Session& session, const ListTimelineEntriesRequest& request, bool all) {
  const auto stub = TicketService::NewStub(session.channel());
  Table table = TimelineTable();
  ForEachPage<ListTimelineEntriesResponse>(
      session, request, all,
      [&](grpc::ClientContext& context, const auto& asked, auto& response) {
        return stub->ListTimelineEntries(&context, asked, &response);
      },
      [&](const ListTimelineEntriesResponse& response) {
        if (session.output() == Output::kJson) {
          std::cout << ToJson(response);
          return;
        }
        for (const auto& entry : response.timeline_entries()) AddEntry(table, entry);
        std::cout << table.Take();
      });
}

void AddTimeline(CLI::App& ticket, Session& session) {
  CLI::App* timeline = ticket.add_subcommand("timeline", "Show what happened to a ticket");
  auto request = std::make_shared<ListTimelineEntriesRequest>();
  auto options = std::make_shared<PageOptions>();
  timeline->add_option("ticket", *request->mutable_ticket_id(), "its id, TK-...")->required();
  timeline->add_flag_callback(
      "--latest-first", [request] { request->set_latest_first(true); }, "the latest comes first");
  AddPageOptions(*timeline, *request, *options, 50);
  AddTokenOption(*timeline, *request);
  timeline->callback(
      [&session, request, options] { RunTimeline(session, *request, options->all); });
}

struct ListOptions {
  PageOptions page;
  bool watch = false;
  WatchOptions watching;
};

void PrintTickets(const Session& session, const ListTicketsResponse& response, Table& table) {
  if (session.output() == Output::kJson) {
    std::cout << ToJson(response);
    return;
  }
  for (const auto& listed : response.tickets()) AddTicket(table, listed);
  std::cout << table.Take();
}

void RunList(Session& session, const ListTicketsRequest& request, const ListOptions& options) {
  const auto stub = TicketService::NewStub(session.channel());
  Table table = TicketTable();
  // A watch goes on behind the first page: what changed since is told, what came later is news.
  std::string token;
  const bool listed = ForEachPage<ListTicketsResponse>(
      session, request, options.page.all,
      [&](grpc::ClientContext& context, const auto& asked, auto& response) {
        return stub->ListTickets(&context, asked, &response);
      },
      [&](const ListTicketsResponse& response) {
        if (token.empty()) token = response.token();
        PrintTickets(session, response, table);
      });
  if (!listed || !options.watch) return;
  std::cout << std::flush;
  ticket::v1::WatchTicketsRequest watch;
  *watch.mutable_filter() = request.filter();
  watch.set_token(token);
  Watch(session, std::move(watch), options.watching);
}

void AddList(CLI::App& ticket, Session& session) {
  CLI::App* list = ticket.add_subcommand("list", "List tickets, those opened last first");
  auto request = std::make_shared<ListTicketsRequest>();
  auto options = std::make_shared<ListOptions>();
  ticket::v1::TicketFilter& filter = *request->mutable_filter();
  list->add_option("--customer", *filter.mutable_customer_key(), "only those of this customer key")
      ->check(&CheckNotEmpty);
  list->add_option_function<std::vector<std::string>>(
          "--status",
          [request](const std::vector<std::string>& words) {
            for (const std::string& word : words) {
              request->mutable_filter()->add_statuses(EnumOfWord<TicketStatus>("--status", word));
            }
          },
          "only those in one of these, with commas")
      ->delimiter(',')
      ->type_name(EnumWords(*ticket::v1::TicketStatus_descriptor()));
  list->add_option("--team", *filter.mutable_team_id(), "only those that this team has")
      ->check(&CheckNotEmpty);
  list->add_option("--assignee", *filter.mutable_assignee_id(), "only those that this agent has")
      ->check(&CheckNotEmpty);
  AddPageOptions(*list, *request, options->page, 50);
  AddTokenOption(*list, *request);
  CLI::Option* watch =
      list->add_flag("--watch", options->watch, "then tell of changes as they happen");
  list->add_option("--changes", options->watching.changes_max, "end after so many changes")
      ->check(&CheckPositive)
      ->needs(watch);
  list->callback([&session, request, options] { RunList(session, *request, *options); });
}

}  // namespace

void AddTicketQueries(CLI::App& ticket, Session& session) {
  AsGet(*ticket.add_subcommand("get", "Show a ticket, as it stands or once stood"), session,
        &TicketColumns);
  AddList(ticket, session);
  AddTimeline(ticket, session);
}

void AddClocksCommand(CLI::App& app, Session& session) {
  AsGet(*app.add_subcommand("clocks", "Show what is promised for a ticket, and by when"), session,
        &ClocksText);
}

}  // namespace docket::docketctl
