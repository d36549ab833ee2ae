#pragma once

// O1: the rows of a unit are the fold of the log up to its written positions: what a window touched
// after every batch, all of them when a store is opened and once everything is quiet.

#include <map>
#include <string>
#include <utility>

#include "tests/simulation/oracle.h"

namespace docket::simulation {

class RowOracle final : public Oracle {
 public:
  explicit RowOracle(const Evidence& evidence) : Oracle("O1", evidence) {}

  void OnWritten(const UnitRows& rows) override;
  void OnOpened(const UnitRows& rows) override;
  void OnCleared(const UnitRows& rows) override { OnOpened(rows); }
  void AtQuiet(const std::vector<const UnitRows*>& units) override;

 private:
  using Row = std::pair<std::string, std::string>;  // Table and key.
  using Rows = std::map<Row, std::string>;

  void CheckTouched(const UnitRows& rows, const std::string& aggregate_id, log::Offset begin,
                    log::Offset end);
  void CheckAll(const UnitRows& rows);
  log::Offset NextOf(const UnitRows& rows) const;
  const ReferencePartition& EventsOf(const UnitRows& rows) const;

  std::map<UnitName, log::Offset> seen_;  // How far the rows of each unit were compared.
};

}  // namespace docket::simulation
