#include "services/intake/domain/ticket_known.h"

#include <string>

namespace docket::intake {

ticket_facts::TicketFacts FactsOf(std::string_view tenant, const TicketState& state) {
  ticket_facts::TicketFacts facts;
  facts.set_tenant(std::string(tenant));
  facts.set_template_id(state.template_().template_id());
  facts.set_channel(state.channel());
  facts.set_language(state.language());
  *facts.mutable_opened_time() = state.opened_time();
  *facts.mutable_requester() = state.requester();
  facts.set_recorded(state.recorded() && !state.adopted());
  facts.set_subject(state.subject());
  facts.set_description(state.description());
  facts.set_kind(state.kind());
  if (state.has_category()) *facts.mutable_category() = state.category();
  facts.set_priority(state.priority());
  facts.set_feeling(state.feeling());
  facts.set_feeling_source(state.feeling_source());
  *facts.mutable_tags() = state.tags();
  facts.set_status(state.status());
  facts.set_handling(state.handling());
  facts.set_triage_version(state.triage_version());
  facts.set_team_id(state.team_id());
  facts.set_pool_id(state.pool_id());
  facts.set_entry(state.entry());
  facts.set_assignment(state.assignment());
  facts.set_assignee_id(state.assignee_id());
  facts.set_escalation_level(state.escalation_level());
  facts.set_reopens(state.reopens());
  facts.set_urges(state.urges());
  facts.set_resolution(state.resolution());
  if (state.has_rating()) *facts.mutable_rating() = state.rating();
  return facts;
}

}  // namespace docket::intake
