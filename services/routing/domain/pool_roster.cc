#include "services/routing/domain/pool_roster.h"

#include <utility>
#include <vector>

#include "libs/base/proto_time.h"
#include "libs/calendar/working_time.h"
#include "libs/setting/directory.h"
#include "services/routing/domain/pool_entries.h"
#include "services/routing/domain/pool_id.h"
#include "services/routing/domain/pool_lists.h"

namespace docket::routing {
namespace {

using setting::PublishedPtr;
using setting::Settings;
using setting::v1::Document;

v1::RosteredTeam TeamOf(const setting::Published& published) {
  const setting::v1::Team& said = published.document.team();
  v1::RosteredTeam team;
  team.set_team_id(published.document.name());
  team.set_version(published.version);
  if (said.has_overflow_after()) *team.mutable_overflow_after() = said.overflow_after();
  team.set_claimable(said.claimable());
  *team.mutable_supervisor_ids() = said.supervisors();
  return team;
}

void SetShift(const Shift& shift, v1::RosteredAgent& agent) {
  agent.set_on_shift(shift.on);
  if (shift.until.has_value()) *agent.mutable_shift_change_time() = ToProto(*shift.until);
}

v1::RosteredAgent AgentOf(const setting::Published& published) {
  const setting::v1::Agent& said = published.document.agent();
  v1::RosteredAgent agent;
  agent.set_agent_id(published.document.name());
  agent.set_version(published.version);
  *agent.mutable_team_ids() = said.teams();
  *agent.mutable_skills() = said.skills();
  agent.set_capacity(said.has_capacity() ? said.capacity() : setting::kAgentCapacity);
  agent.set_open_max(said.has_open_max() ? said.open_max() : setting::kAgentOpenMax);
  *agent.mutable_channels() = said.channels();
  agent.set_shift_calendar(said.shift_calendar());
  return agent;
}

std::string Named(const std::string& name, uint64_t version) {
  return name + '@' + std::to_string(version) + ' ';
}

void ReturnTicketsOfTheGone(Draft& draft) {
  std::vector<std::string> orphans;
  for (const PoolEntry& entry : draft.state().entries()) {
    if (entry.agent_id().empty()) continue;
    if (Find(draft.state().agents(), entry.agent_id()) == nullptr) orphans.push_back(IdOf(entry));
  }
  for (const std::string& ticket_id : orphans) {
    AddReturned(*Find(draft.state().entries(), ticket_id), v1::RETURN_CAUSE_REMOVED, "", draft);
  }
}

// What the pool took over last, as far as versions go.
v1::PoolRostered KnownTo(const PoolState& pool) {
  v1::PoolRostered known;
  known.set_version(pool.document_version());
  *known.mutable_teams() = pool.teams();
  for (const PoolAgentState& agent : pool.agents()) *known.add_agents() = agent.roster();
  return known;
}

}  // namespace

absl::Status ApplyRoster(const v1::ApplyRoster& command, Draft& draft) {
  const eventing::DecisionContext& context = draft.context();
  const std::string tenant(context.tenant);
  if (PoolId::Of(tenant, command.pool_id()).text() != context.aggregate_id) {
    return FieldInvalid("pool_id", "the name of the pool that is asked");
  }
  if (context.settings == nullptr) return absl::OkStatus();
  v1::PoolEvent event;
  v1::PoolRostered& roster = *event.mutable_rostered() =
      RosterOf(tenant, command.pool_id(), *context.settings, context.now);
  if (VersionsOf(roster) == VersionsOf(KnownTo(draft.state()))) return absl::OkStatus();
  draft.Add(std::move(event));
  ReturnTicketsOfTheGone(draft);
  return absl::OkStatus();
}

v1::PoolRostered RosterOf(const std::string& tenant, const std::string& pool_id,
                          const Settings& settings, Time now) {
  v1::PoolRostered roster;
  roster.set_pool_id(pool_id);
  const PublishedPtr pool = settings.Find(tenant, Document::kPool, pool_id);
  if (pool == nullptr) return roster;
  const setting::v1::Pool& said = pool->document.pool();
  roster.set_version(pool->version);
  roster.set_mode(said.mode());
  if (said.has_accept_within()) *roster.mutable_accept_within() = said.accept_within();
  if (said.has_sticky_wait()) *roster.mutable_sticky_wait() = said.sticky_wait();
  for (const PublishedPtr& team : settings.All(tenant, Document::kTeam)) {
    if (team->document.team().pool() == pool_id) *roster.add_teams() = TeamOf(*team);
  }
  for (const PublishedPtr& agent : settings.All(tenant, Document::kAgent)) {
    if (agent->document.agent().pool() != pool_id) continue;
    v1::RosteredAgent& out = *roster.add_agents() = AgentOf(*agent);
    SetShift(ShiftAt(tenant, out.shift_calendar(), settings, now), out);
    const PublishedPtr calendar = settings.Find(tenant, Document::kCalendar, out.shift_calendar());
    if (calendar != nullptr) out.set_shift_calendar_version(calendar->version);
  }
  return roster;
}

std::string VersionsOf(const v1::PoolRostered& roster) {
  std::string versions = Named("", roster.version());
  for (const v1::RosteredTeam& team : roster.teams()) {
    versions += Named(team.team_id(), team.version());
  }
  for (const v1::RosteredAgent& agent : roster.agents()) {
    versions += Named(agent.agent_id(), agent.version());
    versions += Named(agent.shift_calendar(), agent.shift_calendar_version());
  }
  return versions;
}

Shift ShiftAt(const std::string& tenant, const std::string& name, const Settings& settings,
              Time now) {
  const PublishedPtr calendar = settings.Find(tenant, Document::kCalendar, name);
  if (calendar == nullptr) return {};
  return {calendar->hours->IsOpen(now), calendar->hours->NextChange(now)};
}

// Who stays keeps how they stand; who is new is not there yet.
void Apply(const v1::PoolRostered& event, const eventing::CommitHeader& header, PoolState& state) {
  state.set_pool_id(event.pool_id());
  state.set_document_version(event.version());
  state.set_mode(event.mode());
  state.clear_accept_within();
  state.clear_sticky_wait();
  if (event.has_accept_within()) *state.mutable_accept_within() = event.accept_within();
  if (event.has_sticky_wait()) *state.mutable_sticky_wait() = event.sticky_wait();
  *state.mutable_teams() = event.teams();
  List<PoolAgentState> agents;
  for (const v1::RosteredAgent& roster : event.agents()) {
    PoolAgentState& agent = *agents.Add();
    if (const PoolAgentState* known = Find(state.agents(), roster.agent_id())) {
      agent = *known;
    } else {
      agent.set_presence(v1::PRESENCE_OFFLINE);
      *agent.mutable_offline_time() = header.time();
    }
    *agent.mutable_roster() = roster;
  }
  state.mutable_agents()->Swap(&agents);
}

}  // namespace docket::routing
