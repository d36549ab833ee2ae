#pragma once

// O12: a read with a token is answered from rows that are folded at least as far as it says, or
// told to ask again; never that the log ends before what the log has held.

#include "tests/simulation/oracle.h"

namespace docket::simulation {

class ReadOracle final : public Oracle {
 public:
  explicit ReadOracle(const Evidence& evidence) : Oracle("O12", evidence) {}

  void OnRead(const UnitRows& rows, const eventing::FoldedMap& token,
              const absl::Status& status) override;
};

}  // namespace docket::simulation
