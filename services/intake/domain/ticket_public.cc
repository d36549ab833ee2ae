#include "services/intake/domain/ticket_public.h"

#include <algorithm>

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;
using Event = v1::TicketEvent;

// Labels, fields and judgements' sources are the staff's own; the system that a recorded ticket
// comes from is nobody's business outside.
Event Opened(Event event) {
  v1::TicketOpened& opened = *event.mutable_opened();
  opened.clear_template_();
  opened.clear_live();
  opened.clear_priority_source();
  opened.clear_feeling_source();
  opened.clear_recorded();
  opened.clear_tags();
  opened.clear_fields();
  return event;
}

std::optional<Event> Classified(Event event) {
  v1::TicketClassified& classified = *event.mutable_classified();
  classified.clear_source();
  classified.clear_reroute();
  const bool says_something = classified.ByteSizeLong() > 0;
  return says_something ? std::optional<Event>(std::move(event)) : std::nullopt;
}

Event Prioritised(Event event) {
  event.mutable_prioritised()->clear_source();
  return event;
}

// Of all clocks a customer sees the promised instant only.
Event Waiting(Event event) {
  event.mutable_waiting()->clear_reminder_time();
  event.mutable_waiting()->clear_silence_time();
  return event;
}

Event Solved(Event event) {
  event.mutable_solved()->clear_reminder_time();
  return event;
}

Event Reopened(Event event) {
  event.mutable_reopened()->clear_assignee_id();
  return event;
}

std::optional<Event> Commented(const Event& event) {
  if (event.commented().visibility() != v1::COMMENT_VISIBILITY_PUBLIC) return std::nullopt;
  return event;
}

}  // namespace

std::optional<Event> PublicPart(const Event& event) {
  switch (event.kind_case()) {
    case Event::kOpened: return Opened(event);
    case Event::kClassified: return Classified(event);
    case Event::kPrioritised: return Prioritised(event);
    case Event::kWaiting: return Waiting(event);
    case Event::kSolved: return Solved(event);
    case Event::kReopened: return Reopened(event);
    case Event::kCommented: return Commented(event);
    case Event::kHeld:
    case Event::kResumed:
    case Event::kClosed:
    case Event::kUrged:
    case Event::kRated:
    case Event::kReminded: return event;
    // A redaction may be one of a note, and its number alone would tell that there was one.
    case Event::kCommentRedacted:
    case Event::kAdopted:
    case Event::kQueued:
    case Event::kAssigned:
    case Event::kUnassigned:
    case Event::kFieldsChanged:
    case Event::kTagged:
    case Event::kFollowersChanged:
    case Event::kTriaged:
    case Event::kTransferred:
    case Event::kPolicyApplied:
    case Event::kClockStopped:
    case Event::kDuesSet:
    case Event::kWarned:
    case Event::kBreached:
    case Event::kEscalated:
    case Event::kEscalationRaised:
    case Event::KIND_NOT_SET: break;
  }
  return std::nullopt;
}

eventing::Actor PublicActor(const eventing::Actor& actor, const std::string& customer_key) {
  eventing::Actor shown;
  shown.set_kind(actor.kind());
  if (actor.kind() == eventing::Actor::KIND_CUSTOMER && actor.id() == customer_key) {
    shown.set_id(actor.id());
  }
  if (actor.on_behalf_of() == customer_key) shown.set_on_behalf_of(customer_key);
  return shown;
}

void HideRedacted(const TicketState& state, Event& event) {
  if (!event.has_commented()) return;
  v1::TicketCommented& comment = *event.mutable_commented();
  const auto& redacted = state.redacted_comments();
  if (std::ranges::find(redacted, comment.number()) == redacted.end()) return;
  comment.clear_text();
  comment.clear_attachments();
  comment.clear_channel_reference();
}

}  // namespace docket::intake
