#include "services/intake/domain/ticket_triage.h"

#include <utility>

#include "services/intake/domain/limits.h"
#include "services/intake/domain/ticket_form.h"
#include "services/intake/domain/ticket_judgement.h"
#include "services/intake/domain/ticket_place.h"
#include "services/intake/domain/ticket_strings.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;

// Automation never speaks with a person's voice.
absl::Status CheckSource(std::string_view field, v1::JudgementSource source) {
  if (source == v1::JUDGEMENT_SOURCE_MANUAL) return FieldInvalid(field, "not manual");
  return CheckChosen(field, source);
}

absl::Status CheckJudgement(const v1::TriageTicket& command) {
  DOCKET_RETURN_IF_ERROR(CheckKnown("kind", command.kind()));
  if (command.kind() != v1::TICKET_KIND_UNSPECIFIED) {
    DOCKET_RETURN_IF_ERROR(CheckSource("kind_source", command.kind_source()));
  }
  DOCKET_RETURN_IF_ERROR(CheckCategory("category", command.category()));
  if (command.has_category()) {
    DOCKET_RETURN_IF_ERROR(CheckSource("category_source", command.category_source()));
  }
  DOCKET_RETURN_IF_ERROR(CheckKnown("feeling", command.feeling()));
  if (command.feeling() != v1::FEELING_UNSPECIFIED) {
    DOCKET_RETURN_IF_ERROR(CheckSource("feeling_source", command.feeling_source()));
  }
  DOCKET_RETURN_IF_ERROR(CheckKnown("priority", command.priority()));
  if (command.priority() == v1::PRIORITY_UNSPECIFIED) return absl::OkStatus();
  return CheckSource("priority_source", command.priority_source());
}

absl::Status CheckForm(const v1::TriageTicket& command) {
  DOCKET_RETURN_IF_ERROR(CheckJudgement(command));
  DOCKET_RETURN_IF_ERROR(
      CheckCount("matched_rule_ids", command.matched_rule_ids_size(), kMatchedRulesMax));
  for (const std::string& id : command.matched_rule_ids()) {
    DOCKET_RETURN_IF_ERROR(CheckMember("matched_rule_ids", id));
  }
  DOCKET_RETURN_IF_ERROR(CheckTags("tags", command.tags()));
  for (const std::string& id : command.follower_ids()) {
    DOCKET_RETURN_IF_ERROR(CheckMember("follower_ids", id));
  }
  DOCKET_RETURN_IF_ERROR(CheckSkills("skills", command.skills()));
  DOCKET_RETURN_IF_ERROR(CheckMember("team_id", command.team_id()));
  return CheckMember("pool_id", command.pool_id());
}

bool IsManual(v1::JudgementSource source) { return source == v1::JUDGEMENT_SOURCE_MANUAL; }

void SetJudgement(const v1::TriageTicket& command, const TicketState& state,
                  v1::TicketTriaged& triaged) {
  if (command.kind() != v1::TICKET_KIND_UNSPECIFIED && !IsManual(state.kind_source())) {
    triaged.set_kind(command.kind());
    triaged.set_kind_source(command.kind_source());
  }
  if (command.has_category() && !IsManual(state.category_source())) {
    *triaged.mutable_category() = command.category();
    triaged.set_category_source(command.category_source());
  }
  if (command.feeling() > state.feeling() && !IsManual(state.feeling_source())) {
    triaged.set_feeling(command.feeling());
    triaged.set_feeling_source(command.feeling_source());
  }
}

// What of `wanted` is new, as far as there is room among `known`.
Strings NewOf(const Strings& wanted, const Strings& known, size_t max) {
  Strings added;
  for (const std::string& each : wanted) {
    if (static_cast<size_t>(known.size()) + static_cast<size_t>(added.size()) >= max) break;
    if (!Contains(known, each)) AddOnce(each, added);
  }
  return added;
}

void AddTriaged(const v1::TriageTicket& command, Draft& draft) {
  const TicketState& state = draft.state();
  v1::TicketEvent event;
  v1::TicketTriaged& triaged = *event.mutable_triaged();
  triaged.set_rule_set_version(command.rule_set_version());
  *triaged.mutable_matched_rule_ids() = command.matched_rule_ids();
  SetJudgement(command, state, triaged);
  *triaged.mutable_added_tags() = NewOf(command.tags(), state.tags(), kTagsMax);
  *triaged.mutable_added_follower_ids() =
      NewOf(command.follower_ids(), state.follower_ids(), kFollowersMax);
  *triaged.mutable_skills() = command.skills();
  draft.Add(std::move(event));
}

// The first triage replaces the default; after it only new facts count, and they only raise.
bool TakesPriority(const v1::TriageTicket& command, const TicketState& before) {
  if (command.priority() == v1::PRIORITY_UNSPECIFIED || IsManual(before.priority_source())) {
    return false;
  }
  const bool fresh = !before.triaged() && before.priority_source() == v1::JUDGEMENT_SOURCE_RULE;
  return fresh ? command.priority() != before.priority() : command.priority() > before.priority();
}

}  // namespace

absl::Status Triage(const v1::TriageTicket& command, Draft& draft) {
  DOCKET_RETURN_IF_ERROR(CheckForm(command));
  DOCKET_RETURN_IF_ERROR(RequireUnplaced(command.cause_version(), draft.state()));
  const bool prioritised = TakesPriority(command, draft.state());
  AddTriaged(command, draft);
  if (prioritised) AddPrioritised(command.priority(), command.priority_source(), draft);
  AddQueued(command.team_id(), command.pool_id(), draft);
  return absl::OkStatus();
}

void Apply(const v1::TicketTriaged& event, TicketState& state) {
  state.set_triaged(true);
  SetKind(event.kind(), event.kind_source(), state);
  if (event.has_category()) SetCategory(event.category(), event.category_source(), state);
  SetFeeling(event.feeling(), event.feeling_source(), state);
  for (const std::string& tag : event.added_tags()) AddOnce(tag, *state.mutable_tags());
  for (const std::string& id : event.added_follower_ids()) {
    AddOnce(id, *state.mutable_follower_ids());
  }
  *state.mutable_skills() = event.skills();
}

}  // namespace docket::intake
