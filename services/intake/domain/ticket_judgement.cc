#include "services/intake/domain/ticket_judgement.h"

#include <algorithm>
#include <utility>

#include "services/intake/domain/ticket_access.h"
#include "services/intake/domain/ticket_form.h"
#include "services/intake/domain/ticket_place.h"
#include "services/intake/domain/ticket_status.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;
using eventing::Reject;

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
         event.feeling() == v1::FEELING_UNSPECIFIED && !event.reroute();
}

// What of `command` differs from what is known.
v1::TicketClassified News(const v1::ClassifyTicket& command, const TicketState& state) {
  v1::TicketClassified news;
  if (command.kind() != state.kind()) news.set_kind(command.kind());
  if (command.has_category() && !SamePath(command.category(), state.category())) {
    *news.mutable_category() = command.category();
  }
  if (command.feeling() != state.feeling()) news.set_feeling(command.feeling());
  news.set_reroute(command.reroute());
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
  DOCKET_RETURN_IF_ERROR(RequireChangeable(draft));
  if (command.reroute()) DOCKET_RETURN_IF_ERROR(RequireUnsolved(draft.state()));
  v1::TicketEvent event;
  *event.mutable_classified() = News(command, draft.state());
  if (IsEmpty(event.classified())) return NothingNew(draft);
  event.mutable_classified()->set_source(v1::JUDGEMENT_SOURCE_MANUAL);
  draft.Add(std::move(event));
  return absl::OkStatus();
}

absl::Status Prioritise(const v1::PrioritiseTicket& command, Draft& draft) {
  DOCKET_RETURN_IF_ERROR(CheckChosen("priority", command.priority()));
  DOCKET_RETURN_IF_ERROR(RequireChangeable(draft));
  if (command.priority() == draft.state().priority()) return NothingNew(draft);
  DOCKET_RETURN_IF_ERROR(CheckPriorityAuthority(command.priority(), draft));
  AddPrioritised(command.priority(), v1::JUDGEMENT_SOURCE_MANUAL, draft);
  return absl::OkStatus();
}

void AddPrioritised(v1::Priority priority, v1::JudgementSource source, Draft& draft) {
  v1::TicketEvent event;
  event.mutable_prioritised()->set_priority(priority);
  event.mutable_prioritised()->set_source(source);
  draft.Add(std::move(event));
}

void AddRaised(Draft& draft) {
  const v1::Priority priority = draft.state().priority();
  if (priority >= v1::PRIORITY_URGENT) return;
  AddPrioritised(static_cast<v1::Priority>(priority + 1), v1::JUDGEMENT_SOURCE_BOOST, draft);
}

void SetKind(v1::TicketKind kind, v1::JudgementSource source, TicketState& state) {
  if (kind == v1::TICKET_KIND_UNSPECIFIED) return;
  state.set_kind(kind);
  state.set_kind_source(source);
}

void SetCategory(const v1::CategoryPath& category, v1::JudgementSource source, TicketState& state) {
  *state.mutable_category() = category;
  state.set_category_source(source);
}

void SetFeeling(v1::Feeling feeling, v1::JudgementSource source, TicketState& state) {
  if (feeling == v1::FEELING_UNSPECIFIED) return;
  state.set_feeling(feeling);
  state.set_feeling_source(source);
}

void Apply(const v1::TicketClassified& event, const eventing::CommitHeader& header,
           TicketState& state) {
  SetKind(event.kind(), event.source(), state);
  if (event.has_category()) SetCategory(event.category(), event.source(), state);
  SetFeeling(event.feeling(), event.source(), state);
  if (!event.reroute()) return;
  state.clear_team_id();
  Unplace(header, state);
}

void Apply(const v1::TicketPrioritised& event, TicketState& state) {
  state.set_priority(event.priority());
  state.set_priority_source(event.source());
}

}  // namespace docket::intake
