#include "libs/testing/toy/toy.h"

namespace docket::testing {

eventing::UnitSpec Toy::Desk(int32_t partition) {
  return {.service = "desk",
          .partition = partition,
          .decides = {&umbrella_},
          .follows = {},
          .projections = {&desk_},
          .reacts = true,
          .commands = {std::string(Borrower::kName)}};
}

eventing::UnitSpec Toy::Ledger(int32_t partition) {
  return {.service = "ledger",
          .partition = partition,
          .decides = {&borrower_},
          .follows = {},
          .projections = {&ledger_},
          .reacts = true,
          .commands = {std::string(Umbrella::kName)}};
}

eventing::UnitSpec Toy::BareDesk(int32_t partition) {
  return {.service = "desk",
          .partition = partition,
          .decides = {&umbrella_},
          .follows = {},
          .projections = {},
          .reacts = false};
}

eventing::UnitSpec Toy::Clerk(int32_t partition) {
  return {.service = "clerk",
          .partition = partition,
          .decides = {},
          .follows = {&followed_umbrella_},
          .projections = {&desk_},
          .reacts = true,
          .commands = {std::string(Umbrella::kName), std::string(Borrower::kName)}};
}

}  // namespace docket::testing
