#pragma once

// A pool: who of its agents gets which of the tickets that wait there (semantics.md 6). One
// aggregate, so no two agents get one ticket, and no agent more than they can carry. The sources
// beside this one are split by subject: each header names the commands that it decides and the
// facts that it folds.
//
// The pool keeps its own copy of the roster and its own instants, so its events alone replay every
// decision. A wait that is over leaves the state; that a command comes twice the kernel knows.

#include <optional>
#include <string_view>

#include "docket/routing/v1/pool_commands.pb.h"
#include "docket/routing/v1/pool_events.pb.h"
#include "libs/base/slot.h"
#include "libs/eventing/decision.h"
#include "services/routing/domain/pool_state.pb.h"

namespace docket::routing {

struct Pool {
  static constexpr std::string_view kName = "pool";  // Names the topics; their key is the id.
  using Event = v1::PoolEvent;
  using Commit = v1::PoolCommit;
  using Command = v1::PoolCommand;
  using CommandRecord = v1::PoolCommandRecord;

  // What decisions and answers have to know. A fresh State is a pool in which nobody works.
  using State = PoolState;

  // Where the pool `id` lives; none if that is no pool's id in the one spelling that a log has.
  static std::optional<Slot> SlotOf(std::string_view id);

  // The state after `event`, which stands in the accepted commit of `header`: total, cannot fail.
  static State Evolve(State state, const eventing::CommitHeader& header, const Event& event);

  // The events that `command` causes, with all that can be assigned after it; none if what it asks
  // is already so. A refusal carries a PoolRejection, or is INVALID_ARGUMENT for a command without
  // a kind. Pure, hence safe from any thread.
  static absl::StatusOr<eventing::Decision<Event>> Decide(const State& state,
                                                          const Command& command,
                                                          const eventing::DecisionContext& context);
};

static_assert(eventing::Decider<Pool>);

}  // namespace docket::routing
