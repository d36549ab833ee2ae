#pragma once

// A command on its way to an aggregate, from a person's call or from a commands topic, and its
// answer.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "libs/base/digest.h"
#include "libs/eventing/commit.h"
#include "libs/eventing/roles.h"
#include "libs/eventing/token.h"

namespace docket::eventing {

// How a change was answered: a function of the commit alone, so equal retries get equal answers.
struct Receipt {
  std::string aggregate_id;
  // The version that the command made; the head's if it asked for what was already so.
  uint64_t version = 0;
  Time time{};
  // The commit, for the numbers that it gave. Null if nothing was written.
  std::shared_ptr<const Message> commit;
  // How far the unit's topics were folded and written when this left: reads at or after it see it.
  FoldedMap folded;
};

using Reply = std::function<void(absl::StatusOr<Receipt>)>;

struct Command {
  // Which of the unit's aggregate kinds decides.
  size_t kind = 0;
  CommandHeader header;
  // Over the command's deterministic bytes.
  Digest digest;
  std::shared_ptr<const Message> body;
  Roles roles;
  // A person's known id with other content is refused, a machine's is done.
  bool from_person = false;
  // Refused with VERSION_CONFLICT unless the aggregate is at this version.
  std::optional<uint64_t> expected_version;
  // Decided, answered, not written.
  bool validate_only = false;
  // Of the monotonic clock; answered UNAVAILABLE after it. None for a topic's command.
  std::optional<std::chrono::nanoseconds> deadline;
  // Where it stands in its commands topic; none for a call.
  std::optional<log::Offset> offset;
  // The record there. Null for a call.
  std::shared_ptr<const log::Record> record;
  // Called once, from the stepping thread; empty for a topic's command.
  Reply reply;
};

// The command that a record of `kind`'s commands topic holds, from a service; none if its bytes are
// no command for the aggregate `key`.
std::optional<Command> ReadCommand(const AggregateKind& kind, std::string_view key,
                                   const std::string& value);

// The id of a person's command: hash of tenant, "request", issuer, request_id (kernel.md 1).
Digest PersonCommandId(std::string_view tenant, std::string_view issuer,
                       std::string_view request_id);

// The id of a machine's command: hash of tenant, command name, key parts.
Digest MachineCommandId(std::string_view tenant, std::string_view command_name,
                        std::span<const std::string> key_parts);

// The header of a command that the service `actor` sends to `aggregate_id`; its id is that of
// `command_name` with `key_parts`, so however often it is sent, it is done once.
CommandHeader MachineHeader(std::string_view actor, const std::string& tenant,
                            const std::string& aggregate_id, std::string_view command_name,
                            std::span<const std::string> key_parts);

}  // namespace docket::eventing
