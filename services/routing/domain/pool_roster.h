#pragma once

// Who works in a pool: a copy of what settings say, taken when they change.

#include <optional>
#include <string>

#include "docket/routing/v1/pool_commands.pb.h"
#include "libs/setting/settings.h"
#include "services/routing/domain/pool_draft.h"

namespace docket::routing {

// PoolRostered, and EntryReturned of what agents have who are there no more; nothing if all
// versions are as the pool has them. Refuses: FIELD_INVALID.
absl::Status ApplyRoster(const v1::ApplyRoster& command, Draft& draft);

// What `settings` say at `now` of the pool `pool_id` of `tenant`: of an unknown one that nobody
// works there.
v1::PoolRostered RosterOf(const std::string& tenant, const std::string& pool_id,
                          const setting::Settings& settings, Time now);

// The versions of all documents that make `roster`, in one text that is equal if they are.
std::string VersionsOf(const v1::PoolRostered& roster);

// Whether an agent is on shift, and until when.
struct Shift {
  bool on = true;
  // None: for ever, as far as is known.
  std::optional<Time> until;
};

// By the calendar `name` of `tenant`; always, without one.
Shift ShiftAt(const std::string& tenant, const std::string& name, const setting::Settings& settings,
              Time now);

void Apply(const v1::PoolRostered& event, const eventing::CommitHeader& header, PoolState& state);

}  // namespace docket::routing
