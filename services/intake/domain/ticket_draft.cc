#include "services/intake/domain/ticket_draft.h"

#include <utility>

#include "libs/base/proto_time.h"
#include "libs/ticket/ticket_clocks.h"
#include "services/intake/domain/ticket.h"

namespace docket::intake {

// The header of the commit to be, as far as it is known here. Its version is not: what a fold
// keeps of that matters to later commands only.
Draft::Draft(TicketState state, const eventing::DecisionContext& context)
    : state_(std::move(state)), context_(context), clocks_before_(state_.clocks()) {
  header_.set_tenant(std::string(context.tenant));
  header_.set_aggregate_id(std::string(context.aggregate_id));
  *header_.mutable_time() = ToProto(context.now);
  *header_.mutable_actor() = context.actor;
}

void Draft::Add(ticket::v1::TicketEvent event) {
  state_ = Ticket::Evolve(std::move(state_), header_, event);
  const std::vector<sla::Moment> moments = ticket_facts::MomentsOf(event, state_.status());
  if (moments.empty()) {
    moments_.clear();
    clocks_before_ = state_.clocks();
  } else {
    moments_.insert(moments_.end(), moments.begin(), moments.end());
  }
  decision_.events.push_back(std::move(event));
}

}  // namespace docket::intake
