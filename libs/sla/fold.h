#pragma once

// How clocks follow what happens to their ticket. Total: a fold meets whatever a record holds.
//
// A fold applies the facts of a commit in its order: each of the ticket's own as a Moment, each of
// the clocks' as it is. What the first leave behind (a segment whose working time nobody has
// measured, dues that are out of date) the second settle, in the same commit; only before the first
// policy there are none of these, and segments wait for its calendar.
//
//   switch (event.kind_case()) {
//     case Event::kSolved:
//       Apply({Moment::kSolved, state.status(), event.solved().resolution()}, time, clocks);
//     case Event::kDuesSet: Apply(event.dues_set(), clocks);

#include <optional>

#include "docket/ticket/v1/ticket_clocks.pb.h"
#include "docket/ticket/v1/ticket_values.pb.h"
#include "libs/base/time.h"
#include "libs/sla/clock_state.pb.h"

namespace docket::sla {

// What a fact about a ticket is to its clocks.
struct Moment {
  enum Kind {
    kOther,     // Nothing but what becomes of the status.
    kOpened,    // Of a live opening, kReplied comes as well.
    kReplied,   // A human reply.
    kAsked,     // A word of the customer that wants an answer: a comment, not thanks; an urge.
    kSolved,    // With a resolution.
    kReopened,  //
    kMerged,    // The ticket became an alias.
    kUnmerged,  //
    kAbsorbed,  // The ticket took another in, with its source's instants.
  };
  Kind kind = kOther;
  // After the fact.
  ticket::v1::TicketStatus status{};
  ticket::v1::Resolution resolution{};
  // Since when the requester of the merged ticket waited, and its oldest word without an answer.
  std::optional<Time> source_opened = std::nullopt;
  std::optional<Time> source_asked = std::nullopt;
};

// A fact of the ticket's own, in a commit of `now`.
void Apply(const Moment& moment, Time now, ClockState& state);

// Facts of the clocks. Those of a clock that is not there change nothing.
void Apply(const ticket::v1::PolicyApplied& event, Time now, ClockState& state);
void Apply(const ticket::v1::ClockStopped& event, ClockState& state);
void Apply(const ticket::v1::DuesSet& event, ClockState& state);
void Apply(const ticket::v1::TicketWarned& event, ClockState& state);
void Apply(const ticket::v1::TicketBreached& event, ClockState& state);
void Apply(const ticket::v1::TicketEscalated& event, ClockState& state);

// The statuses in which somebody still has to do something.
bool IsUnsolved(ticket::v1::TicketStatus status);

// Null if there is no such clock.
const Clock* FindClock(const ClockState& state, setting::v1::SlaMetric metric, uint32_t instance);

}  // namespace docket::sla
