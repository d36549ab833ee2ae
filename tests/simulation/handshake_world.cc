#include "tests/simulation/handshake_world.h"

#include <utility>

#include "libs/base/check.h"
#include "services/escalation/projection/escalation_unit.h"
#include "services/intake/projection/intake_unit.h"
#include "services/routing/projection/routing_unit.h"

namespace docket::simulation {

using docket::testing::SimulatedEventLog;
using docket::testing::SimulatedPositions;

eventing::UnitSpec SpecOf(Part part, int32_t partition) {
  switch (part) {
    case Part::kIntake: return intake::IntakeUnit(partition);
    case Part::kRouting: return routing::RoutingUnit(partition);
    case Part::kPool: return routing::PoolUnit(partition);
    case Part::kEscalation: return escalation::EscalationUnit(partition);
  }
  DOCKET_CHECK(false);
}

// What a crash takes along.
struct HandshakeProcess::Life {
  Life(docket::testing::SimulatedLog& of, std::map<Key, docket::testing::SimulatedStore>& stores,
       eventing::FoldedSettings& settings)
      : log(of), positions(of, log) {
    for (auto& [key, store] : stores) {
      eventing::Mailbox& mailbox = mailboxes.emplace(key, 64).first->second;
      loops.try_emplace(key, SpecOf(key.first, key.second),
                        eventing::UnitPorts{log, positions, store.get(), mailbox, &settings});
    }
  }

  SimulatedEventLog log;
  SimulatedPositions positions;
  std::map<Key, eventing::Mailbox> mailboxes;
  std::map<Key, eventing::PartitionLoop> loops;
};

HandshakeProcess::HandshakeProcess(docket::testing::SimulatedLog& log, std::mt19937_64& rng)
    : log_(log), rng_(rng) {
  settings_.Follow(settings_progress_);
  for (const Part part : kParts) {
    for (int32_t partition = 0; partition < kHandshakePartitions; ++partition) {
      stores_.try_emplace({part, partition}, SpecOf(part, partition).Tables());
    }
  }
}

HandshakeProcess::~HandshakeProcess() = default;

void HandshakeProcess::Start() {
  DOCKET_CHECK(!running());
  life_ = std::make_unique<Life>(log_, stores_, settings_);
}

void HandshakeProcess::Crash() {
  life_->log.Cut();
  life_->positions.Cut();
  for (auto& [key, store] : stores_) store.disk().Crash(rng_);
  life_.reset();
  for (auto& [key, store] : stores_) store.Reopen();
}

void HandshakeProcess::LoseDisks() {
  for (auto& [key, store] : stores_) store.Wipe();
}

void HandshakeProcess::Own(const Key& unit, bool owned) {
  eventing::PartitionLoop& loop = life_->loops.at(unit);
  owned ? loop.Assign() : loop.Revoke();
}

void HandshakeProcess::Put(const Key& unit, eventing::Command command) {
  life_->mailboxes.at(unit).Put(command);
}

bool HandshakeProcess::Step(Instant now) {
  bool worked = false;
  for (auto& [key, loop] : life_->loops) worked = loop.Step(now).worked || worked;
  return worked;
}

absl::Status HandshakeProcess::Halt() const {
  if (!running()) return absl::OkStatus();
  for (const auto& [key, loop] : life_->loops) DOCKET_RETURN_IF_ERROR(loop.halt());
  return absl::OkStatus();
}

void HandshakeProcess::GiveWord() {
  for (auto& [key, loop] : life_->loops) {
    if (loop.progress().awaits_word()) loop.BeginReactions(eventing::ReactFrom::kBeginning);
  }
}

void HandshakeProcess::Fold(uint64_t number, const setting::v1::SettingCommit& commit) {
  settings_.Add(number, commit);
  settings_progress_.SetWritten(0, log_.End(eventing::FoldedSettings::Place()));
  settings_.Wake();
}

std::vector<std::string> HandshakeProcess::Rows(const Key& unit) {
  const std::vector<store::TableSpec> tables = SpecOf(unit.first, unit.second).Tables();
  std::vector<std::string> rows;
  const auto view = stores_.at(unit).get().View();
  for (store::TableIndex table = 0; table < tables.size(); ++table) {
    if (tables[table].cursor) continue;
    const auto take = [&](std::string_view key, std::string_view value) {
      rows.push_back(tables[table].name + ": " + Hex(key) + " " + Hex(value));
      return true;
    };
    DOCKET_CHECK(view->Scan(table, {}, take).ok());
  }
  return rows;
}

}  // namespace docket::simulation
