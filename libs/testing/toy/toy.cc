#include "libs/testing/toy/toy.h"

namespace docket::testing {

eventing::UnitSpec Toy::Desk(int32_t partition) {
  return {.service = "desk",
          .partition = partition,
          .decides = {&umbrella_},
          .follows = {},
          .projections = {&desk_},
          .reacts = true};
}

eventing::UnitSpec Toy::Ledger(int32_t partition) {
  return {.service = "ledger",
          .partition = partition,
          .decides = {&borrower_},
          .follows = {},
          .projections = {&ledger_},
          .reacts = true};
}

}  // namespace docket::testing
