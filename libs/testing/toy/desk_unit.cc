#include "libs/testing/toy/desk_unit.h"

#include <utility>

#include "libs/base/check.h"

namespace docket::testing {

DeskUnit::DeskUnit(ScriptedEventLog& log, ScriptedPositions& positions,
                   eventing::FoldedSettings* settings)
    : log_(log), positions_(positions), settings_(settings) {
  Start();
}

void DeskUnit::Start() {
  loop_.emplace(spec_, eventing::UnitPorts{log_, positions_, store_.get(), mailbox_, settings_});
}

void DeskUnit::Restart() {
  loop_.reset();
  store_.Reopen();
  Start();
}

void DeskUnit::LoseDisk() {
  loop_.reset();
  store_.Wipe();
  Start();
}

eventing::Turn DeskUnit::Run() {
  constexpr int kStepsMax = 10'000;
  constexpr int kIdleMax = 5;  // A waker would tell of answers; the script has none.
  for (int step = 0, idle = 0; step < kStepsMax; ++step) {
    const eventing::Turn turn = loop_->Step(now);
    idle = turn.worked ? 0 : idle + 1;
    if (idle == kIdleMax) return turn;
  }
  DOCKET_CHECK(false);  // It spins.
}

void DeskUnit::RunAfter(std::chrono::nanoseconds wait) {
  now.wall += std::chrono::floor<std::chrono::milliseconds>(wait);
  now.monotonic += wait;
  Run();
}

Caller& DeskUnit::Call(eventing::Command command) {
  Caller& caller = callers_.emplace_back();
  command.reply = caller.reply();
  DOCKET_CHECK(mailbox_.Put(command));
  return caller;
}

uint64_t DeskUnit::WrittenVersion(std::string_view id) {
  const auto view = store_.get().View();
  const auto row = eventing::ReadRow(toy_.umbrella(), eventing::UnitSpec::TablesOf(0), *view, id);
  DOCKET_CHECK(row.ok());
  return row->has_value() ? (*row)->head.version : 0;
}

std::vector<std::string> DeskUnit::Rows() {
  std::vector<std::string> rows;
  const auto view = store_.get().View();
  const std::vector<store::TableSpec> tables = spec_.Tables();
  for (store::TableIndex table = 0; table < tables.size(); ++table) {
    if (tables[table].cursor) continue;
    const absl::Status scanned =
        view->Scan(table, {}, [&](std::string_view key, std::string_view value) {
          rows.push_back(tables[table].name + ": " + Hex(key) + " " + Hex(value));
          return true;
        });
    DOCKET_CHECK(scanned.ok());
  }
  return rows;
}

}  // namespace docket::testing
