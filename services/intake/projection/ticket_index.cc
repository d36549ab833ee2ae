#include "services/intake/projection/ticket_index.h"

#include <algorithm>
#include <utility>

#include "libs/base/big_endian.h"
#include "libs/base/id.h"
#include "libs/base/proto_time.h"
#include "libs/eventing/aggregate_kind.h"
#include "libs/eventing/commit.h"
#include "services/intake/domain/ticket.h"

namespace docket::intake {
namespace {

using ticket::v1::TicketStatus;

constexpr size_t kInstantSize = 8;

void PutText(std::string& key, std::string_view text) {
  PutU16(key, static_cast<uint16_t>(text.size()));
  key += text;
}

std::string PrefixOf(std::string_view tenant, std::optional<std::string_view> subject,
                     TicketStatus status) {
  std::string prefix;
  PutText(prefix, tenant);
  if (subject.has_value()) PutText(prefix, *subject);
  prefix += static_cast<char>(status);
  return prefix;
}

// The key of a ticket in each index, without one where it stands in none.
struct Keys {
  std::optional<std::string> by[TicketIndex::kChanges];
};

Keys KeysOf(const TicketListing& listing, std::string_view ticket_id) {
  Keys keys;
  const std::string place = PlaceOf(listing.opened_millis(), ticket_id);
  const auto put = [&](TicketIndex::Table table, std::optional<std::string_view> subject) {
    if (subject.has_value() && subject->empty()) return;
    keys.by[table] = PrefixOf(listing.tenant(), subject, listing.status()) + place;
  };
  put(TicketIndex::kByStatus, std::nullopt);
  put(TicketIndex::kByCustomer, listing.customer_key());
  put(TicketIndex::kByTeam, listing.team_id());
  put(TicketIndex::kByAssignee, listing.assignee_id());
  return keys;
}

void MoveKeys(Keys before, Keys after, eventing::FoldContext& context) {
  for (size_t table = TicketIndex::kByStatus; table < TicketIndex::kChanges; ++table) {
    std::optional<std::string>& old_key = before.by[table];
    std::optional<std::string>& new_key = after.by[table];
    if (old_key == new_key) continue;
    if (old_key.has_value()) context.Delete(table, *std::move(old_key));
    if (new_key.has_value()) context.Put(table, *std::move(new_key), "");
  }
}

}  // namespace

std::vector<store::TableSpec> TicketIndex::Tables() const {
  return {{"tickets_listed", store::Content::kWhole},
          {"tickets_by_status", store::Content::kWhole},
          {"tickets_by_customer", store::Content::kWhole},
          {"tickets_by_team", store::Content::kWhole},
          {"tickets_by_assignee", store::Content::kWhole},
          {"ticket_changes"}};  // Its keys depend on the number of partitions.
}

absl::Status TicketIndex::Fold(const eventing::AcceptedCommit& commit,
                               eventing::FoldContext& context) {
  if (commit.kind.name() != Ticket::kName) return absl::OkStatus();
  const std::string& id = commit.header.aggregate_id();
  DOCKET_ASSIGN_OR_RETURN(const std::optional<std::string> known, context.Get(kListed, id));
  TicketListing before;
  if (known.has_value() && !before.ParseFromString(*known)) {
    return DataLoss("the listing of " + id + " cannot be read");
  }
  const TicketListing after =
      ListingOf(commit.header.tenant(), static_cast<const TicketState&>(*commit.state));
  std::string row = eventing::SerializeDeterministic(after);

  TicketListingChange change;
  change.set_ticket_id(id);
  change.set_version(commit.header.version());
  *change.mutable_after() = after;
  if (known != row) {
    if (known.has_value()) *change.mutable_before() = before;
    MoveKeys(known.has_value() ? KeysOf(before, id) : Keys(), KeysOf(after, id), context);
    context.Put(kListed, id, std::move(row));
  }
  context.Put(kChanges, ChangeKey(commit.number), eventing::SerializeDeterministic(change));
  return absl::OkStatus();
}

TicketListing ListingOf(std::string_view tenant, const TicketState& state) {
  TicketListing listing;
  listing.set_tenant(std::string(tenant));
  listing.set_opened_millis(ToMillis(FromProto(state.opened_time())));
  listing.set_customer_key(state.requester().customer_key());
  listing.set_status(state.status());
  listing.set_team_id(state.team_id());
  listing.set_assignee_id(state.assignee_id());
  return listing;
}

bool TicketQuery::Finds(const TicketListing& listing) const {
  const auto fits = [](const std::string& wanted, const std::string& found) {
    return wanted.empty() || wanted == found;
  };
  return listing.tenant() == tenant && fits(customer_key, listing.customer_key()) &&
         (statuses.empty() || statuses.contains(listing.status())) &&
         fits(team_id, listing.team_id()) && fits(assignee_id, listing.assignee_id());
}

// By what leaves the fewest: a customer has few tickets, an agent more, a team many.
std::vector<IndexRange> RangesOf(const TicketQuery& query) {
  IndexRange range;
  std::optional<std::string_view> subject;
  if (!query.customer_key.empty()) {
    range.table = TicketIndex::kByCustomer;
    subject = query.customer_key;
  } else if (!query.assignee_id.empty()) {
    range.table = TicketIndex::kByAssignee;
    subject = query.assignee_id;
  } else if (!query.team_id.empty()) {
    range.table = TicketIndex::kByTeam;
    subject = query.team_id;
  }
  std::vector<IndexRange> ranges;
  for (int number = 1; number <= ticket::v1::TicketStatus_MAX; ++number) {
    const auto status = static_cast<TicketStatus>(number);
    if (!query.statuses.empty() && !query.statuses.contains(status)) continue;
    range.prefix = PrefixOf(query.tenant, subject, status);
    ranges.push_back(range);
  }
  return ranges;
}

std::string PlaceOf(int64_t opened_millis, std::string_view ticket_id) {
  // Flipping the sign bit puts what lies before 1970 first; inverting all, last.
  const uint64_t rising = static_cast<uint64_t>(opened_millis) ^ uint64_t { 1 } << 63;
  std::string place;
  PutU64(place, ~rising);
  return place.append(ticket_id);
}

bool IsPlace(std::string_view place) {
  const std::string_view text = TicketAt(place);
  const std::optional<TicketId> id = TicketId::Parse(text);
  return id.has_value() && id->text() == text;
}

std::string_view TicketAt(std::string_view place) {
  return place.substr(std::min(place.size(), kInstantSize));
}

std::string ChangeKey(uint64_t number) {
  std::string key;
  PutU64(key, number);
  return key;
}

}  // namespace docket::intake
