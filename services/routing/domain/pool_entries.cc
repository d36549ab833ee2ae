#include "services/routing/domain/pool_entries.h"

#include <utility>

#include "libs/base/id.h"
#include "libs/base/proto_time.h"
#include "services/routing/domain/limits.h"
#include "services/routing/domain/pool_id.h"
#include "services/routing/domain/pool_lists.h"

namespace docket::routing {
namespace {

using eventing::CommitHeader;
using eventing::Reject;

absl::Status CheckTicket(std::string_view field, const std::string& ticket_id) {
  const std::optional<TicketId> ticket = TicketId::Parse(ticket_id);
  if (ticket.has_value() && ticket->text() == ticket_id) return absl::OkStatus();
  return FieldInvalid(field, "a ticket's id");
}

absl::Status CheckPool(const std::string& pool_id, const Draft& draft) {
  const std::string id = PoolId::Of(draft.context().tenant, pool_id).text();
  if (id == draft.context().aggregate_id) return absl::OkStatus();
  return FieldInvalid("pool_id", "the name of the pool that is asked");
}

absl::Status CheckForm(const v1::EntryQueued& entry) {
  DOCKET_RETURN_IF_ERROR(CheckTicket("entry.ticket_id", entry.ticket_id()));
  DOCKET_RETURN_IF_ERROR(CheckMember("entry.team_id", entry.team_id()));
  if (entry.entry() == 0) return FieldInvalid("entry.entry", "at least 1");
  if (entry.weight() > kWeightMax) return FieldInvalid("entry.weight", "at most 10,000");
  if (entry.skills_size() > kSkillsMax) return FieldInvalid("entry.skills", "at most 100");
  if (entry.excluded_agent_ids_size() > kExcludedMax) {
    return FieldInvalid("entry.excluded_agent_ids", "at most 1,000");
  }
  return absl::OkStatus();
}

absl::Status EntryStale() {
  return Reject(v1::POOL_REJECTION_ENTRY_STALE, "That wait is over, or a later one is known.");
}

// Whether the pool has heard of a wait of the ticket that is not before `entry`.
bool IsHeardOf(const std::string& ticket_id, uint64_t entry, const PoolState& pool) {
  const PoolEntry* live = Find(pool.entries(), ticket_id);
  if (live != nullptr && live->queued().entry() >= entry) return true;
  const ReleasedEarly* released = Find(pool.released_early(), ticket_id);
  return released != nullptr && released->entry() >= entry;
}

void AddReleased(const std::string& ticket_id, uint64_t entry, uint64_t ticket_version,
                 Draft& draft) {
  v1::PoolEvent event;
  event.mutable_released()->set_ticket_id(ticket_id);
  event.mutable_released()->set_entry(entry);
  event.mutable_released()->set_ticket_version(ticket_version);
  draft.Add(std::move(event));
}

// Nobody has it any more.
void Leave(PoolEntry& entry) {
  entry.clear_agent_id();
  entry.clear_assigned_time();
  entry.clear_accept_time();
  entry.clear_answered();
}

void Exclude(const std::string& agent_id, const google::protobuf::Timestamp* until,
             PoolEntry& entry) {
  Exclusion& exclusion = *entry.add_exclusions();
  exclusion.set_agent_id(agent_id);
  if (until != nullptr) *exclusion.mutable_until_time() = *until;
}

// The entry of which `event` speaks; null for one that is over.
template <typename Event>
PoolEntry* EntryOf(const Event& event, PoolState& state) {
  PoolEntry* entry = FindMutable(*state.mutable_entries(), event.ticket_id());
  return entry != nullptr && entry->queued().entry() == event.entry() ? entry : nullptr;
}

}  // namespace

absl::Status Enqueue(const v1::EnqueueEntry& command, Draft& draft) {
  DOCKET_RETURN_IF_ERROR(CheckPool(command.pool_id(), draft));
  const v1::EntryQueued& entry = command.entry();
  DOCKET_RETURN_IF_ERROR(CheckForm(entry));
  if (IsHeardOf(entry.ticket_id(), entry.entry(), draft.state())) return EntryStale();
  const PoolEntry* before = Find(draft.state().entries(), entry.ticket_id());
  if (before != nullptr) {
    const uint64_t number = before->queued().entry();
    AddReleased(entry.ticket_id(), number, entry.ticket_version(), draft);
  }
  v1::PoolEvent event;
  *event.mutable_queued() = entry;
  draft.Add(std::move(event));
  return absl::OkStatus();
}

absl::Status Release(const v1::ReleaseEntry& command, Draft& draft) {
  DOCKET_RETURN_IF_ERROR(CheckPool(command.pool_id(), draft));
  DOCKET_RETURN_IF_ERROR(CheckTicket("ticket_id", command.ticket_id()));
  const PoolEntry* live = Find(draft.state().entries(), command.ticket_id());
  const bool ends = live != nullptr && live->queued().entry() == command.entry();
  if (!ends && IsHeardOf(command.ticket_id(), command.entry(), draft.state())) {
    return absl::OkStatus();
  }
  AddReleased(command.ticket_id(), command.entry(), command.ticket_version(), draft);
  return absl::OkStatus();
}

absl::Status Update(const v1::UpdateEntry& command, Draft& draft) {
  const v1::EntryChanged& change = command.change();
  DOCKET_RETURN_IF_ERROR(CheckTicket("change.ticket_id", change.ticket_id()));
  const PoolEntry* live = Find(draft.state().entries(), change.ticket_id());
  if (live == nullptr || live->queued().entry() != change.entry() ||
      live->queued().ticket_version() >= change.ticket_version()) {
    return EntryStale();
  }
  v1::PoolEvent event;
  *event.mutable_changed() = change;
  draft.Add(std::move(event));
  return absl::OkStatus();
}

void AddAssigned(const PoolEntry& entry, Given given, v1::Explanation explanation, Draft& draft) {
  const PoolState& pool = draft.state();
  v1::PoolEvent event;
  v1::EntryAssigned& assigned = *event.mutable_assigned();
  assigned.set_ticket_id(IdOf(entry));
  assigned.set_entry(entry.queued().entry());
  assigned.set_assignment(entry.assignment() + 1);
  assigned.set_agent_id(std::move(given.agent_id));
  assigned.set_team_id(entry.queued().team_id());
  assigned.set_way(given.way);
  assigned.set_mode(pool.mode());
  *assigned.mutable_explanation() = std::move(explanation);
  for (const v1::CandidateStage stage : given.passed) assigned.add_passed(stage);
  // Whoever takes a ticket accepts it.
  if (pool.has_accept_within() && given.way != v1::ASSIGNMENT_WAY_CLAIMED) {
    *assigned.mutable_accept_time() = ToProto(draft.now() + FromProto(pool.accept_within()));
  }
  draft.Add(std::move(event));
}

void AddReturned(const PoolEntry& entry, v1::ReturnCause cause, const std::string& reason,
                 Draft& draft) {
  v1::PoolEvent event;
  v1::EntryReturned& returned = *event.mutable_returned();
  returned.set_ticket_id(IdOf(entry));
  returned.set_entry(entry.queued().entry());
  returned.set_assignment(entry.assignment());
  returned.set_agent_id(entry.agent_id());
  returned.set_cause(cause);
  returned.set_reason(reason);
  draft.Add(std::move(event));
}

void Apply(const v1::EntryQueued& event, const CommitHeader& header, PoolState& state) {
  PoolEntry entry;
  *entry.mutable_queued() = event;
  *entry.mutable_queued_time() = header.time();
  *entry.mutable_widened_time() = header.time();
  for (const std::string& agent_id : event.excluded_agent_ids()) {
    Exclude(agent_id, nullptr, entry);
  }
  entry.mutable_queued()->clear_excluded_agent_ids();
  Erase(event.ticket_id(), *state.mutable_released_early());
  Set(std::move(entry), *state.mutable_entries());
}

void Apply(const v1::EntryChanged& event, PoolState& state) {
  PoolEntry* entry = EntryOf(event, state);
  if (entry == nullptr) return;
  v1::EntryQueued& queued = *entry->mutable_queued();
  queued.set_ticket_version(event.ticket_version());
  queued.set_priority(event.priority());
  queued.set_paused(event.paused());
  queued.set_warned(event.warned());
  queued.clear_due_time();
  if (event.has_due_time()) *queued.mutable_due_time() = event.due_time();
  entry->set_answered(event.answered() && !entry->agent_id().empty());
}

void Apply(const v1::EntryAssigned& event, const CommitHeader& header, PoolState& state) {
  const uint32_t index = state.assigned();
  state.set_assigned(index + 1);
  if (PoolAgentState* agent = FindMutable(*state.mutable_agents(), event.agent_id())) {
    agent->set_last_assigned_version(header.version());
    agent->set_last_assigned_index(index);
  }
  PoolEntry* entry = EntryOf(event, state);
  if (entry == nullptr) return;
  Leave(*entry);
  entry->set_assignment(event.assignment());
  entry->set_assigned_version(header.version());
  *entry->mutable_assigned_time() = header.time();
  entry->set_agent_id(event.agent_id());
  if (event.has_accept_time()) *entry->mutable_accept_time() = event.accept_time();
}

void Apply(const v1::EntryAccepted& event, PoolState& state) {
  PoolEntry* entry = EntryOf(event, state);
  if (entry == nullptr) return;
  entry->clear_accept_time();
  PoolAgentState* agent = FindMutable(*state.mutable_agents(), entry->agent_id());
  if (agent != nullptr) agent->clear_expiries();
}

void Apply(const v1::EntryReturned& event, PoolState& state) {
  PoolEntry* entry = EntryOf(event, state);
  if (entry == nullptr) return;
  Leave(*entry);
  Exclude(event.agent_id(), nullptr, *entry);
  if (event.cause() == v1::RETURN_CAUSE_AGENT) entry->set_returns(entry->returns() + 1);
}

void Apply(const v1::EntryExpired& event, PoolState& state) {
  PoolAgentState* agent = FindMutable(*state.mutable_agents(), event.agent_id());
  if (agent != nullptr) agent->set_expiries(agent->expiries() + 1);
  PoolEntry* entry = EntryOf(event, state);
  if (entry == nullptr) return;
  Leave(*entry);
  Exclude(event.agent_id(), &event.excluded_until_time(), *entry);
}

// Of a wait that has not begun, it is kept that it is over, until a later one begins.
void Apply(const v1::EntryReleased& event, PoolState& state) {
  if (EntryOf(event, state) != nullptr) {
    return Erase(event.ticket_id(), *state.mutable_entries());
  }
  ReleasedEarly released;
  released.set_ticket_id(event.ticket_id());
  released.set_entry(event.entry());
  Set(std::move(released), *state.mutable_released_early());
}

void Apply(const v1::EntryWidened& event, const CommitHeader& header, PoolState& state) {
  PoolEntry* entry = EntryOf(event, state);
  if (entry != nullptr) *entry->mutable_widened_time() = header.time();
}

}  // namespace docket::routing
