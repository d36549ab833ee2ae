#pragma once

// Which tickets time alone will change, and when: a timer for each lapse that is armed
// (ticket_lapse.h), which commands its ticket to lapse. A ticket that moved on settles its timers.
//
//   ticket_lapses  ticket id -> ArmedLapses
//
// A timer is named by ticket id, kind[1], mark version[8].

#include "libs/eventing/projection.h"

namespace docket::intake {

class TicketLapses final : public eventing::Projection {
 public:
  std::vector<store::TableSpec> Tables() const override;
  absl::Status Fold(const eventing::AcceptedCommit& commit,
                    eventing::FoldContext& context) override;
  absl::StatusOr<eventing::Reaction> Fire(Time due, std::string_view key,
                                          eventing::FoldedRows& rows) override;
};

}  // namespace docket::intake
