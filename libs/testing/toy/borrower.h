#pragma once

// One who borrows umbrellas, two at once at most. Commanded by the desk alone.

#include <optional>
#include <string>
#include <string_view>

#include "libs/base/slot.h"
#include "libs/eventing/decision.h"
#include "libs/testing/toy/borrower_events.pb.h"
#include "libs/testing/toy/toy_state.pb.h"

namespace docket::testing {

struct Borrower {
  static constexpr std::string_view kName = "borrower";
  static constexpr std::string_view kPrefix = "BO";
  static constexpr int kOpenLoansMax = 2;
  using Event = toy::v1::BorrowerEvent;
  using Command = toy::v1::BorrowerCommand;
  using Commit = toy::v1::BorrowerCommit;
  using CommandRecord = toy::v1::BorrowerCommandRecord;
  using State = toy::v1::BorrowerState;

  // The id of the borrower `name` of `tenant`.
  static std::string IdOf(std::string_view tenant, std::string_view name);
  // Whether `text` is a borrower's id in its canonical spelling.
  static bool IsId(std::string_view text);
  // The slot of `id`, which is one.
  static std::optional<Slot> SlotOf(std::string_view id);

  static State Evolve(State state, const eventing::CommitHeader& header, const Event& event);
  static absl::StatusOr<eventing::Decision<Event>> Decide(const State& state,
                                                          const Command& command,
                                                          const eventing::DecisionContext& context);
};

}  // namespace docket::testing
