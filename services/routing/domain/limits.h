#pragma once

// The bounds and windows of a pool (semantics.md 6).

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace docket::routing {

// What one commit assigns; a tick goes on.
inline constexpr uint32_t kAssignedPerCommitMax = 100;
// What an explanation names.
inline constexpr int kExplainedMax = 20;

// Whoever lets an assignment expire does not get the ticket again for so long, and after so many in
// a row counts as away.
inline constexpr std::chrono::minutes kExpiredExclusion{30};
inline constexpr uint32_t kExpiriesInARow = 3;
// Whoever is offline for so long loses what they have not answered.
inline constexpr std::chrono::minutes kOfflineReturn{30};

inline constexpr size_t kReasonCharactersMax = 500;
inline constexpr size_t kMemberIdBytesMax = 128;  // Teams, pools, agents.
inline constexpr int kSkillsMax = 100;
inline constexpr int kExcludedMax = 1000;
inline constexpr uint32_t kWeightMax = 10'000;

}  // namespace docket::routing
