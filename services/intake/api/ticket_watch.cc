#include "services/intake/api/ticket_watch.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "libs/eventing/aggregate_history.h"
#include "libs/log/record.h"
#include "services/intake/api/ticket_filter.h"
#include "services/intake/api/ticket_view.h"
#include "services/intake/domain/ticket_access.h"
#include "services/intake/projection/intake_unit.h"

namespace docket::intake {
namespace {

using eventing::Folded;
using eventing::UnitView;
using rpc::Sent;
using ticket::v1::TicketChange;

// What one Feed does before others have their turn on its thread.
constexpr size_t kRowsPerFeed = 1024;
constexpr size_t kResponsesPerFeed = 128;
// A caller whose filter finds nothing gets a new token after so many commits, so that coming back
// does not begin far behind.
constexpr uint64_t kUntoldMax = 1000;

log::TopicPartition EventsOf(size_t partition) {
  return {log::EventsTopic(TicketAggregate().name()), static_cast<int32_t>(partition)};
}

absl::StatusOr<eventing::AggregateRow> ReadRowAt(const store::ReadView& rows, const std::string& id,
                                                 uint64_t version, eventing::AggregateRow now) {
  if (now.head.version == version) return now;
  DOCKET_ASSIGN_OR_RETURN(
      std::optional<eventing::AggregateRow> then,
      eventing::ReadRowAsOf(TicketAggregate(), TicketTables(), rows, id, {.version = version}));
  if (!then.has_value()) return DataLoss("the commits of " + id + " are missing");
  return *std::move(then);
}

}  // namespace

TicketWatch::TicketWatch(const eventing::UnitDoors& doors, rpc::Caller caller, TicketQuery query,
                         Stream stream)
    : doors_(doors),
      caller_(std::move(caller)),
      query_(std::move(query)),
      partitions_(PartitionsOf(doors, query_)),
      stream_(std::move(stream)) {}

absl::Status TicketWatch::Begin(const eventing::FoldedMap& folded) {
  for (const size_t partition : partitions_) {
    const log::TopicPartition place = EventsOf(partition);
    DOCKET_ASSIGN_OR_RETURN(const UnitView view, doors_.View(partition));
    const Folded written = view.folded.at(place);
    const auto given = folded.find(place);
    passed_[place] = given == folded.end() ? written : given->second;
    if (passed_[place].accepted <= written.accepted) continue;
    return OutOfRange("the token counts " + std::to_string(passed_[place].accepted) +
                      " commits in " + ToText(place) + ", where " +
                      std::to_string(written.accepted) + " are: list, and watch from there");
  }
  Send({});
  return absl::OkStatus();
}

absl::StatusOr<Fed> TicketWatch::Feed() {
  Share share{kRowsPerFeed, kResponsesPerFeed};
  for (const size_t partition : partitions_) {
    DOCKET_ASSIGN_OR_RETURN(const Fed fed, FeedFrom(partition, share));
    if (fed != Fed::kCaughtUp) return fed;
  }
  if (passed_untold_ >= kUntoldMax && Send({}) == Sent::kClosed) return Fed::kOver;
  return Fed::kCaughtUp;
}

// The rows are collected first: while a scan runs, nothing else should.
absl::StatusOr<Fed> TicketWatch::FeedFrom(size_t partition, Share& share) {
  if (share.rows == 0 || share.responses == 0) return Fed::kMore;
  DOCKET_ASSIGN_OR_RETURN(const UnitView view, doors_.View(partition));
  const log::TopicPartition place = EventsOf(partition);
  Folded& passed = passed_[place];
  const Folded& written = view.folded.at(place);
  // A read with a token of this watch must know what the watch has told.
  passed.offset = std::max(passed.offset, written.offset);
  std::vector<std::string> changes;
  const store::KeyRange behind{ChangeKey(passed.accepted + 1), ChangeKey(written.accepted + 1)};
  DOCKET_RETURN_IF_ERROR(view.rows->Scan(TicketIndexTable(TicketIndex::kChanges), behind,
                                         [&](std::string_view, std::string_view row) {
                                           changes.emplace_back(row);
                                           return changes.size() < share.rows;
                                         }));
  for (const std::string& bytes : changes) {
    TicketListingChange row;
    if (!row.ParseFromString(bytes)) return DataLoss("a row of ticket_changes cannot be read");
    DOCKET_ASSIGN_OR_RETURN(std::optional<Response> response, ResponseTo(*view.rows, row));
    ++passed.accepted;
    ++passed_untold_;
    --share.rows;
    if (!response.has_value()) continue;
    const Sent sent = Send(*std::move(response));
    if (sent == Sent::kTaken && --share.responses > 0) continue;
    if (sent == Sent::kTaken) return Fed::kMore;
    --passed.accepted;  // Not told, so not passed.
    return sent == Sent::kFull ? Fed::kFull : Fed::kOver;
  }
  return passed.accepted < written.accepted ? Fed::kMore : Fed::kCaughtUp;
}

absl::StatusOr<std::optional<TicketWatch::Response>> TicketWatch::ResponseTo(
    const store::ReadView& rows, const TicketListingChange& row) const {
  const bool listed = query_.Finds(row.after());
  const bool was_listed = row.has_before() ? query_.Finds(row.before()) : listed;
  if (!listed && !was_listed) return std::optional<Response>();
  Response response;
  TicketChange& change = *response.mutable_change();
  DOCKET_ASSIGN_OR_RETURN(change, ReadChange(rows, row));
  if (change.entry().events().empty()) {
    // Nothing of it is public but, where the status or the list shows it, that it has happened.
    const bool shows = row.has_before() && row.before().status() != row.after().status();
    if (listed == was_listed && !shows) return std::optional<Response>();
    change.clear_entry();
  }
  change.set_listed(listed);
  return std::optional<Response>(std::move(response));
}

absl::StatusOr<TicketChange> TicketWatch::ReadChange(const store::ReadView& rows,
                                                     const TicketListingChange& row) const {
  const std::string& id = row.ticket_id();
  const bool staff = SeesAll(caller_.roles);
  DOCKET_ASSIGN_OR_RETURN(std::optional<eventing::AggregateRow> now,
                          eventing::ReadRow(TicketAggregate(), TicketTables(), rows, id));
  if (!now.has_value()) return DataLoss("ticket_changes names " + id + ", which has no row");
  TicketChange change;
  const auto show = [&](const eventing::Commit& commit) {
    *change.mutable_entry() =
        ViewEntry(commit, static_cast<const TicketState&>(*now->state), staff);
    return false;
  };
  DOCKET_RETURN_IF_ERROR(eventing::ReadCommits(TicketAggregate(), TicketTables(), rows, id,
                                               {.first = row.version(), .last = row.version()},
                                               show));
  DOCKET_ASSIGN_OR_RETURN(const eventing::AggregateRow then,
                          ReadRowAt(rows, id, row.version(), *std::move(now)));
  *change.mutable_ticket() = ViewTicket(id, then, staff);
  return change;
}

rpc::Sent TicketWatch::Send(Response response) {
  response.set_token(doors_.TokenOf(passed_));
  const Sent sent = stream_.Write(response);
  if (sent == Sent::kTaken) passed_untold_ = 0;
  return sent;
}

}  // namespace docket::intake
