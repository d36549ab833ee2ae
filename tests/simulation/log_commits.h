#pragma once

// The commits of the handshakes' log as judges read them. Shares no code with what it judges.

#include <cstdint>
#include <map>
#include <string>

#include "libs/testing/simulated_log.h"
#include "tests/simulation/handshake_world.h"

namespace docket::simulation {

// Hands every commit of `topic` to `take`, those of an aggregate in the order of versions; of each
// version the first record counts. False if some record is no commit.
template <typename Commit, typename Take>
bool ForEachCommit(const docket::testing::SimulatedLog& log, const std::string& topic, Take take) {
  bool readable = true;
  std::map<std::string, uint64_t> heads;
  for (int32_t partition = 0; partition < kHandshakePartitions; ++partition) {
    for (const log::LogRecord& record : log.Dump({topic, partition})) {
      Commit commit;
      if (!commit.ParseFromString(record.record.value)) {
        readable = false;
        continue;
      }
      uint64_t& head = heads[commit.header().aggregate_id()];
      if (commit.header().version() != head + 1) continue;
      ++head;
      take(commit);
    }
  }
  return readable;
}

}  // namespace docket::simulation
