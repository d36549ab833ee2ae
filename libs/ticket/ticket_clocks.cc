#include "libs/ticket/ticket_clocks.h"

#include "libs/base/proto_time.h"
#include "libs/ticket/ticket_facts.h"

namespace docket::ticket_facts {
namespace {

namespace v1 = ticket::v1;
using sla::Moment;
using v1::TicketEvent;

// A word of the customer's that wants an answer.
bool IsQuestion(const v1::TicketCommented& comment) {
  return comment.visibility() == v1::COMMENT_VISIBILITY_PUBLIC &&
         comment.author() == v1::COMMENT_AUTHOR_CUSTOMER && !comment.automatic() &&
         !comment.thanks();
}

Moment::Kind KindOf(const TicketEvent& event) {
  switch (event.kind_case()) {
    case TicketEvent::kOpened: return Moment::kOpened;
    case TicketEvent::kCommented:
      if (IsHumanReply(event.commented())) return Moment::kReplied;
      return IsQuestion(event.commented()) ? Moment::kAsked : Moment::kOther;
    case TicketEvent::kUrged: return Moment::kAsked;
    case TicketEvent::kSolved: return Moment::kSolved;
    case TicketEvent::kReopened: return Moment::kReopened;
    default: return Moment::kOther;
  }
}

bool IsOfClocks(const TicketEvent& event) {
  return event.kind_case() >= TicketEvent::kPolicyApplied &&
         event.kind_case() <= TicketEvent::kEscalated;
}

}  // namespace

std::vector<Moment> MomentsOf(const TicketEvent& event, v1::TicketStatus status) {
  if (IsOfClocks(event)) return {};
  std::vector<Moment> moments = {{KindOf(event), status, event.solved().resolution()}};
  if (event.opened().live()) moments.push_back({Moment::kReplied, status});
  return moments;
}

void FollowClocks(const TicketEvent& event, v1::TicketStatus status, Time time,
                  sla::ClockState& clocks) {
  switch (event.kind_case()) {
    case TicketEvent::kPolicyApplied: return Apply(event.policy_applied(), time, clocks);
    case TicketEvent::kClockStopped: return Apply(event.clock_stopped(), clocks);
    case TicketEvent::kDuesSet: return Apply(event.dues_set(), clocks);
    case TicketEvent::kWarned: return Apply(event.warned(), clocks);
    case TicketEvent::kBreached: return Apply(event.breached(), clocks);
    case TicketEvent::kEscalated: return Apply(event.escalated(), clocks);
    default:
      for (const Moment& moment : MomentsOf(event, status)) sla::Apply(moment, time, clocks);
  }
}

void Follow(const v1::TicketCommit& commit, TicketFacts& facts, sla::ClockState& clocks) {
  const Time time = FromProto(commit.header().time());
  for (const TicketEvent& event : commit.events()) {
    Evolve(event, commit.header(), facts);
    FollowClocks(event, facts.status(), time, clocks);
  }
}

}  // namespace docket::ticket_facts
