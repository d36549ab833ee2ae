#include "services/routing/domain/pool_wishes.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include "libs/base/text.h"
#include "services/routing/domain/limits.h"
#include "services/routing/domain/pool_candidates.h"
#include "services/routing/domain/pool_drain.h"
#include "services/routing/domain/pool_entries.h"
#include "services/routing/domain/pool_lists.h"

namespace docket::routing {
namespace {

using eventing::Reject;

absl::Status NoSuchAgent(const std::string& agent_id) {
  return Reject(v1::POOL_REJECTION_NOT_FOUND, "There is no agent " + agent_id + " in the pool.");
}

absl::Status NoSuchEntry() {
  return Reject(v1::POOL_REJECTION_NOT_FOUND,
                "The ticket neither waits nor is assigned in the pool.");
}

absl::StatusOr<const PoolAgentState*> FindAgent(const std::string& agent_id, const Draft& draft) {
  const PoolAgentState* agent = Find(draft.state().agents(), agent_id);
  if (agent == nullptr) return NoSuchAgent(agent_id);
  return agent;
}

absl::StatusOr<const PoolEntry*> FindEntry(const std::string& ticket_id, const Draft& draft) {
  const PoolEntry* entry = Find(draft.state().entries(), ticket_id);
  if (entry == nullptr) return NoSuchEntry();
  return entry;
}

// The entry, if `agent_id` has it.
absl::StatusOr<const PoolEntry*> FindOwn(const std::string& ticket_id, const std::string& agent_id,
                                         const Draft& draft) {
  DOCKET_ASSIGN_OR_RETURN(const PoolEntry* entry, FindEntry(ticket_id, draft));
  if (entry->agent_id() != agent_id) {
    return Reject(v1::POOL_REJECTION_NOT_YOURS, "Somebody else has the ticket, or nobody.");
  }
  return entry;
}

absl::Status Refuse(v1::CandidateStage stage) {
  const std::map<std::string, std::string> details = {
      {"stage", eventing::ReasonName(*v1::CandidateStage_descriptor(), stage)}};
  switch (stage) {
    case v1::CANDIDATE_STAGE_SHIFT:
      return Reject(v1::POOL_REJECTION_OFF_SHIFT, "The agent is not on shift.");
    case v1::CANDIDATE_STAGE_PRESENCE:
      return Reject(v1::POOL_REJECTION_NOT_AVAILABLE, "The colleague is not available.");
    case v1::CANDIDATE_STAGE_OPEN_COUNT:
    case v1::CANDIDATE_STAGE_CAPACITY:
      return Reject(v1::POOL_REJECTION_AT_CAPACITY, "The agent has as much as they can carry.",
                    details);
    case v1::CANDIDATE_STAGE_EXCLUSION:
      return Reject(v1::POOL_REJECTION_EXCLUDED, "The agent does not get the ticket in this wait.");
    default:
      return Reject(v1::POOL_REJECTION_NOT_QUALIFIED, "The agent lacks team, skill or channel.",
                    details);
  }
}

// What `agent` fails at, but for those of `waived`.
std::vector<v1::CandidateStage> FailedBut(std::span<const v1::CandidateStage> waived,
                                          std::vector<v1::CandidateStage> failed) {
  std::erase_if(failed, [&waived](v1::CandidateStage stage) {
    return std::ranges::find(waived, stage) != waived.end();
  });
  return failed;
}

// Of a person's choice there is nothing to explain but what was passed over.
v1::Explanation Chosen(const std::string& agent_id, uint32_t queue_position) {
  v1::Explanation explanation;
  explanation.set_queue_position(queue_position);
  explanation.set_winner_agent_id(agent_id);
  explanation.set_deciding_key(v1::DECIDING_KEY_CHOSEN);
  return explanation;
}

constexpr v1::CandidateStage kPresenceAside[] = {v1::CANDIDATE_STAGE_PRESENCE};
// What a supervisor may pass over.
constexpr v1::CandidateStage kSupervisorPasses[] = {
    v1::CANDIDATE_STAGE_SHIFT, v1::CANDIDATE_STAGE_PRESENCE, v1::CANDIDATE_STAGE_OPEN_COUNT,
    v1::CANDIDATE_STAGE_CAPACITY, v1::CANDIDATE_STAGE_EXCLUSION};

bool IsClaimable(const PoolEntry& entry, const PoolState& pool) {
  const v1::RosteredTeam* team = Find(pool.teams(), entry.queued().team_id());
  return team != nullptr && team->claimable();
}

}  // namespace

absl::Status ClaimNext(const v1::ClaimNextEntry& command, Draft& draft) {
  DOCKET_ASSIGN_OR_RETURN(const PoolAgentState* agent, FindAgent(command.agent_id(), draft));
  const Carried carried = CarriedBy(draft.state(), command.agent_id());
  uint32_t position = 0;
  for (const PoolEntry* entry : QueueOf(draft.state())) {
    ++position;
    auto failed = Filter(draft.state(), *entry, draft.now()).Failed(*agent, carried);
    if (!FailedBut(kPresenceAside, failed).empty()) continue;
    AddAssigned(*entry, {command.agent_id(), v1::ASSIGNMENT_WAY_CLAIMED, std::move(failed)},
                Chosen(command.agent_id(), position), draft);
    return absl::OkStatus();
  }
  return Reject(v1::POOL_REJECTION_NOTHING_WAITING, "No waiting ticket is one for the agent.");
}

absl::Status Claim(const v1::ClaimEntry& command, Draft& draft) {
  DOCKET_ASSIGN_OR_RETURN(const PoolAgentState* agent, FindAgent(command.agent_id(), draft));
  DOCKET_ASSIGN_OR_RETURN(const PoolEntry* entry, FindEntry(command.ticket_id(), draft));
  if (!entry->agent_id().empty()) {
    return Reject(v1::POOL_REJECTION_NOT_WAITING, "The ticket does not wait: somebody has it.");
  }
  if (!IsClaimable(*entry, draft.state())) {
    return Reject(v1::POOL_REJECTION_NOT_CLAIMABLE,
                  "The team does not let its agents choose: claim the next one.");
  }
  std::vector<v1::CandidateStage> failed =
      Filter(draft.state(), *entry, draft.now())
          .Failed(*agent, CarriedBy(draft.state(), command.agent_id()));
  const auto serious = FailedBut(kPresenceAside, failed);
  if (!serious.empty()) return Refuse(serious.front());
  const uint32_t position = QueuePosition(draft.state(), *entry);
  AddAssigned(*entry, {command.agent_id(), v1::ASSIGNMENT_WAY_CLAIMED, std::move(failed)},
              Chosen(command.agent_id(), position), draft);
  return absl::OkStatus();
}

absl::Status Accept(const v1::AcceptEntry& command, Draft& draft) {
  DOCKET_ASSIGN_OR_RETURN(const PoolEntry* entry,
                          FindOwn(command.ticket_id(), command.agent_id(), draft));
  if (!entry->has_accept_time()) return absl::OkStatus();
  v1::PoolEvent event;
  event.mutable_accepted()->set_ticket_id(command.ticket_id());
  event.mutable_accepted()->set_entry(entry->queued().entry());
  event.mutable_accepted()->set_assignment(entry->assignment());
  draft.Add(std::move(event));
  return absl::OkStatus();
}

absl::Status Return(const v1::ReturnEntry& command, Draft& draft) {
  DOCKET_ASSIGN_OR_RETURN(const PoolEntry* entry,
                          FindOwn(command.ticket_id(), command.agent_id(), draft));
  if (command.reason().empty()) {
    return Reject(v1::POOL_REJECTION_REASON_REQUIRED, "Whoever gives a ticket back says why.");
  }
  if (CountCharacters(command.reason()) > kReasonCharactersMax) {
    return FieldInvalid("reason", "at most 500 characters");
  }
  AddReturned(*entry, v1::RETURN_CAUSE_AGENT, command.reason(), draft);
  return absl::OkStatus();
}

absl::Status HandOver(const v1::HandOverEntry& command, Draft& draft) {
  DOCKET_ASSIGN_OR_RETURN(const PoolEntry* entry,
                          FindOwn(command.ticket_id(), command.agent_id(), draft));
  if (command.to_agent_id() == command.agent_id()) {
    return FieldInvalid("to_agent_id", "somebody else");
  }
  DOCKET_ASSIGN_OR_RETURN(const PoolAgentState* to, FindAgent(command.to_agent_id(), draft));
  const Filter filter(draft.state(), *entry, draft.now());
  const v1::CandidateStage failed =
      filter.FirstFailed(*to, CarriedBy(draft.state(), command.to_agent_id()));
  if (failed != v1::CANDIDATE_STAGE_UNSPECIFIED) return Refuse(failed);
  AddAssigned(*entry, {command.to_agent_id(), v1::ASSIGNMENT_WAY_HANDED_OVER},
              Chosen(command.to_agent_id(), 0), draft);
  return absl::OkStatus();
}

absl::Status Assign(const v1::AssignEntry& command, Draft& draft) {
  DOCKET_ASSIGN_OR_RETURN(const PoolAgentState* to, FindAgent(command.to_agent_id(), draft));
  DOCKET_ASSIGN_OR_RETURN(const PoolEntry* entry, FindEntry(command.ticket_id(), draft));
  if (entry->agent_id() == command.to_agent_id()) return absl::OkStatus();
  const Filter filter(draft.state(), *entry, draft.now());
  std::vector<v1::CandidateStage> failed =
      filter.Failed(*to, CarriedBy(draft.state(), command.to_agent_id()));
  const auto serious = FailedBut(kSupervisorPasses, failed);
  if (!serious.empty()) return Refuse(serious.front());
  const uint32_t position = QueuePosition(draft.state(), *entry);
  AddAssigned(*entry, {command.to_agent_id(), v1::ASSIGNMENT_WAY_ASSIGNED, std::move(failed)},
              Chosen(command.to_agent_id(), position), draft);
  return absl::OkStatus();
}

}  // namespace docket::routing
