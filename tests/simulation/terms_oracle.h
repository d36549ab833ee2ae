#pragma once

// O5, for what settings ask for: by the time that everything is quiet each open loan has the terms
// of its tenant; none is given the terms that it has; who asks for them names settings that say so,
// and whoever changes them has folded as many.

#include <map>
#include <string>

#include "tests/simulation/oracle.h"

namespace docket::simulation {

class TermsOracle final : public Oracle {
 public:
  explicit TermsOracle(const Evidence& evidence) : Oracle("O5", evidence) {}

  void OnLanded(const Landed& landed) override;
  void AtQuiet(const std::vector<const UnitRows*>& units) override;

 private:
  void OnAccepted(const Accepted& accepted);
  void OnCommand(const Landed& landed);

  // The fewest settings that a command for terms was sent by, by its id.
  std::map<std::string, uint64_t> asked_by_;
};

// The umbrellas that are out on other terms than their tenant's.
std::vector<std::string> OutdatedLoans(const Reference& reference);

}  // namespace docket::simulation
