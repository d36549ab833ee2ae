#include "libs/testing/toy/desk_reactor.h"

#include "libs/base/big_endian.h"
#include "libs/base/proto_time.h"
#include "libs/eventing/command.h"
#include "libs/testing/toy/borrower.h"
#include "libs/testing/toy/terms.h"
#include "libs/testing/toy/toy_command.h"
#include "libs/testing/toy/umbrella.h"

namespace docket::testing {
namespace {

using eventing::CommitHeader;
using eventing::FoldContext;
using eventing::Reaction;
using toy::v1::LoanOut;

constexpr std::string_view kActor = "desk";

std::string ByBorrowerKey(const std::string& borrower_id, const std::string& umbrella_id) {
  return borrower_id + '\0' + umbrella_id;
}

// A timer is named by what it reminds of: umbrella id, loan[8].
std::string TimerKey(std::string umbrella_id, uint64_t loan) {
  PutU64(umbrella_id, loan);
  return umbrella_id;
}

absl::StatusOr<LoanOut> ReadLoan(std::string_view umbrella_id, eventing::FoldedRows& rows) {
  DOCKET_ASSIGN_OR_RETURN(const std::optional<std::string> row,
                          rows.Get(DeskReactor::kLoansOut, umbrella_id));
  LoanOut loan;
  if (!row.has_value() || !loan.ParseFromString(*row)) {
    return DataLoss("no loan of " + std::string(umbrella_id) + " is open at the desk");
  }
  return loan;
}

Reaction Take(const CommitHeader& header, const toy::v1::UmbrellaLent& lent) {
  toy::v1::BorrowerCommand command;
  command.mutable_take()->set_umbrella_id(header.aggregate_id());
  command.mutable_take()->set_loan(lent.loan());
  return ToyReaction<Borrower>(
      {header.tenant(), lent.borrower_id(), kActor, "TakeLoan", header.aggregate_id(), lent.loan()},
      std::move(command));
}

Reaction End(const CommitHeader& header, const LoanOut& loan) {
  toy::v1::BorrowerCommand command;
  command.mutable_end()->set_umbrella_id(header.aggregate_id());
  command.mutable_end()->set_loan(loan.loan());
  return ToyReaction<Borrower>(
      {header.tenant(), loan.borrower_id(), kActor, "EndLoan", header.aggregate_id(), loan.loan()},
      std::move(command));
}

}  // namespace

std::vector<store::TableSpec> DeskReactor::Tables() const {
  return {{"loans_out", store::Content::kWhole}, {"lent_by_borrower", store::Content::kWhole}};
}

absl::Status DeskReactor::Fold(const eventing::AcceptedCommit& commit, FoldContext& context) {
  if (commit.kind.name() != Umbrella::kName) return absl::OkStatus();
  const auto& umbrella = static_cast<const toy::v1::UmbrellaCommit&>(commit.message);
  for (const toy::v1::UmbrellaEvent& event : umbrella.events()) {
    absl::Status folded;
    switch (event.kind_case()) {
      case Umbrella::Event::kLent: folded = OnLent(commit, event.lent(), context); break;
      case Umbrella::Event::kCollected: folded = OnOver(commit.header, true, context); break;
      case Umbrella::Event::kDeclined: folded = OnOver(commit.header, false, context); break;
      case Umbrella::Event::kReminded: folded = OnReminded(commit.header, context); break;
      case Umbrella::Event::kTermsChanged:
        folded = OnTermsChanged(commit.header, event.terms_changed(), context);
        break;
      default: break;
    }
    DOCKET_RETURN_IF_ERROR(folded);
  }
  return absl::OkStatus();
}

absl::Status DeskReactor::OnLent(const eventing::AcceptedCommit& commit,
                                 const toy::v1::UmbrellaLent& lent, FoldContext& context) {
  const CommitHeader& header = commit.header;
  LoanOut loan;
  loan.set_tenant(header.tenant());
  loan.set_loan(lent.loan());
  loan.set_borrower_id(lent.borrower_id());
  *loan.mutable_due_time() = lent.due_time();
  loan.set_terms(TermsIn(commit.settings, header.tenant()));
  context.Put(kLoansOut, header.aggregate_id(), loan.SerializeAsString());
  std::string number;
  PutU64(number, lent.loan());
  context.Put(kLentByBorrower, ByBorrowerKey(lent.borrower_id(), header.aggregate_id()),
              std::move(number));
  context.Arm(FromProto(lent.due_time()), TimerKey(header.aggregate_id(), lent.loan()));
  context.Demand(header.aggregate_id());
  context.React(Take(header, lent));
  return absl::OkStatus();
}

// A loan that the ledger has declined was never `noted` there. One that was collected before the
// ledger had spoken may be noted any moment, so its end is sent behind it.
absl::Status DeskReactor::OnOver(const CommitHeader& header, bool noted, FoldContext& context) {
  DOCKET_ASSIGN_OR_RETURN(const LoanOut loan, ReadLoan(header.aggregate_id(), context));
  context.Delete(kLoansOut, header.aggregate_id());
  context.Delete(kLentByBorrower, ByBorrowerKey(loan.borrower_id(), header.aggregate_id()));
  context.Settle(FromProto(loan.due_time()), TimerKey(header.aggregate_id(), loan.loan()));
  context.Demand(header.aggregate_id());
  if (noted) context.React(End(header, loan));
  return absl::OkStatus();
}

absl::Status DeskReactor::OnReminded(const CommitHeader& header, FoldContext& context) {
  DOCKET_ASSIGN_OR_RETURN(const LoanOut loan, ReadLoan(header.aggregate_id(), context));
  context.Settle(FromProto(loan.due_time()), TimerKey(header.aggregate_id(), loan.loan()));
  return absl::OkStatus();
}

absl::Status DeskReactor::OnTermsChanged(const CommitHeader& header,
                                         const toy::v1::LoanTermsChanged& changed,
                                         FoldContext& context) {
  DOCKET_ASSIGN_OR_RETURN(LoanOut loan, ReadLoan(header.aggregate_id(), context));
  loan.set_terms(changed.terms());
  context.Put(kLoansOut, header.aggregate_id(), loan.SerializeAsString());
  context.Demand(header.aggregate_id());
  return absl::OkStatus();
}

absl::StatusOr<Reaction> DeskReactor::Fire(Time, std::string_view key, eventing::FoldedRows& rows) {
  const std::string umbrella_id(key.substr(0, key.size() - sizeof(uint64_t)));
  DOCKET_ASSIGN_OR_RETURN(const LoanOut loan, ReadLoan(umbrella_id, rows));
  toy::v1::UmbrellaCommand command;
  command.mutable_remind()->set_loan(loan.loan());
  return ToyReaction<Umbrella>(
      {loan.tenant(), umbrella_id, kActor, "RemindBorrower", umbrella_id, loan.loan()},
      std::move(command));
}

// A key is the id of an umbrella that is out with other terms than its tenant's.
absl::StatusOr<eventing::DemandedKeys> DeskReactor::Demands(const setting::Settings& settings,
                                                            std::string_view cursor, size_t max,
                                                            eventing::UnitPlace,
                                                            eventing::FoldedRows& rows) {
  eventing::DemandedKeys found;
  absl::Status status;
  const auto visit = [&](std::string_view key, std::string_view row) {
    if (max-- == 0) {
      found.next = std::string(key);
      return false;
    }
    LoanOut loan;
    if (!loan.ParseFromArray(row.data(), static_cast<int>(row.size()))) {
      status = DataLoss("a loan that is out cannot be read");
      return false;
    }
    if (loan.terms() != TermsIn(&settings, loan.tenant())) found.keys.emplace_back(key);
    return true;
  };
  DOCKET_RETURN_IF_ERROR(rows.Scan(kLoansOut, {std::string(cursor), ""}, visit));
  DOCKET_RETURN_IF_ERROR(status);
  return found;
}

absl::StatusOr<std::optional<Reaction>> DeskReactor::Demand(std::string_view key,
                                                            const setting::Settings& settings,
                                                            eventing::FoldedRows& rows) {
  DOCKET_ASSIGN_OR_RETURN(const std::optional<std::string> row, rows.Get(kLoansOut, key));
  if (!row.has_value()) return std::optional<Reaction>();
  DOCKET_ASSIGN_OR_RETURN(const LoanOut loan, ReadLoan(key, rows));
  const setting::PublishedPtr terms = FindTerms(settings, loan.tenant());
  if (terms == nullptr || loan.terms() == terms->document.pool().label()) {
    return std::optional<Reaction>();
  }
  toy::v1::UmbrellaCommand command;
  command.mutable_apply_terms()->set_loan(loan.loan());
  return std::optional(ToyReaction<Umbrella>(
      {loan.tenant(), key, kActor, "ApplyTerms", key, loan.loan(), terms->number},
      std::move(command)));
}

}  // namespace docket::testing
