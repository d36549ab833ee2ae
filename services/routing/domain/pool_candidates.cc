#include "services/routing/domain/pool_candidates.h"

#include <algorithm>
#include <utility>

#include "libs/base/proto_time.h"
#include "services/routing/domain/limits.h"
#include "services/routing/domain/pool_lists.h"
#include "services/routing/domain/pool_widening.h"

namespace docket::routing {
namespace {

using setting::v1::AssignmentMode;
using setting::v1::Skill;

constexpr v1::CandidateStage kStages[] = {
    v1::CANDIDATE_STAGE_TEAM,     v1::CANDIDATE_STAGE_SKILLS,    v1::CANDIDATE_STAGE_CHANNEL,
    v1::CANDIDATE_STAGE_SHIFT,    v1::CANDIDATE_STAGE_PRESENCE,  v1::CANDIDATE_STAGE_OPEN_COUNT,
    v1::CANDIDATE_STAGE_CAPACITY, v1::CANDIDATE_STAGE_EXCLUSION,
};

uint32_t LevelOf(const v1::RosteredAgent& agent, const std::string& skill) {
  for (const Skill& known : agent.skills()) {
    if (known.name() == skill) return known.level();
  }
  return 0;
}

bool HasSkills(const v1::RosteredAgent& agent, const List<Skill>& asked) {
  return std::ranges::all_of(asked, [&agent](const Skill& skill) {
    return LevelOf(agent, skill.name()) >= skill.level();
  });
}

bool Serves(const v1::RosteredAgent& agent, ticket::v1::Channel channel) {
  const auto& channels = agent.channels();
  return channels.empty() || std::ranges::find(channels, channel) != channels.end();
}

uint32_t SkillScore(const v1::RosteredAgent& agent, const List<Skill>& asked) {
  uint32_t score = 0;
  for (const Skill& skill : asked) score += LevelOf(agent, skill.name());
  return score;
}

v1::Candidate CandidateOf(const PoolAgentState& agent, Carried carried, const PoolEntry& entry) {
  v1::Candidate candidate;
  candidate.set_agent_id(IdOf(agent));
  candidate.set_load(carried.load);
  candidate.set_capacity(agent.roster().capacity());
  candidate.set_open(carried.open);
  candidate.set_skill_score(SkillScore(agent.roster(), entry.queued().skills()));
  candidate.set_last_assigned_version(agent.last_assigned_version());
  candidate.set_last_assigned_index(agent.last_assigned_index());
  return candidate;
}

// Who of two comes first, and by which key.
struct Ranked {
  bool first = false;
  v1::DecidingKey by = v1::DECIDING_KEY_AGENT_ID;
};

class Ranking {
 public:
  Ranking(AssignmentMode mode, const PoolEntry& entry) : mode_(mode), entry_(entry) {}

  Ranked Compare(const v1::Candidate& a, const v1::Candidate& b) const {
    const std::string& preferred = entry_.queued().preferred_agent_id();
    if ((a.agent_id() == preferred) != (b.agent_id() == preferred)) {
      return {a.agent_id() == preferred, v1::DECIDING_KEY_PREFERRED};
    }
    for (const v1::DecidingKey key : Keys()) {
      const auto order = By(key, a, b);
      if (order != 0) return {order < 0, key};
    }
    return {a.agent_id() < b.agent_id(), v1::DECIDING_KEY_AGENT_ID};
  }

 private:
  std::vector<v1::DecidingKey> Keys() const {
    switch (mode_) {
      case setting::v1::ASSIGNMENT_MODE_ROUND_ROBIN: return {v1::DECIDING_KEY_LAST_ASSIGNED};
      case setting::v1::ASSIGNMENT_MODE_SKILL_FIRST:
        return {v1::DECIDING_KEY_SKILL, v1::DECIDING_KEY_RATIO, v1::DECIDING_KEY_LAST_ASSIGNED};
      default:
        return {v1::DECIDING_KEY_RATIO, v1::DECIDING_KEY_SKILL, v1::DECIDING_KEY_LAST_ASSIGNED};
    }
  }

  std::strong_ordering By(v1::DecidingKey key, const v1::Candidate& a,
                          const v1::Candidate& b) const {
    switch (key) {
      case v1::DECIDING_KEY_RATIO: return Share(a, b) <=> Share(b, a);
      case v1::DECIDING_KEY_SKILL: return b.skill_score() <=> a.skill_score();
      default:
        return std::pair(a.last_assigned_version(), a.last_assigned_index()) <=>
               std::pair(b.last_assigned_version(), b.last_assigned_index());
    }
  }

  // (load + weight) / capacity of `a`, times both capacities.
  uint64_t Share(const v1::Candidate& a, const v1::Candidate& b) const {
    return (uint64_t{a.load()} + WeightOf(entry_)) * b.capacity();
  }

