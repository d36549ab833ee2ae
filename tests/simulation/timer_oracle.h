#pragma once

// O5, for the toy's timers: a loan is reminded of at most once, never before its due, and by the
// time that everything is quiet if it is overdue. The stored cursor passes no armed timer.

#include "tests/simulation/oracle.h"

namespace docket::simulation {

class TimerOracle final : public Oracle {
 public:
  explicit TimerOracle(const Evidence& evidence) : Oracle("O5", evidence) {}

  void OnLanded(const Landed& landed) override;
  void OnWritten(const UnitRows& rows) override;
  void OnOpened(const UnitRows& rows) override { OnWritten(rows); }
  void AtQuiet(const std::vector<const UnitRows*>& units) override;

 private:
  void OnAccepted(const Accepted& accepted);
  void OnCommand(const Landed& landed);
};

// The umbrellas whose borrower is to be reminded at `now` and was not.
std::vector<std::string> OverdueLoans(const Reference& reference, Time now);

}  // namespace docket::simulation
