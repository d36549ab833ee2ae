#pragma once

// What time alone does to a ticket: it is our turn again, a silent customer is reminded and then
// the ticket solved, a solved ticket closes (semantics.md 2.2).

#include <cstdint>
#include <vector>

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/base/time.h"
#include "services/intake/domain/ticket_draft.h"

namespace docket::intake {

// A timer that is armed. Kind and mark name it: another mark is another timer.
struct DueLapse {
  ticket::v1::LapseKind kind;
  // The version that set the mark.
  uint64_t mark_version;
  Time due;

  friend bool operator==(const DueLapse&, const DueLapse&) = default;
};

// The timers of a ticket as it stands, at most three, in the order of their kinds. A timer that is
// no longer among them is settled. Those of recorded history have none before they are adopted.
std::vector<DueLapse> DueLapses(const TicketState& state);

// TicketResumed, TicketReminded, TicketSolved or TicketClosed. Refuses: FIELD_REQUIRED,
// FIELD_INVALID, LAPSE_STALE.
absl::Status Lapse(const ticket::v1::LapseTicket& command, Draft& draft);

void Apply(const ticket::v1::TicketReminded& event, TicketState& state);

}  // namespace docket::intake
