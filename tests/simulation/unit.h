#pragma once

// One unit of one life of a process: the production loop over gated ports, with its store on a disk
// that outlives it.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/eventing/mailbox.h"
#include "libs/eventing/parked_reads.h"
#include "libs/eventing/partition_loop.h"
#include "libs/testing/simulated_engine.h"
#include "tests/simulation/court.h"
#include "tests/simulation/gated_ports.h"

namespace docket::simulation {

// What the units of one life share.
struct LifePorts {
  log::EventLog& log;
  log::Positions& positions;
  WakeBoard& board;
  Gate& gate;
  Court& court;
  eventing::FoldedSettings* settings = nullptr;
};

// Wakes whoever plans the steps.
class Alarm final : public log::Waker {
 public:
  explicit Alarm(std::function<void()> wake) : wake_(std::move(wake)) {}
  void Wake() override { wake_(); }

 private:
  const std::function<void()> wake_;
};

class Unit {
 public:
  // `wake` is called when a step has something to do.
  Unit(const UnitName& name, eventing::UnitSpec spec, const LifePorts& ports,
       docket::testing::SimulatedDisk& disk, std::function<void()> wake);
  ~Unit();

  // As a host steps the two: the loop, and the reads that wait for it.
  eventing::Turn Step(Instant now);

  const UnitName& name() const { return name_; }
  eventing::ParkedReads& parked() { return *parked_; }
  eventing::PartitionLoop& loop() { return *loop_; }
  const eventing::PartitionLoop& loop() const { return *loop_; }
  eventing::Mailbox& mailbox() { return mailbox_; }

  // The written rows, for UnitRows and digests.
  std::unique_ptr<store::ReadView> View() const { return store_->View(); }
  const std::vector<std::string>& tables() const { return tables_; }
  const store::StoreSpec& spec() const { return store_->spec(); }

 private:
  std::unique_ptr<store::ProjectionStore> OpenStore(const eventing::UnitSpec& spec, Gate& gate,
                                                    docket::testing::SimulatedDisk& disk);
  absl::StatusOr<std::unique_ptr<store::ProjectionStore>> TryOpen(
      const store::StoreSpec& spec, Gate& gate, docket::testing::SimulatedDisk& disk);

  const UnitName name_;
  Court& court_;
  Alarm alarm_;
  GatedLog log_;
  GatedPositions positions_;
  eventing::Mailbox mailbox_;
  bool opened_ = false;  // Opening a store writes too, before the court knows what a crash left.
  std::vector<std::string> tables_;
  std::unique_ptr<store::ProjectionStore> store_;
  std::unique_ptr<eventing::PartitionLoop> loop_;
  std::optional<eventing::ParkedReads> parked_;
};

}  // namespace docket::simulation
