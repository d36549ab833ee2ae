#include "tests/simulation/unit.h"

#include <utility>

#include "libs/base/check.h"

namespace docket::simulation {
namespace {

constexpr size_t kMailboxMax = 64;

}  // namespace

Unit::Unit(const UnitName& name, eventing::UnitSpec spec, const LifePorts& ports,
           docket::testing::SimulatedDisk& disk, std::function<void()> wake)
    : name_(name),
      court_(ports.court),
      alarm_(std::move(wake)),
      log_(ports.log, ports.board, ports.gate),
      positions_(ports.positions, ports.gate,
                 [&court = ports.court](const log::TopicPartition& place, log::Offset next) {
                   court.OnKept(place, next);
                 }),
      mailbox_(kMailboxMax),
      tables_(store::EngineTables({spec.Tables(), 1})),
      store_(OpenStore(spec, ports.gate, disk)) {
  court_.OnOpened(UnitRows(name_, *View(), tables_));
  opened_ = true;
  loop_ = std::make_unique<eventing::PartitionLoop>(
      std::move(spec), eventing::UnitPorts{log_, positions_, *store_, mailbox_, ports.settings});
  loop_->SetWaker(&alarm_);
  parked_.emplace(loop_->progress(), log_);
  parked_->SetWaker(&alarm_);
}

eventing::Turn Unit::Step(Instant now) {
  const eventing::Turn turn = loop_->Step(now);
  return EarlierOf(turn, parked_->Step(now));
}

Unit::~Unit() {
  parked_.reset();
  loop_->SetWaker(nullptr);
  loop_.reset();
}

// A store that cannot be opened is set aside and folded from zero.
std::unique_ptr<store::ProjectionStore> Unit::OpenStore(const eventing::UnitSpec& spec, Gate& gate,
                                                        docket::testing::SimulatedDisk& disk) {
  const store::StoreSpec tables{spec.Tables(), 1};
  auto store = TryOpen(tables, gate, disk);
  if (!store.ok()) {
    disk.Wipe();
    store = TryOpen(tables, gate, disk);
  }
  DOCKET_CHECK(store.ok());
  return *std::move(store);
}

absl::StatusOr<std::unique_ptr<store::ProjectionStore>> Unit::TryOpen(
    const store::StoreSpec& spec, Gate& gate, docket::testing::SimulatedDisk& disk) {
  DOCKET_ASSIGN_OR_RETURN(auto engine, docket::testing::SimulatedEngine::Open(disk, tables_));
  const auto on_write = [this](const store::ReadView& view) {
    if (opened_) court_.OnWritten(UnitRows(name_, view, tables_));
  };
  const auto on_clear = [this](const store::ReadView& view) {
    court_.OnCleared(UnitRows(name_, view, tables_));
  };
  auto gated = std::make_unique<GatedEngine>(std::move(engine), gate, on_write, on_clear);
  return store::ProjectionStore::Open(std::move(gated), spec, log_.log_id());
}

}  // namespace docket::simulation
