#include "libs/ticket/policy_selection.h"

#include "libs/calendar/working_time.h"
#include "libs/condition/reading.h"
#include "libs/sla/policy_set.h"
#include "libs/ticket/condition_facts.h"

namespace docket::ticket_facts {

using setting::v1::Document;
using ticket::v1::TicketEvent;

bool MayChangePolicy(const TicketEvent& event) {
  switch (event.kind_case()) {
    case TicketEvent::kOpened:
    case TicketEvent::kClassified:
    case TicketEvent::kPrioritised:
    case TicketEvent::kTriaged:
    case TicketEvent::kTagged:
    case TicketEvent::kQueued:
    case TicketEvent::kAssigned:
    case TicketEvent::kUnassigned:
    case TicketEvent::kTransferred:
    case TicketEvent::kEscalationRaised: return true;
    default: return false;
  }
}

PolicySelection SelectPolicy(const TicketFacts& facts, const setting::Settings& settings) {
  PolicySelection selected;
  sla::Selection& selection = selected.selection;
  selection.priority = facts.priority();
  selected.policies = settings.Find(facts.tenant(), Document::kPolicies, setting::kOnlyName);
  if (selected.policies == nullptr) return selected;
  const ConditionFacts told(facts, nullptr, settings);
  condition::Reading reading(told);
  selection.policies_version = selected.policies->version;
  selection.policy = selected.policies->policies->Select(reading);
  if (selection.policy == nullptr || selection.policy->calendar().empty()) return selected;
  selected.calendar =
      settings.Find(facts.tenant(), Document::kCalendar, selection.policy->calendar());
  if (selected.calendar == nullptr) return selected;
  selection.calendar_version = selected.calendar->version;
  selection.hours = HoursOf(selected.calendar);
  return selected;
}

sla::Hours HoursOf(const setting::PublishedPtr& calendar) {
  return calendar == nullptr ? sla::Hours() : sla::Hours(*calendar->hours);
}

}  // namespace docket::ticket_facts
