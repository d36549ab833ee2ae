#pragma once

// Which tickets have to be placed, and what their pools have to hear of them: the reactor between
// tickets and pools (semantics.md 6, hand-shake).
//
//   ticket_routes    ticket id -> TicketRoute
//   unplaced         ticket id -> (empty): in triage while no team could have it
//
// A ticket in triage is commanded to be triaged, or queued if its team is known, by the settings as
// of the commit that brought it there. One for which these name no team waits for settings that do.
//
// A pool hears of a wait when it begins (Enqueue), when something of the ticket changes by which it
// is ranked (UpdateEntry), and when it ends (Release), in this order.

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "libs/eventing/projection.h"
#include "services/routing/domain/triage.h"

namespace docket::routing {

class TicketRoutes final : public eventing::Projection {
 public:
  std::vector<store::TableSpec> Tables() const override;
  absl::Status Fold(const eventing::AcceptedCommit& commit,
                    eventing::FoldContext& context) override;

  // Tickets that wait for a team.
  absl::StatusOr<eventing::DemandedKeys> Demands(const setting::Settings& settings,
                                                 std::string_view cursor, size_t max,
                                                 eventing::UnitPlace place,
                                                 eventing::FoldedRows& rows) override;
  absl::StatusOr<std::optional<eventing::Reaction>> Demand(std::string_view ticket_id,
                                                           const setting::Settings& settings,
                                                           eventing::FoldedRows& rows) override;

 private:
  // The command that places `ticket`; none while `settings` have no team for it.
  absl::StatusOr<std::optional<eventing::Reaction>> Place(const std::string& ticket_id,
                                                          const Unplaced& ticket,
                                                          const setting::Settings& settings);
  // The rules of a tenant as of `settings`, made ready once for each version. Any thread.
  std::shared_ptr<const TriageRuleSet> RulesOf(const std::string& tenant,
                                               const setting::Settings& settings);

  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const TriageRuleSet>> rules_;  // By tenant, used last.
};

}  // namespace docket::routing
