#pragma once

// A ticket as services see it that follow its events: a fold of the public history alone, so that
// all of them read one ticket alike (architecture.md 5). Intake, which decides, keeps more.
//
// Pure, hence safe from any thread.

#include "docket/log/v1/log_events.pb.h"
#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/ticket/ticket_facts.pb.h"

namespace docket::ticket_facts {

// `facts` after one event of the accepted commit of `header`: total, cannot fail.
void Evolve(const ticket::v1::TicketEvent& event, const log::v1::CommitHeader& header,
            TicketFacts& facts);

// Nobody is done with it: new, open, pending or held.
bool IsUnsolved(const TicketFacts& facts);

// A reply that counts: public, by a person who answers, and written by no program.
bool IsHumanReply(const ticket::v1::TicketCommented& comment);

}  // namespace docket::ticket_facts
