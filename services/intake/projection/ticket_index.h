#pragma once

// tickets_by_*: which tickets are a customer's, a team's, an agent's, or in a status, those opened
// last first; and ticket_changes: every commit in the order of the fold, for watches.
//
// clang-format off
//   tickets_listed       ticket id                                      -> TicketListing
//   tickets_by_status    tenant, status[1], place                       -> nothing
//   tickets_by_customer  tenant, customer key, status[1], place         -> nothing
//   tickets_by_team      tenant, team, status[1], place                 -> nothing
//   tickets_by_assignee  tenant, assignee, status[1], place             -> nothing
//   ticket_changes       number of the commit in its partition[8]       -> TicketListingChange
// clang-format on
//
// Texts have their length before them as u16. A place is the instant of opening, inverted so that
// the latest sorts first, and the ticket id: it never changes, so whoever goes on behind a place
// meets no ticket twice and misses none. Reading several statuses merges as many ranges.

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libs/eventing/projection.h"
#include "services/intake/domain/ticket_state.pb.h"
#include "services/intake/projection/ticket_listing.pb.h"

namespace docket::intake {

class TicketIndex final : public eventing::Projection {
 public:
  // Its tables, in order.
  enum Table : size_t { kListed, kByStatus, kByCustomer, kByTeam, kByAssignee, kChanges };

  std::vector<store::TableSpec> Tables() const override;
  absl::Status Fold(const eventing::AcceptedCommit& commit,
                    eventing::FoldContext& context) override;
};

// Which tickets of a tenant are meant: those that are everything that is said.
struct TicketQuery {
  std::string tenant{};
  std::string customer_key{};                     // Empty: anybody's.
  std::set<ticket::v1::TicketStatus> statuses{};  // None: any.
  std::string team_id{};                          // Empty: any or none.
  std::string assignee_id{};                      // Empty: anybody's or nobody's.

  bool Finds(const TicketListing& listing) const;
};

// Tickets at rising places behind `prefix` in `table`.
struct IndexRange {
  TicketIndex::Table table = TicketIndex::kByStatus;
  std::string prefix;
};

// The listing of a ticket of `tenant` in `state`.
TicketListing ListingOf(std::string_view tenant, const TicketState& state);

// Where to look for what `query` asks: the ranges together hold all of it, each ticket in one.
std::vector<IndexRange> RangesOf(const TicketQuery& query);

// Where a ticket stands in every list.
std::string PlaceOf(int64_t opened_millis, std::string_view ticket_id);
// Whether PlaceOf may have given `place`.
bool IsPlace(std::string_view place);
// The ticket at `place`; empty if that is none.
std::string_view TicketAt(std::string_view place);

// The key of the `number`th accepted commit.
std::string ChangeKey(uint64_t number);

}  // namespace docket::intake
