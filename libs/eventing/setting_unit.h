#pragma once

// The unit that folds setting.events, in every process; in one that decides settings too it takes
// commands while it owns its only partition. Its rows are those of all aggregates and three tables
// more. By the first a process that starts fills its book without reading the log; the others are
// for readers.
//
// clang-format off
//   settings_by_number   number[8]                       -> aggregate id, NUL, version[8]
//   setting_numbers      aggregate id, NUL, version[8]   -> number[8]
//   settings_in_force    tenant, NUL, kind, NUL, name    -> aggregate id
// clang-format on

#include "libs/eventing/folded_settings.h"
#include "libs/eventing/unit.h"
#include "libs/store/projection_store.h"

namespace docket::eventing {

// The document as the kernel sees it, and where the unit's store has it.
const AggregateKind& SettingAggregate();
inline AggregateTables SettingTables() { return UnitSpec::TablesOf(0); }

// Changes with every change of what is folded: stores of another version are rebuilt.
inline constexpr uint32_t kSettingFoldVersion = 1;

class PublishedSettings final : public Projection {
 public:
  // Its tables, in order.
  enum Table : size_t { kByNumber, kNumbers, kInForce };

  // What it folds it adds to `settings`, which outlives it.
  explicit PublishedSettings(FoldedSettings& settings) : settings_(settings) {}

  std::vector<store::TableSpec> Tables() const override;
  absl::Status Fold(const AcceptedCommit& commit, FoldContext& context) override;

 private:
  FoldedSettings& settings_;
};

// The unit, with `projection` as its only one.
UnitSpec SettingUnit(PublishedSettings& projection);

// Where its store has `table`.
inline store::TableIndex PublishedTable(PublishedSettings::Table table) {
  return SettingTables().done + 1 + table;
}

// The key of a document in settings_in_force; without name or kind, where those of a kind or of a
// tenant begin.
std::string InForceKey(std::string_view tenant, std::string_view kind = {},
                       std::string_view name = {});

// Adds to `settings` what `store` has, which was opened with the unit's tables. DATA_LOSS if its
// rows are not those of such a unit.
absl::Status LoadSettings(const store::ProjectionStore& store, FoldedSettings& settings);

}  // namespace docket::eventing
