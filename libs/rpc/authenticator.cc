#include "libs/rpc/authenticator.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "libs/base/text.h"
#include "libs/eventing/decision.h"
#include "libs/rpc/role_names.h"

namespace docket::rpc {
namespace {

using eventing::Role;
using eventing::Roles;
using log::v1::Actor;

constexpr std::string_view kTenant = "docket-tenant";
constexpr std::string_view kActor = "docket-actor";
constexpr std::string_view kRoles = "docket-roles";
constexpr std::string_view kOnBehalfOf = "docket-on-behalf-of";

constexpr size_t kTenantBytesMax = 64;

constexpr std::array<std::pair<std::string_view, Actor::Kind>, 3> kActorKinds{{
    {"customer", Actor::KIND_CUSTOMER},
    {"agent", Actor::KIND_AGENT},
    {"service", Actor::KIND_SERVICE},
}};

absl::Status Unauthenticated(std::string_view message) {
  return MakeStatus(absl::StatusCode::kUnauthenticated, message);
}

// The kind called `name`, or none.
std::optional<Actor::Kind> ActorKindNamed(std::string_view name) {
  for (const auto& [known, kind] : kActorKinds) {
    if (known == name) return kind;
  }
  return std::nullopt;
}

// The one value of `name`; none if it is absent. Two are refused: which one a proxy on the way
// would have believed is anybody's guess.
absl::StatusOr<std::optional<std::string_view>> Find(const CallMetadata& metadata,
                                                     std::string_view name) {
  std::optional<std::string_view> found;
  for (const auto& [key, value] : metadata) {
    if (key != name) continue;
    if (found.has_value()) return Unauthenticated("metadata " + std::string(name) + " came twice");
    found = value;
  }
  return found;
}

bool IsTenant(std::string_view name) {
  return !name.empty() && name.size() <= kTenantBytesMax && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

absl::StatusOr<std::string> ParseTenant(std::optional<std::string_view> text) {
  const std::string_view tenant = text.value_or("default");
  if (!IsTenant(tenant)) {
    return Unauthenticated("metadata docket-tenant: send 1 to 64 of a-z, 0-9, '-', '_' and '.'");
  }
  return std::string(tenant);
}

absl::StatusOr<Actor> ParseActor(std::optional<std::string_view> text) {
  const std::string_view sent = text.value_or("");
  const size_t colon = sent.find(':');
  const std::optional<Actor::Kind> kind = ActorKindNamed(sent.substr(0, colon));
  const std::string_view id = colon == sent.npos ? "" : sent.substr(colon + 1);
  if (!kind.has_value() || id.empty() || id.size() > eventing::kActorIdBytesMax || !IsUtf8(id)) {
    return Unauthenticated(
        "metadata docket-actor: send customer:ID, agent:ID or service:ID, e.g. agent:ada, the ID "
        "of at most 256 bytes");
  }
  Actor actor;
  actor.set_kind(*kind);
  actor.set_id(*kind == Actor::KIND_CUSTOMER ? CanonicalCustomerKey(id) : std::string(id));
  return actor;
}

// A customer acts for nobody else, or they would see and do what is another's.
absl::Status SetOnBehalfOf(std::optional<std::string_view> text, Actor& actor) {
  if (!text.has_value()) return absl::OkStatus();
  const bool may = actor.kind() != Actor::KIND_CUSTOMER;
  if (!may || text->empty() || text->size() > eventing::kActorIdBytesMax || !IsUtf8(*text)) {
    return Unauthenticated(
        "metadata docket-on-behalf-of: an agent or service may send a customer key, of at most "
        "256 bytes");
  }
  actor.set_on_behalf_of(CanonicalCustomerKey(*text));
  return absl::OkStatus();
}

absl::StatusOr<Roles> ParseRoles(std::optional<std::string_view> text) {
  Roles roles;
  std::string_view rest = text.value_or("");
  while (true) {
    const size_t comma = rest.find(',');
    const std::optional<Role> role = RoleNamed(rest.substr(0, comma));
    if (!role.has_value()) {
      return Unauthenticated("metadata docket-roles: send some of " + AllRoleNames());
    }
    roles.Add(*role);
    if (comma == rest.npos) return roles;
    rest.remove_prefix(comma + 1);
  }
}

}  // namespace

absl::StatusOr<Caller> DevelopmentAuthenticator::Authenticate(const CallMetadata& metadata) const {
  DOCKET_ASSIGN_OR_RETURN(const auto tenant_text, Find(metadata, kTenant));
  DOCKET_ASSIGN_OR_RETURN(const auto actor_text, Find(metadata, kActor));
  DOCKET_ASSIGN_OR_RETURN(const auto roles_text, Find(metadata, kRoles));
  DOCKET_ASSIGN_OR_RETURN(const auto customer_text, Find(metadata, kOnBehalfOf));
  Caller caller;
  DOCKET_ASSIGN_OR_RETURN(caller.tenant, ParseTenant(tenant_text));
  DOCKET_ASSIGN_OR_RETURN(caller.actor, ParseActor(actor_text));
  DOCKET_RETURN_IF_ERROR(SetOnBehalfOf(customer_text, caller.actor));
  DOCKET_ASSIGN_OR_RETURN(caller.roles, ParseRoles(roles_text));
  return caller;
}

}  // namespace docket::rpc
