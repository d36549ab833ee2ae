#pragma once

// An umbrella of the front desk, lent to one person at a time. With the borrower it is the toy on
// which the kernel is tested before any service: two aggregates that command each other, one of
// them with timers.

#include <optional>
#include <string>
#include <string_view>

#include "libs/base/slot.h"
#include "libs/eventing/decision.h"
#include "libs/testing/toy/toy_state.pb.h"
#include "libs/testing/toy/umbrella_events.pb.h"

namespace docket::testing {

struct Umbrella {
  static constexpr std::string_view kName = "umbrella";
  static constexpr std::string_view kPrefix = "UM";
  using Event = toy::v1::UmbrellaEvent;
  using Command = toy::v1::UmbrellaCommand;
  using Commit = toy::v1::UmbrellaCommit;
  using CommandRecord = toy::v1::UmbrellaCommandRecord;
  using State = toy::v1::UmbrellaState;

  // The id of the umbrella `name` of `tenant`, and the slot of an id, which must be one.
  static std::string IdOf(std::string_view tenant, std::string_view name);
  static std::optional<Slot> SlotOf(std::string_view id);
  // The umbrella that takes the place of `id` once that is scrapped; of the same slot.
  static std::string SuccessorOf(std::string_view id);

  static State Evolve(State state, const eventing::CommitHeader& header, const Event& event);
  static absl::StatusOr<eventing::Decision<Event>> Decide(const State& state,
                                                          const Command& command,
                                                          const eventing::DecisionContext& context);
  // A lending is somebody's wish, which is not to be lost.
  static bool KeepsRefused(const Command& command) { return command.has_lend(); }
};

}  // namespace docket::testing
