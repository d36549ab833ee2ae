#pragma once

// The decider model: what an aggregate is to the kernel. Pure: no clock, thread, log or I/O; time,
// rights and facts come in with the command. Links protobuf and absl Status only.
//
// An aggregate is a struct of static members, e.g. `Ticket`:
//
//   static constexpr std::string_view kName = "ticket";   // names its topics
//   using State, Event, Command;                           // proto messages
//   using Commit;          // message { CommitHeader header = 1; repeated Event events = 2; }
//   using CommandRecord;   // message { CommandHeader header = 1; Command command = 2; }
//   static State Evolve(State, const CommitHeader&, const Event&);   // total, cannot fail
//   static absl::StatusOr<Decision<Event>> Decide(const State&, const Command&,
//                                                 const DecisionContext&);
//   static bool KeepsRefused(const Command&);   // Optional: see AggregateKind::KeepsRefused.
//   static constexpr bool kByCallsAlone = true; // Optional: it has no topic for commands.

#include <concepts>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "docket/log/v1/log_events.pb.h"
#include "libs/base/rejection.h"
#include "libs/base/slot.h"
#include "libs/base/status.h"
#include "libs/base/time.h"
#include "libs/eventing/roles.h"

namespace docket::setting {
class Settings;
}

namespace docket::eventing {

using log::v1::Actor;
using log::v1::CommandHeader;
using log::v1::CommitHeader;

// Of an actor's id and of whom it acts for, in a call as in a command.
inline constexpr size_t kActorIdBytesMax = 256;

// What a decision may know beside the state and the command. References live through the call.
struct DecisionContext {
  // The time of the commit to be: never before the aggregate's previous commit. For a recorded
  // command the recorded instant.
  Time now;
  std::string_view tenant;
  std::string_view aggregate_id;
  const Actor& actor;
  Roles roles;
  // Present when the command is a step of recorded history (kernel.md 8).
  const log::v1::Recorded* recorded = nullptr;
  // The 16 bytes that name the command: equal for every attempt, so that an id derived from them
  // is, too.
  std::string_view command_id = {};
  // The settings as of the number that the commit to be will name; null where there are none.
  const setting::Settings* settings = nullptr;
};

// A command for another aggregate of the same kind and partition, under the command id at hand:
// that aggregate decides, remembers and answers instead. What it rests on must be final, and its
// aggregate id a function of the state and the command id, so that a retry comes to the same place.
struct Redirect {
  std::string aggregate_id;
  // Of the kind's own command type. Never null.
  std::shared_ptr<const google::protobuf::Message> command;
};

// What a command causes: events in order, or none if what it asks is already so.
template <typename Event>
struct Decision {
  std::vector<Event> events;
  // Present when another aggregate is to decide; there are no events then.
  std::optional<Redirect> redirect = std::nullopt;
};

template <typename T>
concept Decider = requires(typename T::State state, const typename T::Event& event,
                           const typename T::Command& command, const typename T::Commit& commit,
                           const CommitHeader& header, const DecisionContext& context) {
  { T::kName } -> std::convertible_to<std::string_view>;
  { T::SlotOf(std::string_view()) } -> std::same_as<std::optional<Slot>>;
  { T::Evolve(std::move(state), header, event) } -> std::same_as<typename T::State>;
  {
    T::Decide(state, command, context)
    } -> std::same_as<absl::StatusOr<Decision<typename T::Event>>>;
  { commit.header() } -> std::same_as<const CommitHeader&>;
  { *commit.events().begin() } -> std::same_as<const typename T::Event&>;
};

// "TICKET_CLOSED" of TICKET_REJECTION_TICKET_CLOSED: the value's name without its enum's.
std::string ReasonName(const google::protobuf::EnumDescriptor& type, int value);

// A refusal: `reason` is a value of the context's rejection enum, `message` a full sentence for a
// person, `details` what the caller may act on.
template <typename Enum>
absl::Status Reject(Enum reason, std::string_view message,
                    std::map<std::string, std::string> details = {}) {
  return RejectionStatus(
      {ReasonName(*google::protobuf::GetEnumDescriptor<Enum>(), reason), std::move(details)},
      message);
}

}  // namespace docket::eventing
