#include "services/intake/api/ticket_reads.h"

#include <limits>
#include <utility>

#include "libs/api/page.h"
#include "libs/base/big_endian.h"
#include "libs/base/proto_time.h"
#include "libs/base/rejection.h"
#include "libs/eventing/aggregate_history.h"
#include "services/intake/api/ticket_calls.h"
#include "services/intake/api/ticket_view.h"
#include "services/intake/domain/ticket_access.h"
#include "services/intake/projection/intake_unit.h"

namespace docket::intake {
namespace {

using eventing::AggregateRow;
using eventing::UnitView;
using runtime::StoreReads;
using ticket::v1::GetTicketRequest;
using ticket::v1::GetTicketResponse;
using ticket::v1::ListTimelineEntriesRequest;
using ticket::v1::ListTimelineEntriesResponse;

const TicketState& StateOf(const AggregateRow& row) {
  return static_cast<const TicketState&>(*row.state);
}

absl::Status NotYetThere(uint64_t version, uint64_t latest) {
  return OutOfRange("the ticket has no version " + std::to_string(version) +
                    " yet, the latest is " + std::to_string(latest) +
                    ": ask for that, or bring the token of the change");
}

// The row that `request` asks for of a ticket that stands as `now`.
absl::StatusOr<AggregateRow> RowAsOf(const UnitView& view, const GetTicketRequest& request,
                                     const std::string& id, AggregateRow now) {
  eventing::AsOf as_of;
  switch (request.as_of_case()) {
    case GetTicketRequest::kVersion:
      if (request.version() > now.head.version) {
        return NotYetThere(request.version(), now.head.version);
      }
      as_of.version = request.version();
      break;
    case GetTicketRequest::kTime: as_of.time = FromProto(request.time()); break;
    case GetTicketRequest::AS_OF_NOT_SET: return now;
  }
  DOCKET_ASSIGN_OR_RETURN(
      std::optional<AggregateRow> then,
      eventing::ReadRowAsOf(TicketAggregate(), TicketTables(), *view.rows, id, as_of));
  if (!then.has_value()) return NoSuchTicket();  // It was not open yet.
  return *std::move(then);
}

absl::StatusOr<GetTicketResponse> ReadTicket(const eventing::UnitDoors& doors,
                                             const rpc::Caller& caller, const TicketId& id,
                                             const GetTicketRequest& request) {
  DOCKET_ASSIGN_OR_RETURN(UnitView view, doors.View(doors.PartitionOf(id.slot())));
  DOCKET_ASSIGN_OR_RETURN(AggregateRow row, ReadVisible(*view.rows, caller, id.text()));
  DOCKET_ASSIGN_OR_RETURN(row, RowAsOf(view, request, id.text(), std::move(row)));
  GetTicketResponse response;
  *response.mutable_ticket() = ViewTicket(id.text(), row, SeesAll(caller.roles));
  response.set_token(doors.TokenOf(std::move(view.folded)));
  return response;
}

// What makes one list of entries: the ticket as its caller sees it, in one order.
std::string QueryOf(const std::string& id, const rpc::Caller& caller, bool latest_first) {
  return id + (SeesAll(caller.roles) ? "/all/" : "/public/") + (latest_first ? "latest" : "first");
}

// The commits behind `place`, the last version that the page before looked at.
absl::StatusOr<eventing::CommitRange> RangeBehind(const std::string& place, bool latest_first) {
  eventing::CommitRange range{.reverse = latest_first};
  if (place.empty()) return range;
  const uint64_t seen = place.size() == sizeof(uint64_t) ? GetU64(place) : 0;
  if (seen == 0 || seen == std::numeric_limits<uint64_t>::max()) {
    return InvalidArgument("page_token has no version in it");
  }
  if (!latest_first) {
    range.first = seen + 1;
  } else {
    range.last = seen - 1;
  }
  return range;
}

// Reads `range` into `response`; the version behind which there is more, 0 if there is none.
absl::StatusOr<uint64_t> ReadEntries(const store::ReadView& rows, const std::string& id,
                                     const AggregateRow& row, bool staff,
                                     const eventing::CommitRange& range, size_t entries_max,
                                     ListTimelineEntriesResponse& response) {
  uint64_t seen = 0;
  size_t looked_at = 0;
  size_t bytes = 0;
  bool more = false;
  const auto add = [&](const eventing::Commit& commit) {
    more = static_cast<size_t>(response.timeline_entries_size()) == entries_max ||
           bytes >= api::kPageBytesMax || looked_at == api::kPageRowsMax;
    if (more) return false;
    ++looked_at;
    seen = commit.header(TicketAggregate()).version();
    ticket::v1::TimelineEntry entry = ViewEntry(commit, StateOf(row), staff);
    if (entry.events().empty()) return true;
    bytes += entry.ByteSizeLong();
    *response.add_timeline_entries() = std::move(entry);
    return true;
  };
  DOCKET_RETURN_IF_ERROR(
      eventing::ReadCommits(TicketAggregate(), TicketTables(), rows, id, range, add));
  return more ? seen : 0;
}

absl::StatusOr<ListTimelineEntriesResponse> ReadTimeline(
    const eventing::UnitDoors& doors, const rpc::Caller& caller, const TicketId& id,
    const ListTimelineEntriesRequest& request) {
  const bool latest_first = request.latest_first();
  const std::string query = QueryOf(id.text(), caller, latest_first);
  DOCKET_ASSIGN_OR_RETURN(const size_t entries_max, api::PageSizeOf(request.page_size()));
  DOCKET_ASSIGN_OR_RETURN(const std::string place,
                          api::DecodePageToken(query, request.page_token()));
  DOCKET_ASSIGN_OR_RETURN(const eventing::CommitRange range, RangeBehind(place, latest_first));
  DOCKET_ASSIGN_OR_RETURN(UnitView view, doors.View(doors.PartitionOf(id.slot())));
  DOCKET_ASSIGN_OR_RETURN(const AggregateRow row, ReadVisible(*view.rows, caller, id.text()));
  ListTimelineEntriesResponse response;
  DOCKET_ASSIGN_OR_RETURN(
      const uint64_t more_behind,
      ReadEntries(*view.rows, id.text(), row, SeesAll(caller.roles), range, entries_max, response));
  if (more_behind != 0) {
    std::string behind;
    PutU64(behind, more_behind);
    response.set_next_page_token(api::EncodePageToken(query, behind));
  }
  response.set_token(doors.TokenOf(std::move(view.folded)));
  return response;
}

}  // namespace

absl::StatusOr<AggregateRow> ReadVisible(const store::ReadView& rows, const rpc::Caller& caller,
                                         const std::string& id) {
  DOCKET_ASSIGN_OR_RETURN(std::optional<AggregateRow> row,
                          eventing::ReadRow(TicketAggregate(), TicketTables(), rows, id));
  if (!row.has_value() || row->tenant != caller.tenant) return NoSuchTicket();
  if (!MaySee(StateOf(*row), caller.roles, caller.actor)) return NoSuchTicket();
  return *std::move(row);
}

void GetTicket(const StoreReads& reads, const rpc::Call& call, GetTicketRequest request,
               const rpc::Reply<GetTicketResponse>& reply) {
  const std::optional<TicketId> id = TicketId::Parse(request.ticket_id());
  if (!id.has_value()) return reply(NoSuchTicket());
  const runtime::ReadTerms terms = api::TermsOf(call, request.token());
  reads.Run({reads.doors().PartitionOf(id->slot())}, terms,
            [&doors = reads.doors(), caller = call.caller, id = *id, request = std::move(request),
             reply](const absl::Status& ready) {
              if (!ready.ok()) return reply(ready);
              reply(ReadTicket(doors, caller, id, request));
            });
}

void ListTimelineEntries(const StoreReads& reads, const rpc::Call& call,
                         ListTimelineEntriesRequest request,
                         const rpc::Reply<ListTimelineEntriesResponse>& reply) {
  const std::optional<TicketId> id = TicketId::Parse(request.ticket_id());
  if (!id.has_value()) return reply(NoSuchTicket());
  const runtime::ReadTerms terms = api::TermsOf(call, request.token());
  reads.Run({reads.doors().PartitionOf(id->slot())}, terms,
            [&doors = reads.doors(), caller = call.caller, id = *id, request = std::move(request),
             reply](const absl::Status& ready) {
              if (!ready.ok()) return reply(ready);
              reply(ReadTimeline(doors, caller, id, request));
            });
}

}  // namespace docket::intake
