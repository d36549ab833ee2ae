#include "tools/docketctl/sla/clock_render.h"

#include <array>
#include <utility>

#include "libs/base/proto_time.h"
#include "tools/docketctl/render.h"

namespace docket::docketctl {
namespace {

using google::protobuf::Duration;
using ticket::v1::TicketClock;

std::string SpanIf(bool present, const Duration& span) {
  return present ? SpanText(FromProto(span)) : "";
}

std::string StateText(const TicketClock& clock) {
  if (clock.outcome() != ticket::v1::CLOCK_OUTCOME_UNSPECIFIED) return EnumWord(clock.outcome());
  return EnumWord(clock.phase());
}

std::string LevelsText(const TicketClock& clock) {
  std::string text;
  for (const ticket::v1::LevelDue& level : clock.levels()) {
    text += (text.empty() ? "" : ", ") + level.level_id() + " at " +
            TimeText(level.has_due_time(), level.due_time());
  }
  return text;
}

}  // namespace

std::string SpanText(std::chrono::milliseconds span) {
  constexpr std::array<std::pair<const char*, int64_t>, 4> kUnits = {
      {{"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};
  std::string text;
  int64_t left = span.count();
  for (const auto& [name, millis] : kUnits) {
    if (left / millis != 0) text += std::to_string(left / millis) + name;
    left %= millis;
  }
  return text.empty() ? "0s" : text;
}

std::string ClocksText(const ticket::v1::Ticket& ticket) {
  // Every ticket has some.
  if (ticket.clocks().empty()) {
    return ToColumns({{"ticket", ticket.ticket_id()}, {"clocks", "shown to staff alone"}});
  }
  const std::string head = ToColumns({
      {"ticket", ticket.ticket_id()},
      {"policy", ticket.policy_id().empty() ? "none: nothing is promised" : ticket.policy_id()},
      {"escalated", std::to_string(ticket.escalation_level())},
  });
  Table table(
      {"clock", "state", "used", "target", "running since", "deadline", "breached", "next"});
  for (const TicketClock& clock : ticket.clocks()) {
    table.Add({EnumWord(clock.metric()) + ' ' + std::to_string(clock.instance()), StateText(clock),
               SpanIf(clock.has_used_working(), clock.used_working()),
               SpanIf(clock.has_target(), clock.target()),
               TimeText(clock.has_running_since_time(), clock.running_since_time()),
               TimeText(clock.has_deadline_time(), clock.deadline_time()),
               TimeText(clock.has_breach_time(), clock.breach_time()), LevelsText(clock)});
  }
  return head + '\n' + table.Take();
}

}  // namespace docket::docketctl
