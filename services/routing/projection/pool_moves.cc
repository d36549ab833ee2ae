#include "services/routing/projection/pool_moves.h"

#include <algorithm>
#include <utility>

#include "libs/base/proto_time.h"
#include "libs/eventing/commit.h"
#include "services/routing/domain/pool.h"
#include "services/routing/domain/pool_drain.h"
#include "services/routing/domain/pool_id.h"
#include "services/routing/domain/pool_roster.h"
#include "services/routing/domain/pool_timers.h"
#include "services/routing/projection/armed_ticks.pb.h"
#include "services/routing/projection/sends.h"

namespace docket::routing {
namespace {

using ticket::v1::TicketCommand;

constexpr size_t kTickTable = 0;
constexpr size_t kRosterTable = 1;

// ---- Rosters

std::string RosterRow(const std::string& tenant, const std::string& pool_id) {
  return tenant + '\0' + pool_id;
}

void NoteRoster(const v1::PoolRostered& roster, const eventing::CommitHeader& header,
                eventing::FoldContext& context) {
  std::string key = RosterRow(header.tenant(), roster.pool_id());
  context.Put(kRosterTable, key, VersionsOf(roster));
  context.Demand(std::move(key));  // What settled it may have been overtaken.
}

// A walk goes through the pools that are known here, for one may have lost its document, then
// through the documents. Each part marks its cursors.
constexpr char kOfRows = 'r';
constexpr char kOfDocuments = 'd';

absl::StatusOr<eventing::DemandedKeys> WalkRows(std::string_view from, size_t max,
                                                eventing::FoldedRows& rows) {
  store::KeyRange range;
  range.begin = std::string(from);
  eventing::DemandedKeys found;
  found.next = std::string(1, kOfDocuments);
  DOCKET_RETURN_IF_ERROR(
      rows.Scan(kRosterTable, range, [&](std::string_view key, std::string_view) {
        if (found.keys.size() == max) {
          found.next = kOfRows + std::string(key);
          return false;
        }
        found.keys.emplace_back(key);
        return true;
      }));
  return found;
}

eventing::DemandedKeys WalkDocuments(std::string_view from, size_t max, eventing::UnitPlace place,
                                     const setting::Settings& settings) {
  const size_t nul = from.find('\0');
  const std::string_view tenant = from.substr(0, nul);
  const std::string_view name = nul == from.npos ? "" : from.substr(nul + 1);
  eventing::DemandedKeys found;
  const auto pools = settings.AllOf(setting::v1::Document::kPool, tenant, name, max + 1);
  for (size_t i = 0; i < pools.size(); ++i) {
    const std::string& pool_id = pools[i].published->document.name();
    std::string key = RosterRow(pools[i].tenant, pool_id);
    if (i == max) {
      found.next = kOfDocuments + key;
    } else if (place.Holds(PoolId::Of(pools[i].tenant, pool_id).slot())) {
      found.keys.push_back(std::move(key));
    }
  }
  return found;
}

// ---- To tickets

TicketCommand AssignOf(const v1::EntryAssigned& event, const PoolState& pool, uint64_t version) {
  TicketCommand command;
  ticket::v1::AssignTicket& assign = *command.mutable_assign();
  assign.set_team_id(event.team_id());
  assign.set_assignee_id(event.agent_id());
  assign.set_entry(event.entry());
  assign.set_assignment(event.assignment());
  assign.set_pool_id(pool.pool_id());
  assign.set_pool_version(version);
  assign.set_candidates_total(event.explanation().candidates_total());
  assign.set_deciding_key(event.explanation().deciding_key());
  return command;
}

// Of an assignment that is over: returned or expired.
template <typename Event>
TicketCommand UnassignOf(const Event& event) {
  TicketCommand command;
  command.mutable_unassign()->set_entry(event.entry());
  command.mutable_unassign()->set_assignment(event.assignment());
  return command;
}

template <typename Event>
absl::Status Send(const std::string& tenant, const std::string& name, const Event& event,
                  TicketCommand command, eventing::FoldContext& context) {
  SendKey key{
      tenant,
      name,
      {event.ticket_id(), std::to_string(event.entry()), std::to_string(event.assignment())}};
  DOCKET_ASSIGN_OR_RETURN(eventing::Reaction reaction,
                          ToTicket(key, event.ticket_id(), std::move(command)));
  context.React(std::move(reaction));
  return absl::OkStatus();
}

absl::Status TellTicket(const v1::PoolEvent& event, const eventing::AcceptedCommit& commit,
                        eventing::FoldContext& context) {
  const std::string& tenant = commit.header.tenant();
  const auto& pool = static_cast<const PoolState&>(*commit.state);
  switch (event.kind_case()) {
    case v1::PoolEvent::kAssigned:
      return Send(tenant, "AssignTicket", event.assigned(),
                  AssignOf(event.assigned(), pool, commit.header.version()), context);
    case v1::PoolEvent::kReturned:
      return Send(tenant, "UnassignTicket", event.returned(), UnassignOf(event.returned()),
                  context);
    case v1::PoolEvent::kExpired:
      return Send(tenant, "UnassignTicket", event.expired(), UnassignOf(event.expired()), context);
    default: return absl::OkStatus();  // The ticket brought it about, or it is no ticket's.
  }
}

// ---- To the pool itself

v1::PoolCommand TickOf(v1::TickKind kind, const std::string& subject) {
  v1::PoolCommand command;
  command.mutable_tick()->set_kind(kind);
  command.mutable_tick()->set_subject(subject);
  return command;
}

eventing::Reaction DrainOf(const PoolState& pool, const eventing::CommitHeader& header) {
  v1::PoolCommand command = TickOf(v1::TICK_KIND_DRAIN, "");
  command.mutable_tick()->set_version(header.version());
  const std::string version = std::to_string(header.version());
  return ToPool({header.tenant(), "TickPool", {header.aggregate_id(), "drain", version}},
                pool.pool_id(), std::move(command));
}

std::string TimerKey(const std::string& pool_id, const PoolTimer& timer) {
  return pool_id + static_cast<char>(timer.kind) + timer.subject;
}

absl::StatusOr<ArmedTicks> ReadArmed(const std::string& pool_id, eventing::FoldedRows& rows) {
  DOCKET_ASSIGN_OR_RETURN(const std::optional<std::string> row, rows.Get(kTickTable, pool_id));
  ArmedTicks armed;
  if (row.has_value() && !armed.ParseFromString(*row)) {
    return DataLoss("the ticks of " + pool_id + " cannot be read");
  }
  return armed;
}

std::vector<PoolTimer> TimersOf(const ArmedTicks& armed) {
  std::vector<PoolTimer> timers;
  for (const ArmedTick& tick : armed.ticks()) {
    timers.push_back({tick.kind(), tick.subject(), FromProto(tick.due_time())});
  }
  return timers;
}

ArmedTicks RowOf(const std::string& tenant, const std::string& name,
                 const std::vector<PoolTimer>& timers) {
  ArmedTicks armed;
  armed.set_tenant(tenant);
  armed.set_pool_id(name);
  for (const PoolTimer& timer : timers) {
    ArmedTick& tick = *armed.add_ticks();
    tick.set_kind(timer.kind);
    tick.set_subject(timer.subject);
    *tick.mutable_due_time() = ToProto(timer.due);
  }
  return armed;
}

// Both are in order.
bool Has(const std::vector<PoolTimer>& timers, const PoolTimer& timer) {
  return std::ranges::binary_search(timers, timer);
}

absl::Status ArmTimers(const eventing::CommitHeader& header, const PoolState& pool,
                       eventing::FoldContext& context) {
  const std::string& id = header.aggregate_id();
  DOCKET_ASSIGN_OR_RETURN(const ArmedTicks row, ReadArmed(id, context));
  const std::vector<PoolTimer> before = TimersOf(row);
  const std::vector<PoolTimer> after = DueTimers(pool);
  if (after == before) return absl::OkStatus();
  for (const PoolTimer& timer : before) {
    if (!Has(after, timer)) context.Settle(timer.due, TimerKey(id, timer));
  }
  for (const PoolTimer& timer : after) {
    if (!Has(before, timer)) context.Arm(timer.due, TimerKey(id, timer));
  }
  if (after.empty()) {
    context.Delete(kTickTable, id);
  } else {
    const ArmedTicks armed = RowOf(header.tenant(), pool.pool_id(), after);
    context.Put(kTickTable, id, eventing::SerializeDeterministic(armed));
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<store::TableSpec> PoolMoves::Tables() const {
  return {{"pool_ticks", store::Content::kWhole}, {"pool_rosters", store::Content::kWhole}};
}

absl::Status PoolMoves::Fold(const eventing::AcceptedCommit& commit,
                             eventing::FoldContext& context) {
  const auto& message = static_cast<const v1::PoolCommit&>(commit.message);
  const auto& pool = static_cast<const PoolState&>(*commit.state);
  for (const v1::PoolEvent& event : message.events()) {
    DOCKET_RETURN_IF_ERROR(TellTicket(event, commit, context));
    if (event.has_rostered()) NoteRoster(event.rostered(), commit.header, context);
  }
  if (NeedsDrain(pool)) context.React(DrainOf(pool, commit.header));
  return ArmTimers(commit.header, pool, context);
}

absl::StatusOr<eventing::Reaction> PoolMoves::Fire(Time due, std::string_view key,
                                                   eventing::FoldedRows& rows) {
  const std::string id(key.substr(0, PoolId::kTextBytes));
  const auto kind = static_cast<v1::TickKind>(key[id.size()]);
  const std::string subject(key.substr(id.size() + 1));
  DOCKET_ASSIGN_OR_RETURN(const ArmedTicks armed, ReadArmed(id, rows));
  if (armed.ticks().empty()) {
    return DataLoss("a timer of " + id + " is armed of which its row knows nothing");
  }
  v1::PoolCommand command = TickOf(kind, subject);
  *command.mutable_tick()->mutable_time() = ToProto(due);
  const std::string parts[] = {id, std::to_string(kind), subject,
                               std::to_string(due.time_since_epoch().count())};
  return ToPool({armed.tenant(), "TickPool", {std::begin(parts), std::end(parts)}}, armed.pool_id(),
                std::move(command));
}

absl::StatusOr<eventing::DemandedKeys> PoolMoves::Demands(const setting::Settings& settings,
                                                          std::string_view cursor, size_t max,
                                                          eventing::UnitPlace place,
                                                          eventing::FoldedRows& rows) {
  if (cursor.empty()) return WalkRows("", max, rows);
  const std::string_view from = cursor.substr(1);
  if (cursor.front() == kOfRows) return WalkRows(from, max, rows);
  return WalkDocuments(from, max, place, settings);
}

absl::StatusOr<std::optional<eventing::Reaction>> PoolMoves::Demand(
    std::string_view key, const setting::Settings& settings, eventing::FoldedRows& rows) {
  const size_t nul = key.find('\0');
  const std::string tenant(key.substr(0, nul));
  const std::string pool_id(key.substr(nul + 1));
  DOCKET_ASSIGN_OR_RETURN(const std::optional<std::string> known, rows.Get(kRosterTable, key));
  const std::string asked = VersionsOf(RosterOf(tenant, pool_id, settings, Time{}));
  if (known.value_or(VersionsOf(v1::PoolRostered())) == asked) return std::nullopt;
  v1::PoolCommand command;
  command.mutable_apply_roster()->set_pool_id(pool_id);
  const std::string number = std::to_string(settings.number());
  return ToPool({tenant, "ApplyRoster", {pool_id, number}}, pool_id, std::move(command));
}

}  // namespace docket::routing
