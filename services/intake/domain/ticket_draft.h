#pragma once

// A commit being decided. A command may take several steps, each of which sees what those before
// it did:
//
//   if (IsDone(draft.state())) AddReopened(draft);
//   draft.Add(std::move(waiting));   // draft.state() is pending now
//
// Lives within one call of Decide.

#include <utility>
#include <vector>

#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/eventing/decision.h"
#include "libs/sla/fold.h"
#include "services/intake/domain/ticket_state.pb.h"

namespace docket::intake {

class Draft {
 public:
  using Decision = eventing::Decision<ticket::v1::TicketEvent>;

  // `context` must outlive the draft.
  Draft(TicketState state, const eventing::DecisionContext& context);

  // The ticket as the events so far leave it.
  const TicketState& state() const { return state_; }
  const eventing::DecisionContext& context() const { return context_; }
  // Whether the command is a step of recorded history, for which most rules are off (kernel.md 8).
  bool recorded() const { return context_.recorded != nullptr; }

  // Appends a fact and folds it.
  void Add(ticket::v1::TicketEvent event);

  // What the facts since the last one of the clocks are to these, in order; and the clocks before
  // them.
  const std::vector<sla::Moment>& moments() const { return moments_; }
  const sla::ClockState& clocks_before() const { return clocks_before_; }
  const std::vector<ticket::v1::TicketEvent>& events() const { return decision_.events; }

  // Leaves the command to another ticket. Only while there are no facts.
  void Leave(eventing::Redirect redirect) { decision_.redirect = std::move(redirect); }

  // What was decided; the draft is over then.
  Decision TakeDecision() { return std::move(decision_); }

 private:
  TicketState state_;
  const eventing::DecisionContext& context_;
  eventing::CommitHeader header_;
  Decision decision_;
  std::vector<sla::Moment> moments_;
  sla::ClockState clocks_before_;
};

}  // namespace docket::intake
