#pragma once

// A document that administrators publish, version by version (semantics.md 0). One decider for all
// kinds, which intake hosts; every service folds them.

#include <optional>
#include <string_view>

#include "docket/setting/v1/setting_events.pb.h"
#include "libs/base/fault.h"
#include "libs/base/slot.h"
#include "libs/eventing/decision.h"
#include "libs/setting/setting_state.pb.h"

namespace docket::setting {

struct Setting {
  static constexpr std::string_view kName = "setting";  // Names the topic; its key is the id.
  static constexpr bool kByCallsAlone = true;
  using Event = v1::SettingEvent;
  using Commit = v1::SettingCommit;
  using Command = v1::SettingCommand;
  using CommandRecord = v1::SettingCommandRecord;

  // The document and whether it is in force. A fresh State is no document.
  using State = SettingState;

  // Where the document `id` lives; none if that is no document's id in the one spelling that a log
  // has.
  static std::optional<Slot> SlotOf(std::string_view id);

  // The state after `event`, which stands in the accepted commit of `header`: total, cannot fail.
  static State Evolve(State state, const eventing::CommitHeader& header, const Event& event);

  // The events that `command` causes. A refusal carries a SettingRejection, or is INVALID_ARGUMENT
  // for a command without a kind. What a document names must be in force in context.settings.
  // Pure, hence safe from any thread.
  static absl::StatusOr<eventing::Decision<Event>> Decide(const State& state,
                                                          const Command& command,
                                                          const eventing::DecisionContext& context);
};

static_assert(eventing::Decider<Setting>);

// Refuses what `faults`, which are some, tell of: FIELD_INVALID{faults, field, rule}.
absl::Status Invalid(const Faults& faults);

}  // namespace docket::setting
