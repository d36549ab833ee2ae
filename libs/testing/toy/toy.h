#pragma once

// The two services of the toy: the desk decides umbrellas, the ledger decides borrowers. What the
// desk reacts to may be a third's instead, the clerk's, which decides nothing. One of these makes
// the specs of all their units, for a process at a time, since projections keep nothing.

#include "libs/eventing/aggregate_kind.h"
#include "libs/eventing/followed_kind.h"
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
  // The desk in two services: one that decides, and one that follows it and reacts.
  eventing::UnitSpec BareDesk(int32_t partition);
  eventing::UnitSpec Clerk(int32_t partition);

  const eventing::AggregateKind& umbrella() const { return umbrella_; }

 private:
  eventing::AggregateKindOf<Umbrella> umbrella_;
  eventing::AggregateKindOf<Borrower> borrower_;
  const eventing::FollowedKindOf<Umbrella::Commit> followed_umbrella_{Umbrella::kName,
                                                                      Umbrella::kPrefix};
  DeskReactor desk_;
  LedgerReactor ledger_;
};

}  // namespace docket::testing
