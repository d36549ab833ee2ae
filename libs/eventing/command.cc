#include "libs/eventing/command.h"

#include <vector>

namespace docket::eventing {
namespace {

Digest DigestOfParts(std::span<const std::string_view> parts) {
  const Sha256Bytes hash = HashParts(parts);
  return Digest::FromBytes({reinterpret_cast<const char*>(hash.data()), Digest::kSize});
}

// A commit says who is behind it (docket/log/v1/log_events.proto), so a command has to.
bool NamesSomebody(const Actor& actor) {
  return actor.kind() != Actor::KIND_UNSPECIFIED && !actor.id().empty() &&
         actor.id().size() <= kActorIdBytesMax && actor.on_behalf_of().size() <= kActorIdBytesMax;
}

// That of the command itself where it begins a chain.
bool IsCorrelationId(std::string_view id) { return id.empty() || id.size() == Digest::kSize; }

}  // namespace

std::optional<Command> ReadCommand(const AggregateKind& kind, std::string_view key,
                                   const std::string& value) {
  std::shared_ptr<Message> record = kind.NewCommandRecord();
  if (!ParseBounded(value, *record)) return std::nullopt;
  const CommandHeader& header = kind.HeaderOfCommand(*record);
  if (header.tenant().empty() || header.aggregate_id() != key ||
      header.command_id().size() != Digest::kSize || !IsCorrelationId(header.correlation_id()) ||
      !NamesSomebody(header.actor())) {
    return std::nullopt;
  }
  const Message& body = kind.CommandOf(*record);
  Command command;
  command.header = header;
  command.digest = Digest::Of(SerializeDeterministic(body));
  command.body = std::shared_ptr<const Message>(record, &body);
  command.roles = {Role::kService};
  return command;
}

Digest PersonCommandId(std::string_view tenant, std::string_view issuer,
                       std::string_view request_id) {
  const std::string_view parts[] = {tenant, "request", issuer, request_id};
  return DigestOfParts(parts);
}

Digest MachineCommandId(std::string_view tenant, std::string_view command_name,
                        std::span<const std::string> key_parts) {
  std::vector<std::string_view> parts = {tenant, command_name};
  parts.insert(parts.end(), key_parts.begin(), key_parts.end());
  return DigestOfParts(parts);
}

CommandHeader MachineHeader(std::string_view actor, const std::string& tenant,
                            const std::string& aggregate_id, std::string_view command_name,
                            std::span<const std::string> key_parts) {
  CommandHeader header;
  header.set_tenant(tenant);
  header.set_aggregate_id(aggregate_id);
  header.set_command_id(std::string(MachineCommandId(tenant, command_name, key_parts).bytes()));
  header.mutable_actor()->set_kind(log::v1::Actor::KIND_SERVICE);
  header.mutable_actor()->set_id(std::string(actor));
  return header;
}

}  // namespace docket::eventing
