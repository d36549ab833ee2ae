#include "services/routing/api/pool_reads.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "libs/api/page.h"
#include "libs/eventing/aggregate_history.h"
#include "services/routing/api/pool_view.h"
#include "services/routing/domain/pool_drain.h"
#include "services/routing/domain/pool_id.h"
#include "services/routing/domain/pool_lists.h"
#include "services/routing/projection/routing_unit.h"

namespace docket::routing {
namespace {

using eventing::Role;
using eventing::UnitView;

// The pool that is asked for: the caller's own if none is named, and for an agent alone no other.
absl::StatusOr<std::string> PoolFor(const PoolDoors& at, const rpc::Caller& caller,
                                    const std::string& asked) {
  const bool sees_all =
      caller.roles.HasAny({Role::kSupervisor, Role::kAdministrator, Role::kAnalyst});
  if (!asked.empty() && sees_all) return asked;
  absl::StatusOr<std::string> own = PoolOfAgent(at.settings, caller.tenant, caller.actor.id());
  if (!own.ok()) return own;
  if (!asked.empty() && asked != *own) return NoSuchPool();
  return own;
}

bool IsPublished(const PoolDoors& at, const std::string& tenant, const std::string& pool_id) {
  return at.settings.book().Newest().Find(tenant, setting::v1::Document::kPool, pool_id) != nullptr;
}

// As the row has it; a pool that is published and has no row yet is empty.
absl::StatusOr<PoolState> ReadPool(const PoolDoors& at, const std::string& tenant,
                                   const std::string& pool_id, const UnitView& view) {
  DOCKET_ASSIGN_OR_RETURN(std::optional<eventing::AggregateRow> row,
                          eventing::ReadRow(PoolAggregate(), PoolTables(), *view.rows,
                                            PoolId::Of(tenant, pool_id).text()));
  if (row.has_value() && row->tenant == tenant) {
    return static_cast<const PoolState&>(*row->state);
  }
  if (!IsPublished(at, tenant, pool_id)) return NoSuchPool();
  PoolState fresh;
  fresh.set_pool_id(pool_id);
  return fresh;
}

// Reads the pool that a request asks for, once what its token says is folded.
template <typename Request, typename Response>
void AddRead(std::string_view method, const PoolDoors& at, rpc::Service& service,
             std::function<absl::StatusOr<Response>(const Request&, const rpc::Caller&,
                                                    const PoolState&, const UnitView&)>
                 read) {
  service.Unary<Request, Response>(method, [at, read](const rpc::Call& call, Request request,
                                                      const rpc::Reply<Response>& reply) {
    absl::StatusOr<std::string> pool = PoolFor(at, call.caller, request.pool_id());
    if (!pool.ok()) return reply(std::move(pool).status());
    const size_t partition = at.doors.PartitionOf(PoolId::Of(call.caller.tenant, *pool).slot());
    const runtime::ReadTerms terms = api::TermsOf(call, request.token());
    const auto look = [at, read, partition, pool = *pool, caller = call.caller,
                       request = std::move(request)]() -> absl::StatusOr<Response> {
      DOCKET_ASSIGN_OR_RETURN(UnitView view, at.doors.View(partition));
      DOCKET_ASSIGN_OR_RETURN(const PoolState state, ReadPool(at, caller.tenant, pool, view));
      DOCKET_ASSIGN_OR_RETURN(Response response, read(request, caller, state, view));
      response.set_token(at.doors.TokenOf(std::move(view.folded)));
      return response;
    };
    at.reads.Run({partition}, terms, [look, reply](const absl::Status& ready) {
      if (!ready.ok()) return reply(ready);
      reply(look());
    });
  });
}

std::string QueryOf(const PoolState& pool, const v1::ListEntriesRequest& request) {
  return pool.pool_id() + '\0' + request.agent_id() + '\0' + request.team_id();
}

absl::StatusOr<v1::ListEntriesResponse> ListPage(const v1::ListEntriesRequest& request,
                                                 const PoolState& pool) {
  DOCKET_ASSIGN_OR_RETURN(const size_t size_max, api::PageSizeOf(request.page_size()));
  const std::string query = QueryOf(pool, request);
  DOCKET_ASSIGN_OR_RETURN(const std::string behind,
                          api::DecodePageToken(query, request.page_token()));
  v1::ListEntriesResponse response;
  std::string last;
  for (Listed& listed : ListedOf(pool, request)) {
    if (!behind.empty() && listed.place <= behind) continue;
    if (static_cast<size_t>(response.entries_size()) == size_max) {
      response.set_next_page_token(api::EncodePageToken(query, last));
      break;
    }
    last = std::move(listed.place);
    *response.add_entries() = std::move(listed.entry);
  }
  return response;
}

// How `entry` came to who has it, as the commit tells that gave it.
absl::Status ExplainAssignment(const std::string& pool, const PoolEntry& entry,
                               const UnitView& view, v1::ExplainEntryResponse& response) {
  const auto visit = [&](const eventing::Commit& commit) {
    for (const v1::PoolEvent& event :
         static_cast<const v1::PoolCommit&>(*commit.message).events()) {
      const v1::EntryAssigned& assigned = event.assigned();
      if (assigned.ticket_id() != IdOf(entry) || assigned.entry() != entry.queued().entry() ||
          assigned.assignment() != entry.assignment()) {
        continue;
      }
      *response.mutable_explanation() = assigned.explanation();
      response.set_way(assigned.way());
      return false;
    }
    return true;
  };
  return eventing::ReadCommits(
      PoolAggregate(), PoolTables(), *view.rows, pool,
      {.first = entry.assigned_version(), .last = entry.assigned_version()}, visit);
}

absl::StatusOr<v1::ExplainEntryResponse> ExplainEntry(const v1::ExplainEntryRequest& request,
                                                      const rpc::Caller& caller,
                                                      const PoolState& pool, const UnitView& view,
                                                      Time now) {
  const PoolEntry* entry = Find(pool.entries(), request.ticket_id());
  if (entry == nullptr) return NoSuchEntry();
  v1::ExplainEntryResponse response;
  if (entry->agent_id().empty()) {
    *response.mutable_explanation() = ExplainWaiting(pool, *entry, now);
  } else {
    const std::string id = PoolId::Of(caller.tenant, pool.pool_id()).text();
    DOCKET_RETURN_IF_ERROR(ExplainAssignment(id, *entry, view, response));
  }
  const uint32_t position = entry->agent_id().empty() ? response.explanation().queue_position() : 0;
  *response.mutable_entry() = ViewEntry(*entry, position);
  return response;
}

}  // namespace

void AddPoolReads(const PoolDoors& at, std::function<Time()> now, rpc::Service& service) {
  AddRead<v1::GetPoolRequest, v1::GetPoolResponse>(
      "GetPool", at, service,
      [](const v1::GetPoolRequest&, const rpc::Caller&, const PoolState& pool,
         const UnitView&) -> absl::StatusOr<v1::GetPoolResponse> {
        v1::GetPoolResponse response;
        *response.mutable_pool() = ViewPool(pool);
        return response;
      });
  AddRead<v1::ListEntriesRequest, v1::ListEntriesResponse>(
      "ListEntries", at, service,
      [](const v1::ListEntriesRequest& request, const rpc::Caller&, const PoolState& pool,
         const UnitView&) { return ListPage(request, pool); });
  AddRead<v1::ExplainEntryRequest, v1::ExplainEntryResponse>(
      "ExplainEntry", at, service,
      [now = std::move(now)](const v1::ExplainEntryRequest& request, const rpc::Caller& caller,
                             const PoolState& pool, const UnitView& view) {
        return ExplainEntry(request, caller, pool, view, now());
      });
}

}  // namespace docket::routing
