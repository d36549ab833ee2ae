#include "services/routing/domain/pool_access.h"

#include <string>

namespace docket::routing {
namespace {

using eventing::Role;

// For whom an agent's command speaks; null if it is none of an agent.
const std::string* SpeaksFor(const v1::PoolCommand& command) {
  using Command = v1::PoolCommand;
  switch (command.kind_case()) {
    case Command::kSetPresence: return &command.set_presence().agent_id();
    case Command::kClaimNext: return &command.claim_next().agent_id();
    case Command::kClaim: return &command.claim().agent_id();
    case Command::kAccept: return &command.accept().agent_id();
    case Command::kReturn: return &command.return_().agent_id();
    case Command::kHandOver: return &command.hand_over().agent_id();
    default: return nullptr;
  }
}

bool MayDo(const v1::PoolCommand& command, const eventing::DecisionContext& context) {
  using Command = v1::PoolCommand;
  const std::string* agent = SpeaksFor(command);
  if (command.has_set_presence() && command.set_presence().silent()) {
    return context.roles.Has(Role::kService);
  }
  if (agent != nullptr && context.roles.Has(Role::kAgent) && context.actor.id() == *agent) {
    return true;
  }
  switch (command.kind_case()) {
    case Command::kSetPresence:
    case Command::kAssign: return context.roles.Has(Role::kSupervisor);
    case Command::KIND_NOT_SET: return true;  // Refused for that, whoever sends it.
    default: return agent == nullptr && context.roles.Has(Role::kService);
  }
}

}  // namespace

absl::Status CheckAccess(const v1::PoolCommand& command, const eventing::DecisionContext& context) {
  if (MayDo(command, context)) return absl::OkStatus();
  return eventing::Reject(v1::POOL_REJECTION_NOT_ALLOWED, "The caller's roles do not allow this.");
}

}  // namespace docket::routing
