#pragma once

// O3: the accepted commits of an aggregate are versions 1..n in log order, each naming the one
// before; every process finds the same heads; correct writers never build on anything else, and
// name the settings that they decided by.

#include <map>
#include <tuple>

#include "tests/simulation/oracle.h"

namespace docket::simulation {

class LogOracle final : public Oracle {
 public:
  explicit LogOracle(const Evidence& evidence) : Oracle("O3", evidence) {}

  void OnLanded(const Landed& landed) override;
  void OnWritten(const UnitRows& rows) override;
  void OnOpened(const UnitRows& rows) override;

 private:
  void CheckWriter(const Landed& landed);
  void CheckEncoding(const Landed& landed);
  void CheckSettings(const Landed& landed);
  void CheckHead(const UnitRows& rows, const ReferencePartition& events,
                 const std::string& aggregate_id, log::Offset next);

  // What a call made of one version, by (number, aggregate, version).
  std::map<std::tuple<uint64_t, std::string, uint64_t>, Digest> encodings_;
  std::map<UnitName, log::Offset> seen_;  // How far each unit's heads were compared.
};

}  // namespace docket::simulation
