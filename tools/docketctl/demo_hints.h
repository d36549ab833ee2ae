#pragma once

// What somebody who has the demo before them may try next: commands for a shell.

#include <string>
#include <vector>

namespace docket::docketctl {

// What commands speak of.
struct DemoSubject {
  // How the shell calls docketctl.
  std::string program;
  // Empty for the default.
  std::string address;
  std::string tenant;
  // A ticket that has seen much.
  std::string ticket_id;
  // Whose ticket the commands open, by which request, and the id that it gets.
  std::string customer_key;
  std::string request_id;
  std::string new_ticket_id;
};

// Commands under what they are for.
struct DemoHints {
  std::string purpose;
  std::vector<std::string> commands;
};

// Each command ends by itself and succeeds, in this order; but for the one that watches, which ends
// once those after it have opened and solved the ticket.
std::vector<DemoHints> HintsOf(const DemoSubject& subject);

}  // namespace docket::docketctl
