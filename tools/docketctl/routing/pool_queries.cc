#include "tools/docketctl/routing/pool_queries.h"

#include <iostream>
#include <memory>
#include <string>

#include "docket/routing/v1/routing_service.grpc.pb.h"
#include "tools/docketctl/options.h"
#include "tools/docketctl/page_options.h"
#include "tools/docketctl/routing/explanation_text.h"
#include "tools/docketctl/routing/pool_render.h"

namespace docket::docketctl {
namespace {

namespace v1 = routing::v1;

// Which the server takes, too, if it is told none.
constexpr int kPageSize = 100;

void RunPool(Session& session, const v1::GetPoolRequest& request) {
  v1::GetPoolResponse response;
  const auto stub = v1::RoutingService::NewStub(session.channel());
  const grpc::Status status = session.Ask(
      [&](grpc::ClientContext& context) { return stub->GetPool(&context, request, &response); });
  session.Finish(status);
  if (!status.ok()) return;
  std::cout << (session.output() == Output::kJson ? ToJson(response.pool())
                                                  : PoolText(response.pool()));
}

void AddPool(CLI::App& app, Session& session) {
  CLI::App& pool = *app.add_subcommand("pool", "Show who works in a pool and what they carry");
  const auto request = std::make_shared<v1::GetPoolRequest>();
  pool.add_option("pool", *request->mutable_pool_id(), "its name (yours)")->check(&CheckNotEmpty);
  AddTokenOption(pool, *request);
  pool.callback([&session, request] { RunPool(session, *request); });
}

void RunQueue(Session& session, const v1::ListEntriesRequest& request, bool all) {
  const auto stub = v1::RoutingService::NewStub(session.channel());
  Table table = EntryTable();
  ForEachPage<v1::ListEntriesResponse>(
      session, request, all,
      [&](grpc::ClientContext& context, const auto& asked, auto& response) {
        return stub->ListEntries(&context, asked, &response);
      },
      [&](const v1::ListEntriesResponse& response) {
        if (session.output() == Output::kJson) {
          std::cout << ToJson(response);
          return;
        }
        for (const v1::Entry& entry : response.entries()) AddEntry(table, entry);
        std::cout << table.Take();
      });
}

void AddQueue(CLI::App& app, Session& session) {
  CLI::App& queue = *app.add_subcommand(
      "queue",
      "List the tickets of a pool: those that wait, in their order, then those that somebody has");
  const auto request = std::make_shared<v1::ListEntriesRequest>();
  const auto options = std::make_shared<PageOptions>();
  queue.add_option("pool", *request->mutable_pool_id(), "its name (yours)")->check(&CheckNotEmpty);
  queue.add_option("--team", *request->mutable_team_id(), "only those of this team")
      ->check(&CheckNotEmpty);
  queue.add_option("--agent", *request->mutable_agent_id(), "only those that this agent has")
      ->check(&CheckNotEmpty);
  AddPageOptions(queue, *request, *options, kPageSize);
  AddTokenOption(queue, *request);
  queue.callback([&session, request, options] { RunQueue(session, *request, options->all); });
}

void RunExplain(Session& session, const v1::ExplainEntryRequest& request) {
  v1::ExplainEntryResponse response;
  const auto stub = v1::RoutingService::NewStub(session.channel());
  const grpc::Status status = session.Ask([&](grpc::ClientContext& context) {
    return stub->ExplainEntry(&context, request, &response);
  });
  session.Finish(status);
  if (!status.ok()) return;
  std::cout << (session.output() == Output::kJson ? ToJson(response) : ExplanationText(response));
}

void AddExplain(CLI::App& app, Session& session) {
  CLI::App& explain =
      *app.add_subcommand("explain", "Say why a ticket waits, or why its agent has it");
  const auto request = std::make_shared<v1::ExplainEntryRequest>();
  explain.add_option("ticket", *request->mutable_ticket_id(), "its id, TK-...")->required();
  explain
      .add_option("--pool", *request->mutable_pool_id(),
                  "the pool in which it waits or is assigned (yours)")
      ->check(&CheckNotEmpty);
  AddTokenOption(explain, *request);
  explain.callback([&session, request] { RunExplain(session, *request); });
}

}  // namespace

void AddPoolQueries(CLI::App& app, Session& session) {
  AddPool(app, session);
  AddQueue(app, session);
  AddExplain(app, session);
}

}  // namespace docket::docketctl
