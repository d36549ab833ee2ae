#pragma once

// Which umbrellas are out and with whom; tells the ledger of loans begun and over, and reminds of
// those that are overdue. Settings ask that each open loan has the terms that its tenant has now.
//
//   loans_out         umbrella id                    -> LoanOut
//   lent_by_borrower  borrower id, NUL, umbrella id  -> loan[8]

#include "libs/eventing/projection.h"
#include "libs/testing/toy/toy_state.pb.h"
#include "libs/testing/toy/umbrella_events.pb.h"

namespace docket::testing {

class DeskReactor final : public eventing::Projection {
 public:
  static constexpr size_t kLoansOut = 0;
  static constexpr size_t kLentByBorrower = 1;

  std::vector<store::TableSpec> Tables() const override;
  absl::Status Fold(const eventing::AcceptedCommit& commit,
                    eventing::FoldContext& context) override;
  absl::StatusOr<eventing::Reaction> Fire(Time due, std::string_view key,
                                          eventing::FoldedRows& rows) override;
  absl::StatusOr<eventing::DemandedKeys> Demands(const setting::Settings& settings,
                                                 std::string_view cursor, size_t max,
                                                 eventing::UnitPlace place,
                                                 eventing::FoldedRows& rows) override;
  absl::StatusOr<std::optional<eventing::Reaction>> Demand(std::string_view key,
                                                           const setting::Settings& settings,
                                                           eventing::FoldedRows& rows) override;

 private:
  static absl::Status OnLent(const eventing::AcceptedCommit& commit,
                             const toy::v1::UmbrellaLent& lent, eventing::FoldContext& context);
  static absl::Status OnOver(const eventing::CommitHeader& header, bool noted,
                             eventing::FoldContext& context);
  static absl::Status OnReminded(const eventing::CommitHeader& header,
                                 eventing::FoldContext& context);
  static absl::Status OnTermsChanged(const eventing::CommitHeader& header,
                                     const toy::v1::LoanTermsChanged& changed,
                                     eventing::FoldContext& context);
};

}  // namespace docket::testing
