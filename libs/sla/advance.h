#pragma once

// What the clocks say to a commit that is being decided: the facts that follow its own.
//
//   std::vector<Moment> moments;   // of the decision's own events, in order
//   Selection selection{policies.Select(reading), policies.version(), version, hours, priority};
//   for (ClockEvent& event : Advance(state.clocks(), moments, now, hours_in_force, selection)) ...
//
// Pure, hence safe from any thread. Folding the moments and then what it gives (fold.h) makes the
// state that the next call has to be given.

#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "docket/setting/v1/policy.pb.h"
#include "docket/ticket/v1/ticket_clocks.pb.h"
#include "libs/base/time.h"
#include "libs/sla/clock_state.pb.h"
#include "libs/sla/fold.h"
#include "libs/sla/hours.h"

namespace docket::sla {

// The policy that a ticket has after the commit's own facts. Asked for at opening and at each
// change that conditions can see, of the settings that the commit will name.
struct Selection {
  // Null: none matches.
  const setting::v1::Policy* policy = nullptr;
  // Of the document of policies.
  uint64_t policies_version = 0;
  // Of the calendar that the policy names, and its working time; every hour if it names none.
  uint64_t calendar_version = 0;
  Hours hours = {};
  ticket::v1::Priority priority{};
};

using ClockEvent =
    std::variant<ticket::v1::PolicyApplied, ticket::v1::ClockStopped, ticket::v1::DuesSet>;

// At most one PolicyApplied, then a ClockStopped for each clock that `moments` stop, then at most
// one DuesSet; none of them before there is a policy. `before` is the state that the commit
// extends, `hours` the working time of the policy in force there (its calendar and version stand in
// before.policy()), `now` the commit's time, never before that of the previous one. `selection` is
// absent if the commit changes nothing that conditions can see: the policy stays.
//
// A clock that stops in the commit in which the policy changes is judged by the one before, unless
// this is the first.
std::vector<ClockEvent> Advance(const ClockState& before, std::span<const Moment> moments, Time now,
                                Hours hours, const std::optional<Selection>& selection);

// Whether `selection` would change what is in force in `state`, so that ApplyPolicy has something
// to do.
bool Changes(const ClockState& state, const Selection& selection);

}  // namespace docket::sla
