#include "services/routing/projection/pool_alarms.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/proto_time.h"
#include "libs/eventing/commit.h"
#include "services/routing/domain/pool_drain.h"
#include "services/routing/domain/pool_id.h"
#include "services/routing/domain/pool_timers.h"
#include "services/routing/projection/armed_ticks.pb.h"
#include "services/routing/projection/sends.h"

namespace docket::routing {
namespace {

constexpr size_t kTickTable = 0;

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

std::vector<store::TableSpec> PoolAlarms::Tables() const {
  return {{"pool_ticks", store::Content::kWhole}};
}

absl::Status PoolAlarms::Fold(const eventing::AcceptedCommit& commit,
                              eventing::FoldContext& context) {
  const auto& pool = static_cast<const PoolState&>(*commit.state);
  if (NeedsDrain(pool)) context.React(DrainOf(pool, commit.header));
  return ArmTimers(commit.header, pool, context);
}

absl::StatusOr<eventing::Reaction> PoolAlarms::Fire(Time due, std::string_view key,
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

}  // namespace docket::routing
