#pragma once

// Which policy a ticket has (semantics.md 8, selection): asked by intake for the commit that it
// decides, and by whoever looks whether open tickets would have another.
//
// Pure, hence safe from any thread.

#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/setting/settings.h"
#include "libs/sla/advance.h"
#include "libs/ticket/ticket_facts.pb.h"

namespace docket::ticket_facts {

// Whether a condition of a policy can be another after `event`.
bool MayChangePolicy(const ticket::v1::TicketEvent& event);

// The documents and what they say of a ticket; the selection refers to them.
struct PolicySelection {
  setting::PublishedPtr policies;  // Null if the tenant has none.
  setting::PublishedPtr calendar;  // Likewise.
  sla::Selection selection;
};

// What `settings` say of the ticket of `facts`.
PolicySelection SelectPolicy(const TicketFacts& facts, const setting::Settings& settings);

// The working time of a calendar, as long as that stays; every hour without one.
sla::Hours HoursOf(const setting::PublishedPtr& calendar);

}  // namespace docket::ticket_facts
