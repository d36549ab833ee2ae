#include "services/intake/api/ticket_list.h"

#include <algorithm>
#include <utility>

#include "libs/api/page.h"
#include "libs/eventing/commit.h"
#include "services/intake/api/ticket_filter.h"
#include "services/intake/api/ticket_reads.h"
#include "services/intake/api/ticket_view.h"
#include "services/intake/domain/ticket_access.h"
#include "services/intake/projection/intake_unit.h"

namespace docket::intake {
namespace {

using eventing::UnitView;
using ticket::v1::ListTicketsRequest;
using ticket::v1::ListTicketsResponse;

// A ticket that an index names, and the view that does.
struct Found {
  std::string place;
  const UnitView* view = nullptr;

  friend bool operator<(const Found& a, const Found& b) { return a.place < b.place; }
};

// The keys of `range` behind `place`.
store::KeyRange Behind(const IndexRange& range, const std::string& place) {
  store::KeyRange keys = store::KeyRange::Prefix(range.prefix);
  if (!place.empty()) keys.begin = range.prefix + place + '\0';
  return keys;
}

// The first `count` tickets behind `place` of all `ranges` in all `views`. Each range gives as many
// at most, so that whatever is left out stands behind what is given.
absl::StatusOr<std::vector<Found>> Merge(const std::vector<UnitView>& views,
                                         const std::vector<IndexRange>& ranges,
                                         const std::string& place, size_t count) {
  std::vector<Found> found;
  for (const UnitView& view : views) {
    for (const IndexRange& range : ranges) {
      size_t taken = 0;
      const auto take = [&](std::string_view key, std::string_view) {
        found.push_back({std::string(key.substr(range.prefix.size())), &view});
        return ++taken < count;
      };
      DOCKET_RETURN_IF_ERROR(
          view.rows->Scan(TicketIndexTable(range.table), Behind(range, place), take));
    }
  }
  std::sort(found.begin(), found.end());
  if (found.size() > count) found.resize(count);
  return found;
}

// One page as it is filled.
class Page {
 public:
  Page(const rpc::Caller& caller, const TicketQuery& query, size_t tickets_max)
      : caller_(caller), query_(query), tickets_max_(tickets_max) {}

  // Fills it with what stands in `views` behind `place`.
  absl::Status Fill(const std::vector<UnitView>& views, std::string place);

  ListTicketsResponse& response() { return response_; }
  // Behind which there may be more; empty if there is none.
  const std::string& next() const { return next_; }

 private:
  bool IsFull() const {
    return static_cast<size_t>(response_.tickets_size()) == tickets_max_ ||
           bytes_ >= api::kPageBytesMax || looked_at_ >= api::kPageRowsMax;
  }
  // Adds the ticket that was found if it is what is asked for.
  absl::Status Take(const Found& found);

  const rpc::Caller& caller_;
  const TicketQuery& query_;
  const size_t tickets_max_;
  ListTicketsResponse response_;
  size_t bytes_ = 0;
  size_t looked_at_ = 0;
  std::string next_;
};

absl::Status Page::Fill(const std::vector<UnitView>& views, std::string place) {
  const std::vector<IndexRange> ranges = RangesOf(query_);
  while (true) {
    // One more than there is room for tells whether there is a next page.
    const size_t wanted = tickets_max_ - static_cast<size_t>(response_.tickets_size()) + 1;
    DOCKET_ASSIGN_OR_RETURN(const std::vector<Found> found, Merge(views, ranges, place, wanted));
    for (const Found& ticket : found) {
      if (IsFull()) {
        next_ = std::move(place);
        return absl::OkStatus();
      }
      DOCKET_RETURN_IF_ERROR(Take(ticket));
      place = ticket.place;
    }
    if (found.size() < wanted) return absl::OkStatus();
  }
}

absl::Status Page::Take(const Found& found) {
  ++looked_at_;
  const std::string id(TicketAt(found.place));
  DOCKET_ASSIGN_OR_RETURN(
      const std::optional<eventing::AggregateRow> row,
      eventing::ReadRow(TicketAggregate(), TicketTables(), *found.view->rows, id));
  if (!row.has_value()) return DataLoss("an index names " + id + ", which has no row");
  const auto& state = static_cast<const TicketState&>(*row->state);
  if (!query_.Finds(ListingOf(row->tenant, state))) return absl::OkStatus();
  ticket::v1::Ticket ticket = ViewTicket(id, *row, SeesAll(caller_.roles));
  bytes_ += ticket.ByteSizeLong();
  *response_.add_tickets() = std::move(ticket);
  return absl::OkStatus();
}

// What makes one list: the filter and who sees it. Statuses in order, so that they may be named in
// any.
std::string TextOf(const TicketQuery& query, bool staff) {
  TicketListing listing;
  listing.set_tenant(query.tenant);
  listing.set_customer_key(query.customer_key);
  listing.set_team_id(query.team_id);
  listing.set_assignee_id(query.assignee_id);
  std::string text = eventing::SerializeDeterministic(listing) + (staff ? '+' : '-');
  for (const ticket::v1::TicketStatus status : query.statuses) text += static_cast<char>(status);
  return text;
}

absl::StatusOr<ListTicketsResponse> ReadList(const eventing::UnitDoors& doors,
                                             const std::vector<size_t>& partitions,
                                             const rpc::Caller& caller, const TicketQuery& query,
                                             const ListTicketsRequest& request) {
  const std::string text = TextOf(query, SeesAll(caller.roles));
  DOCKET_ASSIGN_OR_RETURN(const size_t tickets_max, api::PageSizeOf(request.page_size()));
  DOCKET_ASSIGN_OR_RETURN(std::string place, api::DecodePageToken(text, request.page_token()));
  if (!place.empty() && !IsPlace(place)) return InvalidArgument("page_token has no ticket in it");
  std::vector<UnitView> views;
  for (const size_t partition : partitions) {
    DOCKET_ASSIGN_OR_RETURN(UnitView view, doors.View(partition));
    views.push_back(std::move(view));
  }
  Page page(caller, query, tickets_max);
  DOCKET_RETURN_IF_ERROR(page.Fill(views, std::move(place)));
  if (!page.next().empty()) {
    page.response().set_next_page_token(api::EncodePageToken(text, page.next()));
  }
  eventing::FoldedMap folded;
  for (UnitView& view : views) folded.merge(view.folded);
  page.response().set_token(doors.TokenOf(std::move(folded)));
  return std::move(page.response());
}

}  // namespace

void ListTickets(const runtime::StoreReads& reads, const rpc::Call& call,
                 ListTicketsRequest request, const rpc::Reply<ListTicketsResponse>& reply) {
  absl::StatusOr<TicketQuery> query = QueryOf(call.caller, request.filter());
  if (!query.ok()) return reply(query.status());
  const std::vector<size_t> partitions = PartitionsOf(reads.doors(), *query);
  runtime::ReadTerms terms = api::TermsOf(call, request.token());
  // One that is of one partition goes to its owner; no owner has all of them.
  if (partitions.size() > 1) terms.by = eventing::ParkedReads::By::kAnyone;
  reads.Run(partitions, terms,
            [&doors = reads.doors(), caller = call.caller, partitions, query = *std::move(query),
             request = std::move(request), reply](const absl::Status& ready) {
              if (!ready.ok()) return reply(ready);
              reply(ReadList(doors, partitions, caller, query, request));
            });
}

}  // namespace docket::intake
