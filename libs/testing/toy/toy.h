#pragma once

// The two services of the toy: the desk decides umbrellas, the ledger decides borrowers. One of
// these makes the specs of all their units, for a process at a time, since projections keep
// nothing.

#include "libs/eventing/aggregate_kind.h"
#include "libs/eventing/unit.h"
#include "libs/testing/toy/borrower.h"
#include "libs/testing/toy/desk_reactor.h"
#include "libs/testing/toy/ledger_reactor.h"
#include "libs/testing/toy/umbrella.h"

namespace docket::testing {

class Toy {
 public:
  // Units made from these must go before the toy.
  eventing::UnitSpec Desk(int32_t partition);
  eventing::UnitSpec Ledger(int32_t partition);

  const eventing::AggregateKind& umbrella() const { return umbrella_; }

 private:
  eventing::AggregateKindOf<Umbrella> umbrella_;
  eventing::AggregateKindOf<Borrower> borrower_;
  DeskReactor desk_;
  LedgerReactor ledger_;
};

}  // namespace docket::testing
