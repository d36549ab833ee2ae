#include "libs/api/calls.h"

#include <utility>

namespace docket::api {
namespace {

constexpr size_t kRequestIdBytesMax = 64;

absl::Status CheckRequestId(const std::string& request_id) {
  if (!request_id.empty() && request_id.size() <= kRequestIdBytesMax) return absl::OkStatus();
  return InvalidArgument("request_id must have 1 to 64 bytes: draw a UUIDv7 for each new request");
}

// Whom a request_id is unique for.
std::string IssuerOf(const eventing::Actor& actor) {
  return eventing::Actor::Kind_Name(actor.kind()) + ":" + actor.id();
}

}  // namespace

eventing::Command CommandOf(const rpc::Call& call, const std::string& id, const Digest& command_id,
                            std::shared_ptr<const eventing::Message> body) {
  eventing::Command command;
  command.header.set_tenant(call.caller.tenant);
  command.header.set_aggregate_id(id);
  command.header.set_command_id(std::string(command_id.bytes()));
  command.header.set_correlation_id(command.header.command_id());
  *command.header.mutable_actor() = call.caller.actor;
  command.digest = Digest::Of(eventing::SerializeDeterministic(*body));
  command.body = std::move(body);
  command.roles = call.caller.roles;
  if (call.deadline != std::chrono::nanoseconds::max()) command.deadline = call.deadline;
  return command;
}

absl::StatusOr<eventing::Command> ChangeCommandOf(const rpc::Call& call, const std::string& id,
                                                  const ChangeCall& change,
                                                  std::shared_ptr<const eventing::Message> body) {
  DOCKET_RETURN_IF_ERROR(CheckRequestId(change.request_id));
  const Digest command_id =
      eventing::PersonCommandId(call.caller.tenant, IssuerOf(call.caller.actor), change.request_id);
  eventing::Command command = CommandOf(call, id, command_id, std::move(body));
  command.from_person = true;
  command.expected_version = change.expected_version;
  command.validate_only = change.validate_only;
  return command;
}

void PutInto(const eventing::UnitDoor& door, eventing::Command command) {
  const eventing::Reply reply = command.reply;
  if (door.mailbox->Put(command)) return;
  reply(ResourceExhausted("too many commands wait here: send it again later, by the same id"));
}

runtime::ReadTerms TermsOf(const rpc::Call& call, const std::string& token) {
  return {.token = token, .deadline = call.deadline};
}

}  // namespace docket::api
