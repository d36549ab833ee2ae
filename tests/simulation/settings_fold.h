#pragma once

// The fold of settings in one life of a process: the production unit over gated ports, which owns
// nothing, for who administers is no process.

#include <functional>
#include <memory>

#include "libs/eventing/mailbox.h"
#include "libs/eventing/partition_loop.h"
#include "libs/eventing/setting_unit.h"
#include "libs/testing/simulated_engine.h"
#include "tests/simulation/unit.h"

namespace docket::simulation {

class SettingsFold {
 public:
  // `wake` is called when a step has something to do.
  SettingsFold(const LifePorts& ports, docket::testing::SimulatedDisk& disk,
               std::function<void()> wake);
  ~SettingsFold();

  eventing::Turn Step(Instant now);

  eventing::FoldedSettings& settings() { return settings_; }
  absl::Status halt() const { return loop_->halt(); }
  void Rebuild() { loop_->Rebuild(); }

 private:
  eventing::FoldedSettings settings_;
  eventing::PublishedSettings projection_{settings_};
  const eventing::UnitSpec spec_ = SettingUnit(projection_);
  Alarm alarm_;
  GatedLog log_;
  GatedPositions positions_;
  eventing::Mailbox mailbox_{1};
  std::unique_ptr<store::ProjectionStore> store_;
  std::unique_ptr<eventing::PartitionLoop> loop_;
  uint64_t seen_changes_ = 0;
};

}  // namespace docket::simulation
