#pragma once

// A ticket as those know it who follow its events: what conditions are asked of.

#include "libs/ticket/ticket_facts.pb.h"
#include "services/intake/domain/ticket_state.pb.h"

namespace docket::intake {

// `state` is of a ticket of `tenant`. Leaves out what intake itself does not keep: whether it was
// opened live, and whether whoever has it has answered.
ticket_facts::TicketFacts FactsOf(std::string_view tenant, const TicketState& state);

}  // namespace docket::intake
