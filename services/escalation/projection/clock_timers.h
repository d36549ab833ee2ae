#pragma once

// What is due of tickets' clocks, and which open tickets are to be judged by newer policies.
//
//   ticket_clocks   ticket id -> TicketClocks
//
// A timer is armed for each due (libs/sla/fire.h) and named by ticket id, metric[1], instance[4],
// level. A ticket is demanded to be judged anew while its policies are published to apply to open
// tickets, it was not judged by them, and they would have it otherwise.

#include <optional>

#include "libs/eventing/projection.h"

namespace docket::escalation {

class ClockTimers final : public eventing::Projection {
 public:
  std::vector<store::TableSpec> Tables() const override;
  absl::Status Fold(const eventing::AcceptedCommit& commit,
                    eventing::FoldContext& context) override;
  absl::StatusOr<eventing::Reaction> Fire(Time due, std::string_view key,
                                          eventing::FoldedRows& rows) override;

  // Keys are ids of tickets.
  absl::StatusOr<eventing::DemandedKeys> Demands(const setting::Settings& settings,
                                                 std::string_view cursor, size_t max,
                                                 eventing::UnitPlace place,
                                                 eventing::FoldedRows& rows) override;
  absl::StatusOr<std::optional<eventing::Reaction>> Demand(std::string_view ticket_id,
                                                           const setting::Settings& settings,
                                                           eventing::FoldedRows& rows) override;
};

}  // namespace docket::escalation
