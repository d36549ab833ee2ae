#pragma once

// Records that no correct writer makes, crafted from what is in the log.

#include <optional>

#include "libs/log/record.h"
#include "tests/simulation/reference.h"
#include "tests/simulation/stream.h"

namespace docket::simulation {

// One that every reader must ignore: a next version on another commit, a loser, an old commit once
// more. None while nothing is in `events`.
std::optional<log::Record> PlantIgnored(const ReferencePartition& events, Stream& stream);

// One that cannot be read: without a header, or another aggregate's. None likewise.
std::optional<log::Record> PlantUnreadable(const ReferencePartition& events, Stream& stream);
// The same for the topic of its commands.
std::optional<log::Record> PlantUnreadableCommand(const ReferencePartition& events, Stream& stream);

// One that leaves out a version.
std::optional<log::Record> PlantGap(const ReferencePartition& events, Stream& stream);

}  // namespace docket::simulation
