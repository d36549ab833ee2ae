#pragma once

// Who may get a waiting ticket, and who of them does (semantics.md 6, candidate filter and
// ranking). No clock and no floats: ratios are compared by cross products, and ties end at the
// agent's id.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/time.h"
#include "services/routing/domain/pool_state.pb.h"

namespace docket::routing {

// What an agent has.
struct Carried {
  uint32_t load = 0;  // The sum of the weights of their tickets, 0 for those not our turn.
  uint32_t open = 0;
};

// What an entry takes of its agent's capacity.
uint32_t WeightOf(const PoolEntry& entry);

// What the agents of `pool` have, by their places in its list.
std::vector<Carried> CarriedIn(const PoolState& pool);
// What `agent_id` has.
Carried CarriedBy(const PoolState& pool, std::string_view agent_id);

// A waiting entry as its candidates are looked for at one instant. `pool` outlives it.
class Filter {
 public:
  Filter(const PoolState& pool, const PoolEntry& entry, Time now);

  // The stages at which `agent`, who has `carried`, fails, in their order.
  std::vector<v1::CandidateStage> Failed(const PoolAgentState& agent, Carried carried) const;
  // The first of them; unspecified if they are a candidate.
  v1::CandidateStage FirstFailed(const PoolAgentState& agent, Carried carried) const;

 private:
  bool Fails(v1::CandidateStage stage, const PoolAgentState& agent, Carried carried) const;
  bool IsInTeam(const v1::RosteredAgent& agent) const;
  bool IsExcluded(std::string_view agent_id) const;

  const PoolEntry& entry_;
  const Time now_;
  bool whole_pool_ = false;    // The team's overflow time is over.
  bool awaits_owner_ = false;  // Only who had it before may have it yet.
};

// Who would get `entry` at `now` and why; does not say where it stands in the queue. No winner if
// nobody.
v1::Explanation Explain(const PoolState& pool, const std::vector<Carried>& carried,
                        const PoolEntry& entry, Time now);

}  // namespace docket::routing
