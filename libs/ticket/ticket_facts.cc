#include "libs/ticket/ticket_facts.h"

#include <algorithm>

#include "libs/sla/fold.h"

namespace docket::ticket_facts {
namespace {

namespace v1 = ticket::v1;
using log::v1::CommitHeader;
using v1::TicketEvent;

void Leave(v1::Handling handling, TicketFacts& facts) {
  facts.clear_assignee_id();
  facts.clear_answered();
  facts.set_handling(handling);
}

void Unplace(const CommitHeader& header, TicketFacts& facts) {
  Leave(v1::HANDLING_TRIAGE, facts);
  facts.set_triage_version(header.version());
}

// What an event does not say is left as it is.
template <typename Event>
void Judge(const Event& event, v1::JudgementSource feeling_source, TicketFacts& facts) {
  if (event.kind() != v1::TICKET_KIND_UNSPECIFIED) facts.set_kind(event.kind());
  if (event.has_category()) *facts.mutable_category() = event.category();
  if (event.feeling() == v1::FEELING_UNSPECIFIED) return;
  facts.set_feeling(event.feeling());
  facts.set_feeling_source(feeling_source);
}

void AddTags(const google::protobuf::RepeatedPtrField<std::string>& added, TicketFacts& facts) {
  for (const std::string& tag : added) {
    if (std::ranges::find(facts.tags(), tag) == facts.tags().end()) *facts.add_tags() = tag;
  }
}

void Open(const v1::TicketOpened& event, const CommitHeader& header, TicketFacts& facts) {
  facts.set_tenant(header.tenant());
  facts.set_template_id(event.template_().template_id());
  facts.set_channel(event.channel());
  facts.set_language(event.language());
  facts.set_live(event.live());
  *facts.mutable_opened_time() = header.time();
  *facts.mutable_requester() = event.requester();
  facts.set_recorded(event.recorded());
  facts.set_subject(event.subject());
  facts.set_description(event.description());
  Judge(event, event.feeling_source(), facts);
  facts.set_priority(event.priority());
  *facts.mutable_tags() = event.tags();
  facts.set_status(v1::TICKET_STATUS_NEW);
  Unplace(header, facts);
}

void Tag(const v1::TicketTagged& event, TicketFacts& facts) {
  AddTags(event.added(), facts);
  auto& tags = *facts.mutable_tags();
  const auto gone = [&event](const std::string& tag) {
    return std::ranges::find(event.removed(), tag) != event.removed().end();
  };
  tags.erase(std::remove_if(tags.begin(), tags.end(), gone), tags.end());
}

// On a solved or closed ticket only recorded history speaks of places; nobody is looked for there.
void Queue(const v1::TicketQueued& event, TicketFacts& facts) {
  facts.set_team_id(event.team_id());
  facts.set_pool_id(event.pool_id());
  facts.set_entry(event.entry());
  facts.clear_assignment();
  if (IsUnsolved(facts)) Leave(v1::HANDLING_QUEUED, facts);
}

void Assign(const v1::TicketAssigned& event, TicketFacts& facts) {
  facts.set_team_id(event.team_id());
  facts.set_assignment(event.assignment());
  if (!IsUnsolved(facts)) return;
  Leave(v1::HANDLING_ASSIGNED, facts);
  facts.set_assignee_id(event.assignee_id());
  if (facts.status() == v1::TICKET_STATUS_NEW) facts.set_status(v1::TICKET_STATUS_OPEN);
}

// One of an assignment that the ticket never heard of changes nothing here.
void Unassign(const v1::TicketUnassigned& event, const CommitHeader& header, TicketFacts& facts) {
  if (event.assignment() != facts.assignment()) return;
  facts.set_team_id(event.team_id());
  if (!IsUnsolved(facts)) return;
  if (event.team_id().empty()) return Unplace(header, facts);
  Leave(v1::HANDLING_QUEUED, facts);
}

void Comment(const v1::TicketCommented& event, TicketFacts& facts) {
  if (!IsHumanReply(event)) return;
  facts.set_answered(facts.handling() == v1::HANDLING_ASSIGNED);
  if (facts.status() == v1::TICKET_STATUS_NEW) facts.set_status(v1::TICKET_STATUS_OPEN);
}

void Solve(const v1::TicketSolved& event, TicketFacts& facts) {
  facts.set_status(v1::TICKET_STATUS_SOLVED);
  facts.set_resolution(event.resolution());
  facts.clear_rating();
  Leave(v1::HANDLING_NONE, facts);
}

void Reopen(const v1::TicketReopened& event, const CommitHeader& header, TicketFacts& facts) {
  facts.set_status(v1::TICKET_STATUS_OPEN);
  facts.set_reopens(event.number());
  facts.clear_resolution();
  Unplace(header, facts);
  if (event.assignee_id().empty()) return;
  facts.set_handling(v1::HANDLING_ASSIGNED);
  facts.set_assignee_id(event.assignee_id());
}

}  // namespace

void Evolve(const TicketEvent& event, const CommitHeader& header, TicketFacts& facts) {
  switch (event.kind_case()) {
    case TicketEvent::kOpened: Open(event.opened(), header, facts); break;
    case TicketEvent::kAdopted: facts.clear_recorded(); break;
    case TicketEvent::kClassified:
      Judge(event.classified(), event.classified().source(), facts);
      if (!event.classified().reroute()) break;
      facts.clear_team_id();
      Unplace(header, facts);
      break;
    case TicketEvent::kPrioritised: facts.set_priority(event.prioritised().priority()); break;
    case TicketEvent::kTriaged:
      Judge(event.triaged(), event.triaged().feeling_source(), facts);
      AddTags(event.triaged().added_tags(), facts);
      break;
    case TicketEvent::kTagged: Tag(event.tagged(), facts); break;
    case TicketEvent::kQueued: Queue(event.queued(), facts); break;
    case TicketEvent::kTransferred:
      facts.set_team_id(event.transferred().team_id());
      Unplace(header, facts);
      break;
    case TicketEvent::kAssigned: Assign(event.assigned(), facts); break;
    case TicketEvent::kUnassigned: Unassign(event.unassigned(), header, facts); break;
    case TicketEvent::kCommented: Comment(event.commented(), facts); break;
    case TicketEvent::kWaiting: facts.set_status(v1::TICKET_STATUS_PENDING); break;
    case TicketEvent::kHeld: facts.set_status(v1::TICKET_STATUS_HELD); break;
    case TicketEvent::kResumed: facts.set_status(v1::TICKET_STATUS_OPEN); break;
    case TicketEvent::kSolved: Solve(event.solved(), facts); break;
    case TicketEvent::kReopened: Reopen(event.reopened(), header, facts); break;
    case TicketEvent::kClosed: facts.set_status(v1::TICKET_STATUS_CLOSED); break;
    case TicketEvent::kEscalationRaised:
      facts.set_escalation_level(event.escalation_raised().level());
      break;
    case TicketEvent::kUrged: facts.set_urges(event.urged().number()); break;
    case TicketEvent::kRated: *facts.mutable_rating() = event.rated().rating(); break;
    default: break;  // Of no interest here; a test names them.
  }
}

bool IsUnsolved(const TicketFacts& facts) { return sla::IsUnsolved(facts.status()); }

bool IsHumanReply(const v1::TicketCommented& comment) {
  return comment.visibility() == v1::COMMENT_VISIBILITY_PUBLIC &&
         comment.author() == v1::COMMENT_AUTHOR_AGENT && !comment.automatic();
}

}  // namespace docket::ticket_facts
