#include "libs/setting/directory.h"

#include <set>
#include <string>

namespace docket::setting {
namespace {

using std::chrono::days;
using std::chrono::seconds;

constexpr int kTeamsMax = 50;
constexpr int kSupervisorsMax = 20;
constexpr size_t kSkillCharactersMax = 64;
constexpr uint32_t kSkillLevelMax = 5;
constexpr uint32_t kCapacityMax = 10'000;
constexpr uint32_t kOpenMaxMax = 1000;

void CheckMode(v1::AssignmentMode mode, Checks& checks) {
  if (mode == v1::ASSIGNMENT_MODE_UNSPECIFIED) return;  // Balanced.
  checks.Value("pool.mode", *v1::AssignmentMode_descriptor(), mode);
}

// Not whether they are in force: an agent names teams that are, so one of the two comes first.
void CheckSupervisors(const v1::Team& team, Checks& checks) {
  constexpr std::string_view kField = "team.supervisors";
  if (!checks.Count(kField, team.supervisors_size(), 0, kSupervisorsMax)) return;
  for (int i = 0; i < team.supervisors_size(); ++i) {
    checks.Name(Item(kField, i), team.supervisors(i));
  }
  checks.EachOnce(kField, team.supervisors());
}

void CheckTeams(const v1::Agent& agent, Checks& checks) {
  constexpr std::string_view kField = "agent.teams";
  checks.EachInForce(kField, v1::Document::kTeam, agent.teams(), kTeamsMax);
  for (int i = 0; i < std::min(agent.teams_size(), kTeamsMax); ++i) {
    const PublishedPtr team = checks.Find(v1::Document::kTeam, agent.teams(i));
    if (team == nullptr || team->document.team().pool() == agent.pool()) continue;
    checks.Add(Item(kField, i), "a team of the agent's pool",
               "The team is in the pool `" + team->document.team().pool() +
                   "`; an agent has one pool and works in its teams.");
  }
}

}  // namespace

void CheckPool(const v1::Pool& pool, Checks& checks) {
  checks.Text("pool.label", pool.label(), kLabelCharactersMax);
  CheckMode(pool.mode(), checks);
  if (pool.has_accept_within()) {
    checks.Span("pool.accept_within", pool.accept_within(), seconds(10), days(1));
  }
  if (pool.has_sticky_wait()) {
    checks.Span("pool.sticky_wait", pool.sticky_wait(), seconds(0), days(1));
  }
}

void CheckTeam(const v1::Team& team, Checks& checks) {
  checks.Text("team.label", team.label(), kLabelCharactersMax);
  checks.InForce("team.pool", v1::Document::kPool, team.pool());
  if (team.has_overflow_after()) {
    checks.Span("team.overflow_after", team.overflow_after(), seconds(1), days(30));
  }
  CheckSupervisors(team, checks);
}

void CheckAgent(const v1::Agent& agent, Checks& checks) {
  checks.Text("agent.label", agent.label(), kLabelCharactersMax);
  checks.InForce("agent.pool", v1::Document::kPool, agent.pool());
  CheckTeams(agent, checks);
  CheckSkills("agent.skills", agent.skills(), checks);
  if (agent.has_capacity()) checks.Number("agent.capacity", agent.capacity(), 1, kCapacityMax);
  if (agent.has_open_max()) checks.Number("agent.open_max", agent.open_max(), 1, kOpenMaxMax);
  checks.InForceIfAny("agent.shift_calendar", v1::Document::kCalendar, agent.shift_calendar());
  checks.Values("agent.channels", *ticket::v1::Channel_descriptor(), agent.channels());
}

void CheckSkills(std::string_view field,
                 const google::protobuf::RepeatedPtrField<v1::Skill>& skills, Checks& checks) {
  if (!checks.Count(field, skills.size(), 0, kSkillsMax)) return;
  std::set<std::string_view> seen;
  for (int i = 0; i < skills.size(); ++i) {
    const std::string at = Item(field, i);
    checks.Text(at + ".name", skills[i].name(), kSkillCharactersMax);
    checks.Number(at + ".level", skills[i].level(), 1, kSkillLevelMax);
    if (!seen.insert(skills[i].name()).second) {
      checks.Add(at + ".name", "other than those before it");
    }
  }
}

}  // namespace docket::setting
