#include "tools/docketctl/ticket_render.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/text_format.h>

namespace docket::docketctl {
namespace {

using ticket::v1::TicketEvent;
using ticket::v1::TimelineEntry;

std::string CategoryText(const ticket::v1::CategoryPath& path) {
  std::string text;
  for (const std::string& level : path.levels()) text += (text.empty() ? "" : " / ") + level;
  return text;
}

// The name of the fact: "solved", "commented".
std::string KindText(const TicketEvent& event) {
  const google::protobuf::OneofDescriptor* kind = TicketEvent::descriptor()->oneof_decl(0);
  const google::protobuf::FieldDescriptor* arm =
      event.GetReflection()->GetOneofFieldDescriptor(event, kind);
  return arm == nullptr ? "unknown to this docketctl" : arm->name();
}

// What the fact says, in one line of text proto.
std::string ContentText(const TicketEvent& event) {
  const google::protobuf::OneofDescriptor* kind = TicketEvent::descriptor()->oneof_decl(0);
  const google::protobuf::FieldDescriptor* arm =
      event.GetReflection()->GetOneofFieldDescriptor(event, kind);
  if (arm == nullptr) return "";
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  printer.SetUseUtf8StringEscaping(true);  // Words stay readable in any script.
  std::string text;
  printer.PrintToString(event.GetReflection()->GetMessage(event, arm), &text);
  return text;
}

std::string ActorText(const log::v1::Actor& actor) {
  std::string text = EnumWord(actor.kind());
  if (!actor.id().empty()) text += ":" + actor.id();
  if (!actor.on_behalf_of().empty()) text += " for " + actor.on_behalf_of();
  return text;
}

std::string KindsText(const TimelineEntry& entry) {
  std::string text;
  for (const TicketEvent& event : entry.events())
    text += (text.empty() ? "" : ",") + KindText(event);
  return text;
}

std::string TagsText(const ticket::v1::Ticket& ticket) {
  std::string text;
  for (const std::string& tag : ticket.tags()) text += (text.empty() ? "" : ", ") + tag;
  return text;
}

}  // namespace

std::string TicketColumns(const ticket::v1::Ticket& ticket) {
  return ToColumns({
      {"ticket", ticket.ticket_id()},
      {"version", std::to_string(ticket.version())},
      {"changed", TimeText(ticket.has_changed_time(), ticket.changed_time())},
      {"status", EnumWord(ticket.status())},
      {"since", TimeText(ticket.has_since_time(), ticket.since_time())},
      {"until", TimeText(ticket.has_until_time(), ticket.until_time())},
      {"held for", ticket.hold_reason()},
      {"handling", EnumWord(ticket.handling())},
      {"subject", ticket.subject()},
      {"description", ticket.description()},
      {"customer", ticket.requester().customer_key()},
      {"channel", EnumWord(ticket.channel())},
      {"kind", EnumWord(ticket.kind())},
      {"category", CategoryText(ticket.category())},
      {"priority", EnumWord(ticket.priority())},
      {"feeling", EnumWord(ticket.feeling())},
      {"team", ticket.team_id()},
      {"assignee", ticket.assignee_id()},
      {"tags", TagsText(ticket)},
      {"policy", ticket.policy_id()},
      {"escalated",
       ticket.escalation_level() == 0 ? "" : std::to_string(ticket.escalation_level())},
      {"opened", TimeText(ticket.has_opened_time(), ticket.opened_time())},
      {"resolution", EnumWord(ticket.resolution())},
      {"solved", TimeText(ticket.has_last_solved_time(), ticket.last_solved_time())},
  });
}

Table TicketTable() {
  return Table(
      {"ticket", "opened", "status", "priority", "team", "assignee", "customer", "subject"});
}

void AddTicket(Table& table, const ticket::v1::Ticket& ticket) {
  table.Add({ticket.ticket_id(), TimeText(ticket.has_opened_time(), ticket.opened_time()),
             EnumWord(ticket.status()), EnumWord(ticket.priority()), ticket.team_id(),
             ticket.assignee_id(), ticket.requester().customer_key(), ticket.subject()});
}

Table TimelineTable() { return Table({"version", "time", "by", "event", "content"}); }

void AddEntry(Table& table, const TimelineEntry& entry) {
  for (const TicketEvent& event : entry.events()) {
    table.Add({std::to_string(entry.version()), TimeText(entry.has_time(), entry.time()),
               ActorText(entry.actor()), KindText(event), ContentText(event)});
  }
}

Table ChangeTable() {
  return Table({"time", "ticket", "version", "event", "status", "assignee", "by", "subject"});
}

void AddChange(Table& table, const ticket::v1::TicketChange& change) {
  const ticket::v1::Ticket& ticket = change.ticket();
  const TimelineEntry& entry = change.entry();
  table.Add({TimeText(ticket.has_changed_time(), ticket.changed_time()), ticket.ticket_id(),
             std::to_string(ticket.version()), KindsText(entry),
             EnumWord(ticket.status()) + (change.listed() ? "" : " (gone)"), ticket.assignee_id(),
             ActorText(entry.actor()), ticket.subject()});
}

}  // namespace docket::docketctl
