#pragma once

// Who and what the tests of a pool speak of: the pool "home" of "acme" with the teams "lamps" and
// "pots", in which Ann and Sue answer lamps and Bob pots. Text protos count seconds from the day's
// beginning: noon is 43200.

#include <string>
#include <string_view>

#include "libs/setting/setting_book.h"
#include "libs/testing/given_when_then.h"
#include "services/routing/domain/pool.h"
#include "services/routing/domain/pool_id.h"

namespace docket::routing {

using docket::testing::CommandOptions;
using docket::testing::Given;
using eventing::Role;

inline constexpr Time kNoon{std::chrono::hours(12)};

inline const std::string kHome = PoolId::Of("acme", "home").text();
// Tickets of Ada's, in the order of their ids.
inline const std::string kTickets[] = {TicketId::Of("acme", "ada", "1").text(),
                                       TicketId::Of("acme", "ada", "2").text(),
                                       TicketId::Of("acme", "ada", "3").text()};

inline CommandOptions By(std::string_view actor, eventing::Roles roles) {
  return {.actor = actor, .roles = roles, .aggregate_id = kHome};
}
inline const CommandOptions kRouting =
    By("kind: KIND_SERVICE id: 'docket-routing'", {Role::kService});
inline const CommandOptions kAnn = By("kind: KIND_AGENT id: 'ann'", {Role::kAgent});
inline const CommandOptions kSue = By("kind: KIND_AGENT id: 'sue'", {Role::kAgent});
inline const CommandOptions kLead = By("kind: KIND_AGENT id: 'lea'", {Role::kSupervisor});

// "field: value", unless `more` says another one.
inline std::string Unless(const std::string& more, const std::string& field,
                          const std::string& value) {
  return more.find(field + ":") == std::string::npos ? " " + field + ": " + value : "";
}

// An agent as settings say; `more` is what else, or otherwise.
inline std::string Agent(const std::string& id, const std::string& team,
                         const std::string& more = "") {
  return "agents { agent_id: '" + id + "' version: 1 team_ids: '" + team + "'" +
         Unless(more, "capacity", "30") + Unless(more, "open_max", "5") +
         Unless(more, "on_shift", "true") + " " + more + " } ";
}
inline std::string Rostered(const std::string& agents, const std::string& more = "") {
  return "rostered { pool_id: 'home' version: 1 mode: ASSIGNMENT_MODE_BALANCED"
         " teams { team_id: 'lamps' version: 1 claimable: true }"
         " teams { team_id: 'pots' version: 1 } " +
         agents + more + " }";
}
inline const std::string kRostered =
    Rostered(Agent("ann", "lamps") + Agent("bob", "pots") + Agent("sue", "lamps"));
inline std::string Present(const std::string& agent,
                           const std::string& presence = "PRESENCE_AVAILABLE") {
  return "presence_set { agent_id: '" + agent + "' presence: " + presence + " }";
}

// A ticket of the lamp team that begins to wait; `more` is what else is known, or otherwise.
inline std::string EntryOf(int ticket, const std::string& more = "", int entry = 1) {
  return "ticket_id: '" + kTickets[ticket] + "' entry: " + std::to_string(entry) +
         " ticket_version: 3 channel: CHANNEL_WEB waiting_since_time { seconds: 100 }" +
         Unless(more, "team_id", "'lamps'") + Unless(more, "weight", "10") +
         Unless(more, "priority", "PRIORITY_NORMAL") + " " + more;
}
inline std::string Queued(int ticket, const std::string& more = "", int entry = 1) {
  return "queued { " + EntryOf(ticket, more, entry) + " }";
}
inline std::string Enqueue(int ticket, const std::string& more = "", int entry = 1) {
  return "enqueue { pool_id: 'home' entry { " + EntryOf(ticket, more, entry) + " } }";
}
// An assignment in a history, where its reasons do not matter.
inline std::string Assigned(int ticket, const std::string& agent, int assignment = 1,
                            const std::string& more = "", int entry = 1) {
  return "assigned { ticket_id: '" + kTickets[ticket] + "' entry: " + std::to_string(entry) +
         " assignment: " + std::to_string(assignment) + " agent_id: '" + agent + "' " + more + " }";
}
// "ticket_id: '...'" with `more`.
inline std::string Of(int ticket, const std::string& more = "") {
  return "ticket_id: '" + kTickets[ticket] + "' " + more;
}

// Who got which ticket by the events that were decided, "0 ann, 1 sue"; empty for nobody.
inline std::string WhoGot(const testing::Outcome<Pool>& outcome) {
  if (!outcome.decision().ok()) return std::string(outcome.decision().status().message());
  std::string told;
  for (const Pool::Event& event : outcome.decision()->events) {
    if (!event.has_assigned()) continue;
    if (!told.empty()) told += ", ";
    for (int i = 0; i < 3; ++i) {
      if (kTickets[i] == event.assigned().ticket_id()) told += std::to_string(i) + " ";
    }
    told += event.assigned().agent_id();
  }
  return told;
}

}  // namespace docket::routing
