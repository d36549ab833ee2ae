#pragma once

// The tickets of the demo: a shop for household goods, with customers and staff in Chinese and
// English. A table without chance or clock, so that filling a tenant twice asks the same twice.

#include <string>
#include <vector>

#include "docket/ticket/v1/ticket_commands.pb.h"

namespace docket::docketctl {

// Who asks a step.
enum class DemoPerson {
  kCustomer,  // Of the ticket.
  kAnn,       // An agent.
  kWang,      // An agent.
  kSue,       // A supervisor.
  kHistory,   // The system that the shop had before, as recorded history.
};

struct DemoStep {
  DemoPerson person = DemoPerson::kAnn;
  // A hold comes without its instant: that depends on when the ticket was opened.
  ticket::v1::TicketCommand command;
};

struct DemoTicket {
  // In its canonical spelling: a member id, mailto:... or tel:...
  std::string customer_key;
  // The opening first. Steps of history stand before all others, or there are none.
  std::vector<DemoStep> steps;
};

// The first has the fullest life.
std::vector<DemoTicket> DemoTickets();

}  // namespace docket::docketctl