  const AssignmentMode mode_;
  const PoolEntry& entry_;
};

// Best first, as many as are named; the deciding key is what told the first two apart.
void Rank(const Ranking& ranking, std::vector<v1::Candidate> candidates,
          v1::Explanation& explanation) {
  explanation.set_candidates_total(static_cast<uint32_t>(candidates.size()));
  if (candidates.empty()) return;
  const auto named = std::min<size_t>(candidates.size(), kExplainedMax);
  std::partial_sort(candidates.begin(), candidates.begin() + static_cast<ptrdiff_t>(named),
                    candidates.end(), [&ranking](const v1::Candidate& a, const v1::Candidate& b) {
                      return ranking.Compare(a, b).first;
                    });
  candidates.resize(named);
  explanation.set_winner_agent_id(candidates[0].agent_id());
  explanation.set_deciding_key(candidates.size() == 1
                                   ? v1::DECIDING_KEY_ONLY_CANDIDATE
                                   : ranking.Compare(candidates[0], candidates[1]).by);
  for (v1::Candidate& candidate : candidates) {
    *explanation.add_candidates() = std::move(candidate);
  }
}

}  // namespace

uint32_t WeightOf(const PoolEntry& entry) {
  return entry.queued().paused() ? 0 : entry.queued().weight();
}

std::vector<Carried> CarriedIn(const PoolState& pool) {
  std::vector<Carried> carried(static_cast<size_t>(pool.agents_size()));
  for (const PoolEntry& entry : pool.entries()) {
    if (entry.agent_id().empty()) continue;
    const int place = PlaceIn(pool.agents(), entry.agent_id());
    if (place == pool.agents_size() || IdOf(pool.agents(place)) != entry.agent_id()) continue;
    Carried& of = carried[static_cast<size_t>(place)];
    of.load += WeightOf(entry);
    ++of.open;
  }
  return carried;
}

Carried CarriedBy(const PoolState& pool, std::string_view agent_id) {
  Carried carried;
  for (const PoolEntry& entry : pool.entries()) {
    if (entry.agent_id() != agent_id) continue;
    carried.load += WeightOf(entry);
    ++carried.open;
  }
  return carried;
}

Filter::Filter(const PoolState& pool, const PoolEntry& entry, Time now) : entry_(entry), now_(now) {
  const std::optional<Time> overflow = OverflowOf(pool, entry);
  whole_pool_ = overflow.has_value() && now >= *overflow;
  const std::optional<Time> owner_until = OwnerAwaitedUntil(pool, entry);
  awaits_owner_ = owner_until.has_value() && now < *owner_until;
}

std::vector<v1::CandidateStage> Filter::Failed(const PoolAgentState& agent, Carried carried) const {
  std::vector<v1::CandidateStage> failed;
  for (const v1::CandidateStage stage : kStages) {
    if (Fails(stage, agent, carried)) failed.push_back(stage);
  }
  return failed;
}

v1::CandidateStage Filter::FirstFailed(const PoolAgentState& agent, Carried carried) const {
  for (const v1::CandidateStage stage : kStages) {
    if (Fails(stage, agent, carried)) return stage;
  }
  return v1::CANDIDATE_STAGE_UNSPECIFIED;
}

bool Filter::Fails(v1::CandidateStage stage, const PoolAgentState& agent, Carried carried) const {
  const v1::RosteredAgent& roster = agent.roster();
  switch (stage) {
    case v1::CANDIDATE_STAGE_TEAM: return !IsInTeam(roster);
    case v1::CANDIDATE_STAGE_SKILLS: return !HasSkills(roster, entry_.queued().skills());
    case v1::CANDIDATE_STAGE_CHANNEL: return !Serves(roster, entry_.queued().channel());
    case v1::CANDIDATE_STAGE_SHIFT: return !roster.on_shift();
    case v1::CANDIDATE_STAGE_PRESENCE: return agent.presence() != v1::PRESENCE_AVAILABLE;
    case v1::CANDIDATE_STAGE_OPEN_COUNT: return carried.open >= roster.open_max();
    case v1::CANDIDATE_STAGE_CAPACITY: return carried.load + WeightOf(entry_) > roster.capacity();
    default: return IsExcluded(roster.agent_id());
  }
}

bool Filter::IsInTeam(const v1::RosteredAgent& agent) const {
  if (whole_pool_) return true;
  const auto& teams = agent.team_ids();
  return std::ranges::find(teams, entry_.queued().team_id()) != teams.end();
}

bool Filter::IsExcluded(std::string_view agent_id) const {
  if (awaits_owner_ && agent_id != entry_.queued().preferred_agent_id()) return true;
  return std::ranges::any_of(entry_.exclusions(), [&](const Exclusion& exclusion) {
    return exclusion.agent_id() == agent_id &&
           (!exclusion.has_until_time() || now_ < FromProto(exclusion.until_time()));
  });
}

v1::Explanation Explain(const PoolState& pool, const std::vector<Carried>& carried,
                        const PoolEntry& entry, Time now) {
  const Filter filter(pool, entry, now);
  std::vector<uint32_t> drops(v1::CandidateStage_ARRAYSIZE);
  std::vector<v1::Candidate> candidates;
  for (int i = 0; i < pool.agents_size(); ++i) {
    const Carried has = carried[static_cast<size_t>(i)];
    const v1::CandidateStage failed = filter.FirstFailed(pool.agents(i), has);
    if (failed == v1::CANDIDATE_STAGE_UNSPECIFIED) {
      candidates.push_back(CandidateOf(pool.agents(i), has, entry));
    } else {
      ++drops[failed];
    }
  }
  v1::Explanation explanation;
  for (const v1::CandidateStage stage : kStages) {
    if (drops[stage] == 0) continue;
    v1::StageDrop& drop = *explanation.add_drops();
    drop.set_stage(stage);
    drop.set_agents(drops[stage]);
  }
  Rank(Ranking(pool.mode(), entry), std::move(candidates), explanation);
  return explanation;
}

}  // namespace docket::routing
