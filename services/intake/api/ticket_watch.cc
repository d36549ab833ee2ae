#include "services/intake/api/ticket_watch.h"

#include <algorithm>
#include <iterator>
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
// Rows that are read before it is known whether the stream takes what they say.
constexpr size_t kRowsPerScan = 64;
// Tickets held as they stood, mostly of some kilobytes each: so many, and so many bytes of them
// beside the last one.
constexpr size_t kThenMax = 32;
constexpr size_t kThenBytesMax = 256 << 10;
// A caller whose filter finds nothing gets a new token after so many commits, so that coming back
// does not begin far behind.
constexpr uint64_t kUntoldMax = 1000;

log::TopicPartition EventsOf(size_t partition) {
  return {log::EventsTopic(TicketAggregate().name()), static_cast<int32_t>(partition)};
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

// Whichever partition takes the rest of the share, the next one begins with the share that follows.
absl::StatusOr<Fed> TicketWatch::Feed() {
  Share share{kRowsPerFeed, kResponsesPerFeed};
  const size_t first = first_;
  for (size_t turn = 0; turn < partitions_.size(); ++turn) {
    const size_t index = (first + turn) % partitions_.size();
    DOCKET_ASSIGN_OR_RETURN(const Fed fed, FeedFrom(partitions_[index], share));
    if (fed == Fed::kCaughtUp) continue;
    first_ = (index + 1) % partitions_.size();
    return fed;
  }
  then_.clear();
  if (passed_untold_ >= kUntoldMax && Send({}) == Sent::kClosed) return Fed::kOver;
  return Fed::kCaughtUp;
}

absl::StatusOr<Fed> TicketWatch::FeedFrom(size_t partition, Share& share) {
  DOCKET_ASSIGN_OR_RETURN(const UnitView view, doors_.View(partition));
  const log::TopicPartition place = EventsOf(partition);
  Folded& passed = passed_[place];
  const Folded& written = view.folded.at(place);
  // A read with a token of this watch must know what the watch has told.
  passed.offset = std::max(passed.offset, written.offset);
  while (passed.accepted < written.accepted) {
    if (share.rows == 0 || share.responses == 0) return Fed::kMore;
    DOCKET_ASSIGN_OR_RETURN(const Fed fed, FeedSome(view, passed, written.accepted, share));
    if (fed != Fed::kCaughtUp) return fed;
  }
  return Fed::kCaughtUp;
}

// The rows are collected first: while a scan runs, nothing else should.
absl::StatusOr<Fed> TicketWatch::FeedSome(const UnitView& view, Folded& passed, uint64_t last,
                                          Share& share) {
  std::vector<std::string> changes;
  const size_t rows_max = std::min(share.rows, kRowsPerScan);
  const store::KeyRange behind{ChangeKey(passed.accepted + 1), ChangeKey(last + 1)};
  DOCKET_RETURN_IF_ERROR(view.rows->Scan(TicketIndexTable(TicketIndex::kChanges), behind,
                                         [&](std::string_view, std::string_view row) {
                                           changes.emplace_back(row);
                                           return changes.size() < rows_max;
                                         }));
  if (changes.empty()) return DataLoss("rows of ticket_changes are missing");
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
    if (sent == Sent::kTaken) break;
    --passed.accepted;  // Not told, so not passed.
    --passed_untold_;
    return sent == Sent::kFull ? Fed::kFull : Fed::kOver;
  }
  return Fed::kCaughtUp;
}

absl::StatusOr<std::optional<TicketWatch::Response>> TicketWatch::ResponseTo(
    const store::ReadView& rows, const TicketListingChange& row) {
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
                                                     const TicketListingChange& row) {
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
  const eventing::AggregateRow* then = &*now;
  if (now->head.version != row.version()) {
    DOCKET_ASSIGN_OR_RETURN(then, ReadThen(rows, id, row.version()));
  }
  *change.mutable_ticket() = ViewTicket(id, *then, staff);
  return change;
}

// A ticket that is told of commit by commit is folded on, not each time from its beginning.
absl::StatusOr<const eventing::AggregateRow*> TicketWatch::ReadThen(const store::ReadView& rows,
                                                                    const std::string& id,
                                                                    uint64_t version) {
  Then then{id, eventing::FreshRow(TicketAggregate())};
  if (const auto held = std::ranges::find(then_, id, &Then::ticket_id); held != then_.end()) {
    if (held->row.head.version <= version) then = std::move(*held);
    then_.erase(held);
  }
  DOCKET_RETURN_IF_ERROR(eventing::FoldOn(TicketAggregate(), TicketTables(), rows, id,
                                          {.version = version}, then.row));
  if (then.row.head.version != version) return DataLoss("commits of " + id + " are missing");
  then.bytes = then.row.state->ByteSizeLong();
  then_.push_front(std::move(then));
  ForgetOldThen();
  return &then_.front().row;
}

void TicketWatch::ForgetOldThen() {
  size_t bytes = 0;
  auto end = std::next(then_.begin());
  while (end != then_.end() && static_cast<size_t>(end - then_.begin()) < kThenMax) {
    bytes += end->bytes;
    if (bytes > kThenBytesMax) break;
    ++end;
  }
  then_.erase(end, then_.end());
}

rpc::Sent TicketWatch::Send(Response response) {
  response.set_token(doors_.TokenOf(passed_));
  const Sent sent = stream_.Write(response);
  if (sent == Sent::kTaken) passed_untold_ = 0;
  return sent;
}

}  // namespace docket::intake
