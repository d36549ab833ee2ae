#pragma once

// What is wrong with documents that say who works where.

#include "docket/setting/v1/directory.pb.h"
#include "libs/setting/checks.h"

namespace docket::setting {

// What an agent has whose document does not say.
inline constexpr uint32_t kAgentCapacity = 100;
inline constexpr uint32_t kAgentOpenMax = 50;

void CheckPool(const v1::Pool& pool, Checks& checks);
void CheckTeam(const v1::Team& team, Checks& checks);
void CheckAgent(const v1::Agent& agent, Checks& checks);

// Skills at `field`, of an agent or for a ticket.
void CheckSkills(std::string_view field,
                 const google::protobuf::RepeatedPtrField<v1::Skill>& skills, Checks& checks);

}  // namespace docket::setting
