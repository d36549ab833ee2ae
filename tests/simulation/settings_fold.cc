#include "tests/simulation/settings_fold.h"

#include <utility>

#include "libs/base/check.h"

namespace docket::simulation {
namespace {

std::unique_ptr<store::ProjectionStore> OpenStore(const eventing::UnitSpec& spec,
                                                  const std::string& log_id, Gate& gate,
                                                  docket::testing::SimulatedDisk& disk) {
  const store::StoreSpec tables{spec.Tables(), eventing::kSettingFoldVersion};
  auto engine = docket::testing::SimulatedEngine::Open(disk, store::EngineTables(tables));
  DOCKET_CHECK(engine.ok());
  const auto nobody = [](const store::ReadView&) {};
  auto store = store::ProjectionStore::Open(
      std::make_unique<GatedEngine>(*std::move(engine), gate, nobody, nobody), tables, log_id);
  DOCKET_CHECK(store.ok());
  return *std::move(store);
}

}  // namespace

SettingsFold::SettingsFold(const LifePorts& ports, docket::testing::SimulatedDisk& disk,
                           std::function<void()> wake)
    : alarm_(std::move(wake)),
      log_(ports.log, ports.board, ports.gate),
      positions_(ports.positions, ports.gate, [](const log::TopicPartition&, log::Offset) {}),
      store_(OpenStore(spec_, log_.log_id(), ports.gate, disk)) {
  DOCKET_CHECK(LoadSettings(*store_, settings_).ok());
  loop_ = std::make_unique<eventing::PartitionLoop>(
      spec_, eventing::UnitPorts{log_, positions_, *store_, mailbox_, &settings_});
  loop_->SetWaker(&alarm_);
  settings_.Follow(loop_->progress());
}

SettingsFold::~SettingsFold() {
  loop_->SetWaker(nullptr);
  loop_.reset();
}

// As a host does: whoever waits for settings is told when more are folded.
eventing::Turn SettingsFold::Step(Instant now) {
  const eventing::Turn turn = loop_->Step(now);
  const uint64_t changes = loop_->progress().changes();
  if (std::exchange(seen_changes_, changes) != changes) settings_.Wake();
  return turn;
}

}  // namespace docket::simulation
