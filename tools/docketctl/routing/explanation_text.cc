#include "tools/docketctl/routing/explanation_text.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "tools/docketctl/render.h"
#include "tools/docketctl/routing/pool_render.h"

namespace docket::docketctl {
namespace {

namespace v1 = routing::v1;

using Rows = std::vector<std::pair<std::string, std::string>>;

// What a newer server says and this release has no words for, stands there as it came.

std::string WayText(v1::AssignmentWay way) {
  switch (way) {
    case v1::ASSIGNMENT_WAY_RANKED: return "the pool chose them";
    case v1::ASSIGNMENT_WAY_CLAIMED: return "they claimed it";
    case v1::ASSIGNMENT_WAY_HANDED_OVER: return "a colleague handed it over";
    case v1::ASSIGNMENT_WAY_ASSIGNED: return "a supervisor assigned it";
    default: return EnumWord(way);
  }
}

std::string KeyText(v1::DecidingKey key) {
  switch (key) {
    case v1::DECIDING_KEY_ONLY_CANDIDATE: return "there was nobody else";
    case v1::DECIDING_KEY_PREFERRED: return "they had the ticket before";
    case v1::DECIDING_KEY_RATIO: return "their load was least for what they can carry";
    case v1::DECIDING_KEY_SKILL: return "their skills were highest";
    case v1::DECIDING_KEY_LAST_ASSIGNED: return "their last assignment was longest ago";
    case v1::DECIDING_KEY_AGENT_ID: return "all else was equal, and their id comes first";
    case v1::DECIDING_KEY_CHOSEN: return "a person chose them";
    default: return EnumWord(key);
  }
}

std::string StageText(v1::CandidateStage stage) {
  switch (stage) {
    case v1::CANDIDATE_STAGE_TEAM: return "are of another team";
    case v1::CANDIDATE_STAGE_SKILLS: return "lack a skill, or its level";
    case v1::CANDIDATE_STAGE_CHANNEL: return "do not serve its channel";
    case v1::CANDIDATE_STAGE_SHIFT: return "are not on shift";
    case v1::CANDIDATE_STAGE_PRESENCE: return "are not available";
    case v1::CANDIDATE_STAGE_OPEN_COUNT: return "have as many tickets as they may";
    case v1::CANDIDATE_STAGE_CAPACITY: return "cannot carry it beside what they have";
    case v1::CANDIDATE_STAGE_EXCLUSION: return "must not get it in this wait";
    default: return EnumWord(stage);
  }
}

// Everybody fails at one stage or is a candidate.
uint64_t AgentsOf(const v1::Explanation& explanation) {
  uint64_t agents = explanation.candidates_total();
  for (const v1::StageDrop& drop : explanation.drops()) agents += drop.agents();
  return agents;
}

std::string CandidatesText(const v1::Explanation& explanation) {
  const uint64_t agents = AgentsOf(explanation);
  const std::string of = " of " + std::to_string(agents) + (agents == 1 ? " agent" : " agents");
  if (agents == 0) return "the pool has none";
  if (explanation.candidates_total() == 0) return "none" + of + " can take it";
  return std::to_string(explanation.candidates_total()) + of + " can take it";
}

std::string TimesText(uint32_t times) {
  if (times == 0) return "";
  return times == 1 ? "once" : std::to_string(times) + " times";
}

void AddWait(const v1::ExplainEntryResponse& response, Rows& rows) {
  rows.emplace_back("waits", "at place " + std::to_string(response.entry().queue_position()));
  rows.emplace_back("agents", CandidatesText(response.explanation()));
  // Sought afresh for this answer: it may have been given by now.
  rows.emplace_back("would go to", response.explanation().winner_agent_id());
}

void AddAssignment(const v1::ExplainEntryResponse& response, Rows& rows) {
  const v1::Entry& entry = response.entry();
  const v1::Explanation& why = response.explanation();
  rows.emplace_back("agent", entry.agent_id() + (entry.accepted() ? "" : " (not accepted)"));
  rows.emplace_back("way", WayText(response.way()));
  rows.emplace_back("because", KeyText(why.deciding_key()));
  const uint32_t place = why.queue_position();
  rows.emplace_back("stood", place == 0 ? "" : "at place " + std::to_string(place));
}

std::string LastAssignedText(const v1::Candidate& candidate) {
  if (candidate.last_assigned_version() == 0) return "never";
  return "version " + std::to_string(candidate.last_assigned_version());
}

std::string CandidateTable(const v1::Explanation& explanation) {
  if (explanation.candidates().empty()) return "";
  Table table({"candidate", "load", "open", "skill score", "last assigned"});
  for (const v1::Candidate& candidate : explanation.candidates()) {
    const std::string load =
        std::to_string(candidate.load()) + '/' + std::to_string(candidate.capacity());
    table.Add({candidate.agent_id(), load, std::to_string(candidate.open()),
               std::to_string(candidate.skill_score()), LastAssignedText(candidate)});
  }
  std::string text = '\n' + table.Take();
  const int64_t more = int64_t{explanation.candidates_total()} - explanation.candidates_size();
  if (more > 0) text += "and " + std::to_string(more) + " more\n";
  return text;
}

std::string DropTable(const v1::Explanation& explanation) {
  if (explanation.drops().empty()) return "";
  Table table({"stage", "agents", "which"});
  for (const v1::StageDrop& drop : explanation.drops()) {
    table.Add({EnumWord(drop.stage()), std::to_string(drop.agents()), StageText(drop.stage())});
  }
  return '\n' + table.Take();
}

}  // namespace

std::string ExplanationText(const v1::ExplainEntryResponse& response) {
  const v1::Entry& entry = response.entry();
  Rows rows = {{"ticket", entry.ticket_id()}};
  if (entry.agent_id().empty()) {
    AddWait(response, rows);
  } else {
    AddAssignment(response, rows);
  }
  rows.insert(rows.end(),
              {{"team", entry.team_id()},
               {"needs", SkillsText(entry.skills())},
               {"priority", EnumWord(entry.priority())},
               {"since", TimeText(entry.has_waiting_since_time(), entry.waiting_since_time())},
               {"due", TimeText(entry.has_due_time(), entry.due_time())},
               {"given back", TimesText(entry.returns())}});
  return ToColumns(rows) + CandidateTable(response.explanation()) +
         DropTable(response.explanation());
}

}  // namespace docket::docketctl
