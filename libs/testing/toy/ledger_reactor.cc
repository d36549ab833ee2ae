#include "libs/testing/toy/ledger_reactor.h"

#include "libs/testing/toy/borrower.h"
#include "libs/testing/toy/toy_command.h"
#include "libs/testing/toy/umbrella.h"

namespace docket::testing {
namespace {

using eventing::CommitHeader;
using eventing::Reaction;

constexpr std::string_view kActor = "ledger";

Reaction Confirm(const CommitHeader& header, const toy::v1::LoanTaken& taken) {
  toy::v1::UmbrellaCommand command;
  command.mutable_confirm()->set_loan(taken.loan());
  return ToyReaction<Umbrella>({header.tenant(), taken.umbrella_id(), kActor, "ConfirmLoan",
                                taken.umbrella_id(), taken.loan()},
                               std::move(command));
}

Reaction Decline(const CommitHeader& header, const toy::v1::LoanRefused& refused) {
  toy::v1::UmbrellaCommand command;
  command.mutable_decline()->set_loan(refused.loan());
  return ToyReaction<Umbrella>({header.tenant(), refused.umbrella_id(), kActor, "DeclineLoan",
                                refused.umbrella_id(), refused.loan()},
                               std::move(command));
}

}  // namespace

absl::Status LedgerReactor::Fold(const eventing::AcceptedCommit& commit,
                                 eventing::FoldContext& context) {
  if (commit.kind.name() != Borrower::kName) return absl::OkStatus();
  const auto& borrower = static_cast<const toy::v1::BorrowerCommit&>(commit.message);
  for (const toy::v1::BorrowerEvent& event : borrower.events()) {
    switch (event.kind_case()) {
      case Borrower::Event::kTaken: context.React(Confirm(commit.header, event.taken())); break;
      case Borrower::Event::kRefused: context.React(Decline(commit.header, event.refused())); break;
      default: break;
    }
  }
  return absl::OkStatus();
}

}  // namespace docket::testing
