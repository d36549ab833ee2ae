#pragma once

// Commands on pools, and receipts as answers: which pool a caller is of, and who it is that decides
// for it.

#include <string>

#include "docket/routing/v1/pool_commands.pb.h"
#include "docket/routing/v1/pool_values.pb.h"
#include "libs/api/calls.h"
#include "libs/eventing/folded_settings.h"
#include "libs/rpc/reply.h"
#include "services/routing/api/silence_watch.h"

namespace docket::routing {

// What calls on pools work with; outlives them.
struct PoolDoors {
  const eventing::UnitDoors& doors;
  const runtime::StoreReads& reads;
  const eventing::FoldedSettings& settings;
  // Hears who is there.
  SilenceWatch& silence;
};

// How a pool, or a ticket in it, that is not there or not for the caller's eyes is answered.
absl::Status NoSuchPool();
absl::Status NoSuchEntry();

// The name of the pool of the agent `agent_id` of `tenant`, by the newest settings. NOT_FOUND if
// there is no such agent, with what to do.
absl::StatusOr<std::string> PoolOfAgent(const eventing::FoldedSettings& settings,
                                        const std::string& tenant, const std::string& agent_id);

// A person's change of the pool of `agent_id`.
struct PoolChange {
  std::string request_id;
  // Whose pool it is; the receipt names the tickets that they get.
  std::string agent_id;
  v1::PoolCommand command;
};

// Hands it to its unit; `reply` is called once, from any thread.
void SubmitChange(const PoolDoors& at, const rpc::Call& call, PoolChange change,
                  std::function<void(absl::StatusOr<v1::PoolReceipt>)> reply);

}  // namespace docket::routing
