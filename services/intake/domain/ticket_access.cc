#include "services/intake/domain/ticket_access.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;
using eventing::DecisionContext;
using eventing::Reject;
using eventing::Role;
using eventing::Roles;

constexpr Roles kAnybody{Role::kCustomer, Role::kAgent, Role::kSupervisor, Role::kService};
constexpr Roles kStaff{Role::kAgent, Role::kSupervisor, Role::kService};
constexpr Roles kCustomersVoice{Role::kCustomer, Role::kAgent, Role::kSupervisor};
// Analysts come in with the masking of personal fields.
constexpr Roles kReaders{Role::kAgent, Role::kSupervisor, Role::kAdministrator, Role::kService};

// The roles of which one is needed.
Roles RolesFor(v1::TicketCommand::KindCase kind) {
  using Command = v1::TicketCommand;
  switch (kind) {
    case Command::kOpen:
    case Command::kComment: return kAnybody;
    case Command::kClassify:
    case Command::kPrioritise:
    case Command::kWait:
    case Command::kHold:
    case Command::kResume:
    case Command::kSolve:
    case Command::kReopen:
    case Command::kSetFields:
    case Command::kTag:
    case Command::kTransfer:
    case Command::kFollow:
    case Command::kUnfollow: return kStaff;
    case Command::kUrge:
    case Command::kRate:
    case Command::kWithdraw: return kCustomersVoice;
    case Command::kClose: return {Role::kSupervisor};
    case Command::kRedact: return {Role::kSupervisor, Role::kAdministrator};
    case Command::kQueue:
    case Command::kTriage:
    case Command::kAssign:
    case Command::kUnassign:
    case Command::kLapse:
    case Command::kFire:
    case Command::kApplyPolicy: return {Role::kService};
    case Command::KIND_NOT_SET: break;  // Refused for that, whoever sends it.
  }
  return kAnybody;
}

bool Exists(const TicketState& state) { return state.status() != v1::TICKET_STATUS_UNSPECIFIED; }

bool IsOwn(const TicketState& state, Roles roles, const eventing::Actor& actor) {
  return roles.Has(Role::kCustomer) && actor.id() == state.requester().customer_key();
}

bool IsCustomersVoice(v1::TicketCommand::KindCase kind) {
  using Command = v1::TicketCommand;
  return kind == Command::kUrge || kind == Command::kRate || kind == Command::kWithdraw;
}

// Staff urges, rates and withdraws only in the customer's name, and the record says so.
bool SpeaksForCustomer(const TicketState& state, const DecisionContext& context) {
  return IsOwn(state, context.roles, context.actor) ||
         context.actor.on_behalf_of() == state.requester().customer_key();
}

bool MayDo(const TicketState& state, const v1::TicketCommand& command,
           const DecisionContext& context) {
  if (context.recorded != nullptr) return context.roles.Has(Role::kImport);
  if (!context.roles.HasAny(RolesFor(command.kind_case()))) return false;
  return !IsCustomersVoice(command.kind_case()) || SpeaksForCustomer(state, context);
}

}  // namespace

absl::Status CheckAccess(const TicketState& state, const v1::TicketCommand& command,
                         const DecisionContext& context) {
  const bool opening = command.has_open() && !Exists(state);
  const bool visible = context.recorded != nullptr || MaySee(state, context.roles, context.actor);
  if (!opening && !(Exists(state) && visible)) {
    return Reject(v1::TICKET_REJECTION_NOT_FOUND, "there is no such ticket: check its id");
  }
  if (!MayDo(state, command, context)) {
    return Reject(v1::TICKET_REJECTION_NOT_ALLOWED, "The caller's roles do not allow this.");
  }
  return absl::OkStatus();
}

bool MaySee(const TicketState& state, Roles roles, const eventing::Actor& actor) {
  return SeesAll(roles) || IsOwn(state, roles, actor);
}

bool SeesAll(Roles roles) { return roles.HasAny(kReaders); }

bool IsStaff(Roles roles) { return roles.HasAny(kStaff); }

bool Leads(Roles roles) { return roles.HasAny({Role::kSupervisor, Role::kService}); }

}  // namespace docket::intake
