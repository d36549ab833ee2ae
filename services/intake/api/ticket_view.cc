#include "services/intake/api/ticket_view.h"

#include "libs/base/proto_time.h"
#include "services/intake/api/clock_view.h"
#include "services/intake/domain/ticket.h"
#include "services/intake/domain/ticket_public.h"

namespace docket::intake {
namespace {

void ViewPlace(const TicketState& state, ticket::v1::Ticket& ticket) {
  ticket.set_status(state.status());
  if (state.has_since_time()) *ticket.mutable_since_time() = state.since_time();
  if (state.has_until_time()) *ticket.mutable_until_time() = state.until_time();
  ticket.set_hold_reason(state.hold_reason());
}

void ViewForStaff(const TicketState& state, ticket::v1::Ticket& ticket) {
  ticket.set_handling(state.handling());
  ticket.set_team_id(state.team_id());
  ticket.set_assignee_id(state.assignee_id());
  *ticket.mutable_opened_by() = state.opened_by();
  *ticket.mutable_tags() = state.tags();
  ticket.set_escalation_level(state.escalation_level());
  ViewClocks(state.clocks(), ticket);
}

void ViewContent(const TicketState& state, ticket::v1::Ticket& ticket) {
  *ticket.mutable_requester() = state.requester();
  ticket.set_channel(state.channel());
  ticket.set_subject(state.subject());
  ticket.set_description(state.description());
  ticket.set_kind(state.kind());
  if (state.has_category()) *ticket.mutable_category() = state.category();
  ticket.set_priority(state.priority());
  ticket.set_feeling(state.feeling());
  *ticket.mutable_opened_time() = state.opened_time();
}

void ViewResult(const TicketState& state, ticket::v1::Ticket& ticket) {
  ticket.set_resolution(state.resolution());
  if (state.has_first_solved_time()) {
    *ticket.mutable_first_solved_time() = state.first_solved_time();
  }
  if (state.has_last_solved_time()) *ticket.mutable_last_solved_time() = state.last_solved_time();
  ticket.set_solves(state.solves());
  ticket.set_reopens(state.reopens());
}

}  // namespace

ticket::v1::Ticket ViewTicket(const std::string& ticket_id, const eventing::AggregateRow& row,
                              bool staff) {
  const auto& state = static_cast<const TicketState&>(*row.state);
  ticket::v1::Ticket ticket;
  ticket.set_ticket_id(ticket_id);
  ticket.set_version(row.head.version);
  *ticket.mutable_changed_time() = ToProto(row.head.time);
  ViewPlace(state, ticket);
  if (staff) ViewForStaff(state, ticket);
  ViewContent(state, ticket);
  ViewResult(state, ticket);
  return ticket;
}

ticket::v1::TimelineEntry ViewEntry(const eventing::Commit& commit, const TicketState& state,
                                    bool staff) {
  const auto& message = static_cast<const ticket::v1::TicketCommit&>(*commit.message);
  ticket::v1::TimelineEntry entry;
  entry.set_version(message.header().version());
  *entry.mutable_time() = message.header().time();
  *entry.mutable_actor() =
      staff ? message.header().actor()
            : PublicActor(message.header().actor(), state.requester().customer_key());
  for (const ticket::v1::TicketEvent& event : message.events()) {
    std::optional<ticket::v1::TicketEvent> shown = staff ? event : PublicPart(event);
    if (!shown.has_value()) continue;
    HideRedacted(state, *shown);
    *entry.add_events() = *std::move(shown);
  }
  return entry;
}

}  // namespace docket::intake
