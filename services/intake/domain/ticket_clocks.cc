#include "services/intake/domain/ticket_clocks.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "libs/condition/reading.h"
#include "libs/setting/settings.h"
#include "libs/sla/advance.h"
#include "libs/sla/fire.h"
#include "libs/sla/policy_set.h"
#include "libs/ticket/condition_facts.h"
#include "libs/ticket/policy_selection.h"
#include "services/intake/domain/ticket_followers.h"
#include "services/intake/domain/ticket_judgement.h"
#include "services/intake/domain/ticket_known.h"
#include "services/intake/domain/ticket_place.h"
#include "services/intake/domain/ticket_status.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;
using eventing::Reject;
using setting::PublishedPtr;
using setting::v1::Document;

// Where a fact of the clocks stands in an event.
v1::PolicyApplied& In(v1::TicketEvent& to, v1::PolicyApplied&) {
  return *to.mutable_policy_applied();
}
v1::ClockStopped& In(v1::TicketEvent& to, v1::ClockStopped&) { return *to.mutable_clock_stopped(); }
v1::DuesSet& In(v1::TicketEvent& to, v1::DuesSet&) { return *to.mutable_dues_set(); }
v1::TicketWarned& In(v1::TicketEvent& to, v1::TicketWarned&) { return *to.mutable_warned(); }
v1::TicketBreached& In(v1::TicketEvent& to, v1::TicketBreached&) { return *to.mutable_breached(); }
v1::TicketEscalated& In(v1::TicketEvent& to, v1::TicketEscalated&) {
  return *to.mutable_escalated();
}

template <typename Facts>
void AddAll(Facts facts, Draft& draft) {
  for (auto& fact : facts) {
    v1::TicketEvent event;
    std::visit([&event](auto& each) { In(event, each) = std::move(each); }, fact);
    draft.Add(std::move(event));
  }
}

// The version of a document that is in force for the clocks, which may be in force no more.
PublishedPtr InForce(const Draft& draft, Document::KindCase kind, std::string_view name,
                     uint64_t version) {
  const setting::Settings* settings = draft.context().settings;
  if (settings == nullptr || version == 0) return nullptr;
  return settings->FindVersion(draft.context().tenant, kind, name, version);
}

void Escalate(Draft& draft) {
  v1::TicketEvent event;
  event.mutable_escalation_raised()->set_level(draft.state().escalation_level() + 1);
  draft.Add(std::move(event));
}

// What cannot be done any more is left: the level has happened, and a rule names no team or agent
// for ever.
void Act(const setting::v1::LevelAction& action, const std::string& level_id, Draft& draft) {
  switch (action.kind_case()) {
    case setting::v1::LevelAction::kRaisePriority: return AddRaised(draft);
    case setting::v1::LevelAction::kRaiseEscalationLevel: return Escalate(draft);
    case setting::v1::LevelAction::kTransfer: {
      v1::TransferTicket transfer;
      transfer.set_team_id(action.transfer().team());
      transfer.set_reason("level " + level_id + " of its policy");
      (void)Transfer(transfer, draft);
      return;
    }
    case setting::v1::LevelAction::kFollow: {
      Strings ids = action.follow().agents();
      (void)AddFollowers(ids, draft);
      return;
    }
    // Whoever tells people and programs reads the facts themselves.
    case setting::v1::LevelAction::kNotify:
    case setting::v1::LevelAction::kWebhook:
    case setting::v1::LevelAction::KIND_NOT_SET: return;
  }
}

std::vector<std::string> LevelsOf(const sla::FireEvent& fact) {
  if (const auto* warned = std::get_if<v1::TicketWarned>(&fact)) return {warned->level_id()};
  if (const auto* later = std::get_if<v1::TicketEscalated>(&fact)) return {later->level_id()};
  const auto& levels = std::get<v1::TicketBreached>(fact).level_ids();
  return {levels.begin(), levels.end()};
}

// Of the policy by which the levels were due.
void ActAll(const std::vector<std::string>& level_ids, Draft& draft) {
  const v1::PolicyApplied terms = draft.state().clocks().policy();
  const PublishedPtr policies =
      InForce(draft, Document::kPolicies, setting::kOnlyName, terms.policies_version());
  if (policies == nullptr) return;
  const ticket_facts::TicketFacts facts = FactsOf(draft.context().tenant, draft.state());
  const ticket_facts::ConditionFacts told(facts, nullptr, *draft.context().settings);
  for (const std::string& level_id : level_ids) {
    condition::Reading reading(told);
    if (!policies->policies->Acts(terms.policy_id(), level_id, reading)) continue;
    const setting::v1::EscalationLevel& level =
        *policies->policies->FindLevel(terms.policy_id(), level_id);
    for (const setting::v1::LevelAction& action : level.actions()) Act(action, level_id, draft);
  }
}

}  // namespace

void AdvanceClocks(const v1::TicketCommand& command, Draft& draft) {
  const bool anew = command.has_apply_policy() && IsUnsolved(draft.state());
  if (draft.events().empty() && !anew) return;
  const setting::Settings* settings = draft.context().settings;
  const v1::PolicyApplied& terms = draft.clocks_before().policy();
  const PublishedPtr calendar =
      InForce(draft, Document::kCalendar, terms.calendar(), terms.calendar_version());
  std::optional<ticket_facts::PolicySelection> selected;
  if (settings != nullptr &&
      (anew || std::ranges::any_of(draft.events(), &ticket_facts::MayChangePolicy))) {
    selected =
        ticket_facts::SelectPolicy(FactsOf(draft.context().tenant, draft.state()), *settings);
  }
  AddAll(sla::Advance(draft.clocks_before(), draft.moments(), draft.context().now,
                      ticket_facts::HoursOf(calendar),
                      selected ? std::optional(selected->selection) : std::nullopt),
         draft);
}

absl::Status Fire(const v1::FireClock& command, Draft& draft) {
  sla::Firing firing = sla::Fire(draft.state().clocks(), command, draft.context().now);
  switch (firing.verdict) {
    case sla::Firing::kDone: return absl::OkStatus();
    case sla::Firing::kTooEarly:
      return Reject(v1::TICKET_REJECTION_TOO_EARLY, "It is not due yet.");
    case sla::Firing::kClockMoved:
      return Reject(v1::TICKET_REJECTION_CLOCK_MOVED, "It is not due at that instant.");
    case sla::Firing::kHappens: break;
  }
  std::vector<std::string> level_ids;
  for (const sla::FireEvent& fact : firing.events) {
    for (std::string& level_id : LevelsOf(fact)) level_ids.push_back(std::move(level_id));
  }
  AddAll(std::move(firing.events), draft);
  if (firing.acts) ActAll(level_ids, draft);
  return absl::OkStatus();
}

void Apply(const v1::EscalationRaised& event, TicketState& state) {
  state.set_escalation_level(event.level());
}

}  // namespace docket::intake
