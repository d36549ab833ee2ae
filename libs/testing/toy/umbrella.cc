#include "libs/testing/toy/umbrella.h"

#include <memory>
#include <utility>

#include "libs/base/id.h"
#include "libs/base/proto_time.h"
#include "libs/testing/toy/borrower.h"
#include "libs/testing/toy/terms.h"
#include "libs/testing/toy/toy_id.h"

namespace docket::testing {
namespace {

using Decision = eventing::Decision<Umbrella::Event>;
using State = Umbrella::State;
using Event = Umbrella::Event;

// OK for the open loan. A machine may speak of one that is over, for it does not see the desk.
absl::Status CheckOpen(const State& state, uint64_t loan) {
  if (loan == 0 || loan > state.loans()) {
    return eventing::Reject(toy::v1::UMBRELLA_REJECTION_LOAN_UNKNOWN, "there was no such loan");
  }
  if (loan < state.loans() || state.borrower_id().empty()) {
    return eventing::Reject(toy::v1::UMBRELLA_REJECTION_LOAN_OVER, "the loan has ended");
  }
  return absl::OkStatus();
}

// Lends the umbrella that takes the place of the scrapped one at hand.
Decision LendSuccessor(const toy::v1::LendUmbrella& lend,
                       const eventing::DecisionContext& context) {
  auto command = std::make_shared<toy::v1::UmbrellaCommand>();
  *command->mutable_lend() = lend;
  return {.events = {},
          .redirect =
              eventing::Redirect{Umbrella::SuccessorOf(context.aggregate_id), std::move(command)}};
}

absl::StatusOr<Decision> Lend(const State& state, const toy::v1::LendUmbrella& command,
                              const eventing::DecisionContext& context) {
  if (!Borrower::IsId(command.borrower_id())) {
    return InvalidArgument("borrower_id is no borrower's id");
  }
  if (state.scrapped()) return LendSuccessor(command, context);
  if (!state.borrower_id().empty()) {
    return eventing::Reject(toy::v1::UMBRELLA_REJECTION_LENT, "the umbrella is out");
  }
  Event event;
  event.mutable_lent()->set_loan(state.loans() + 1);
  event.mutable_lent()->set_borrower_id(command.borrower_id());
  *event.mutable_lent()->mutable_due_time() = command.due_time();
  event.mutable_lent()->set_terms(TermsIn(context.settings, context.tenant));
  return Decision{{event}};
}

absl::StatusOr<Decision> Confirm(const State& state, uint64_t loan) {
  DOCKET_RETURN_IF_ERROR(CheckOpen(state, loan));
  if (state.confirmed()) return Decision{};
  Event event;
  event.mutable_confirmed()->set_loan(loan);
  return Decision{{event}};
}

absl::StatusOr<Decision> Decline(const State& state, uint64_t loan) {
  DOCKET_RETURN_IF_ERROR(CheckOpen(state, loan));
  Event event;
  event.mutable_declined()->set_loan(loan);
  return Decision{{event}};
}

Decision Collect(const State& state) {
  if (state.borrower_id().empty()) return {};  // Two clerks pressed the button; nobody erred.
  Event event;
  event.mutable_collected()->set_loan(state.loans());
  return {{event}};
}

absl::StatusOr<Decision> Scrap(const State& state) {
  if (state.scrapped()) return Decision{};
  if (!state.borrower_id().empty()) {
    return eventing::Reject(toy::v1::UMBRELLA_REJECTION_LENT, "the umbrella is out");
  }
  Event event;
  event.mutable_scrapped();
  return Decision{{event}};
}

absl::StatusOr<Decision> Remind(const State& state, uint64_t loan, Time now) {
  DOCKET_RETURN_IF_ERROR(CheckOpen(state, loan));
  if (state.reminded()) return Decision{};
  if (now <= FromProto(state.due_time())) {
    return eventing::Reject(toy::v1::UMBRELLA_REJECTION_TOO_EARLY, "the loan is not overdue");
  }
  Event event;
  event.mutable_reminded()->set_loan(loan);
  return Decision{{event}};
}

// Of settings that are newer than the demand, for all that it knows.
absl::StatusOr<Decision> ApplyTerms(const State& state, uint64_t loan,
                                    const eventing::DecisionContext& context) {
  DOCKET_RETURN_IF_ERROR(CheckOpen(state, loan));
  std::string terms = TermsIn(context.settings, context.tenant);
  if (terms == state.terms()) return Decision{};
  Event event;
  event.mutable_terms_changed()->set_loan(loan);
  event.mutable_terms_changed()->set_terms(std::move(terms));
  return Decision{{event}};
}

void BeginLoan(const toy::v1::UmbrellaLent& lent, State& state) {
  state.set_loans(lent.loan());
  state.set_borrower_id(lent.borrower_id());
  *state.mutable_due_time() = lent.due_time();
  state.set_terms(lent.terms());
}

void EndLoan(State& state) {
  const uint64_t loans = state.loans();
  state.Clear();
  state.set_loans(loans);
}

}  // namespace

std::string Umbrella::IdOf(std::string_view tenant, std::string_view name) {
  return ToyId(kPrefix, tenant, name);
}

std::optional<Slot> Umbrella::SlotOf(std::string_view id) { return ToySlot(kPrefix, id); }

std::string Umbrella::SuccessorOf(std::string_view id) {
  const std::string_view parts[] = {id, "successor"};
  return FormatId(kPrefix, {SlotOf(id).value(), IdHash(parts)});
}

State Umbrella::Evolve(State state, const eventing::CommitHeader&, const Event& event) {
  switch (event.kind_case()) {
    case Event::kLent: BeginLoan(event.lent(), state); break;
    case Event::kConfirmed: state.set_confirmed(true); break;
    case Event::kDeclined:
    case Event::kCollected: EndLoan(state); break;
    case Event::kReminded: state.set_reminded(true); break;
    case Event::kScrapped: state.set_scrapped(true); break;
    case Event::kTermsChanged: state.set_terms(event.terms_changed().terms()); break;
    case Event::KIND_NOT_SET: break;  // Halts the partition before the fold.
  }
  return state;
}

absl::StatusOr<Decision> Umbrella::Decide(const State& state, const Command& command,
                                          const eventing::DecisionContext& context) {
  switch (command.kind_case()) {
    case Command::kLend: return Lend(state, command.lend(), context);
    case Command::kConfirm: return Confirm(state, command.confirm().loan());
    case Command::kDecline: return Decline(state, command.decline().loan());
    case Command::kCollect: return Collect(state);
    case Command::kRemind: return Remind(state, command.remind().loan(), context.now);
    case Command::kScrap: return Scrap(state);
    case Command::kApplyTerms: return ApplyTerms(state, command.apply_terms().loan(), context);
    case Command::KIND_NOT_SET: break;
  }
  return InvalidArgument("umbrella command without a kind");
}

}  // namespace docket::testing
