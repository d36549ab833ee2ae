#include "services/intake/domain/ticket_judgement.h"

#include <algorithm>
#include <utility>

#include "services/intake/domain/ticket_access.h"
#include "services/intake/domain/ticket_form.h"
#include "services/intake/domain/ticket_status.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;
using eventing::Reject;

// Recorded history reclassifies closed tickets too: a source goes on correcting its figures.
absl::Status CheckJudged(const Draft& draft) {
  return draft.recorded() ? absl::OkStatus() : RequireNotClosed(draft.state());
}

// To say again what is known is a mistake of a person, but no news in recorded history.
absl::Status NothingNew(const Draft& draft) {
  if (draft.recorded()) return absl::OkStatus();
  return Reject(v1::TICKET_REJECTION_NO_CHANGE, "The ticket is judged so already.");
}

absl::Status CheckForm(const v1::ClassifyTicket& command) {
  DOCKET_RETURN_IF_ERROR(CheckKnown("kind", command.kind()));
  DOCKET_RETURN_IF_ERROR(CheckKnown("feeling", command.feeling()));
  return CheckCategory("category", command.category());
}

bool SamePath(const v1::CategoryPath& a, const v1::CategoryPath& b) {
  return std::equal(a.levels().begin(), a.levels().end(), b.levels().begin(), b.levels().end());
}

bool IsEmpty(const v1::TicketClassified& event) {
  return event.kind() == v1::TICKET_KIND_UNSPECIFIED && !event.has_category() &&
         event.feeling() == v1::FEELING_UNSPECIFIED;
}

// What of `command` differs from what is known.
v1::TicketClassified News(const v1::ClassifyTicket& command, const TicketState& state) {
  v1::TicketClassified news;
  if (command.kind() != state.kind()) news.set_kind(command.kind());
  if (command.has_category() && !SamePath(command.category(), state.category())) {
    *news.mutable_category() = command.category();
  }
  if (command.feeling() != state.feeling()) news.set_feeling(command.feeling());
  return news;
}

absl::Status CheckPriorityAuthority(v1::Priority priority, const Draft& draft) {
  if (draft.recorded() || Leads(draft.context().roles) || priority <= v1::PRIORITY_HIGH) {
    return absl::OkStatus();
  }
  return Reject(v1::TICKET_REJECTION_ABOVE_AUTHORITY, "An agent may go up to high.",
                {{"limit", "priority.max"}});
}

}  // namespace

absl::Status Classify(const v1::ClassifyTicket& command, Draft& draft) {
  DOCKET_RETURN_IF_ERROR(CheckForm(command));
  DOCKET_RETURN_IF_ERROR(CheckJudged(draft));
  v1::TicketEvent event;
  *event.mutable_classified() = News(command, draft.state());
  if (IsEmpty(event.classified())) return NothingNew(draft);
  event.mutable_classified()->set_source(v1::JUDGEMENT_SOURCE_MANUAL);
  draft.Add(std::move(event));
  return absl::OkStatus();
}

absl::Status Prioritise(const v1::PrioritiseTicket& command, Draft& draft) {
  DOCKET_RETURN_IF_ERROR(CheckChosen("priority", command.priority()));
  DOCKET_RETURN_IF_ERROR(CheckJudged(draft));
  if (command.priority() == draft.state().priority()) return NothingNew(draft);
  DOCKET_RETURN_IF_ERROR(CheckPriorityAuthority(command.priority(), draft));
  v1::TicketEvent event;
  event.mutable_prioritised()->set_priority(command.priority());
  event.mutable_prioritised()->set_source(v1::JUDGEMENT_SOURCE_MANUAL);
  draft.Add(std::move(event));
  return absl::OkStatus();
}

void Apply(const v1::TicketClassified& event, TicketState& state) {
  if (event.kind() != v1::TICKET_KIND_UNSPECIFIED) {
    state.set_kind(event.kind());
    state.set_kind_source(event.source());
  }
  if (event.has_category()) {
    *state.mutable_category() = event.category();
    state.set_category_source(event.source());
  }
  if (event.feeling() != v1::FEELING_UNSPECIFIED) {
    state.set_feeling(event.feeling());
    state.set_feeling_source(event.source());
  }
}

void Apply(const v1::TicketPrioritised& event, TicketState& state) {
  state.set_priority(event.priority());
  state.set_priority_source(event.source());
}

}  // namespace docket::intake
