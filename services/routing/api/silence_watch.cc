#include "services/routing/api/silence_watch.h"

#include <memory>
#include <string>
#include <utility>

#include "docket/routing/v1/pool_commands.pb.h"
#include "libs/eventing/command.h"
#include "services/routing/domain/pool_id.h"
#include "services/routing/projection/routing_unit.h"

namespace docket::routing {

eventing::Turn SilenceWatch::Step(Instant now) {
  if (now.monotonic >= next_) {
    next_ = now.monotonic + kLookEvery;
    const Looked looked = LookAtRows();
    for (const PresentAgent& agent : silence_.Look(looked.present, now.monotonic)) {
      Tell(agent, looked.versions.at({agent.tenant, agent.pool_id}));
    }
  }
  eventing::Turn turn;
  turn.wake = now;
  turn.wake.wall += std::chrono::ceil<std::chrono::milliseconds>(next_ - now.monotonic);
  turn.wake.monotonic = next_;
  return turn;
}

// A store that cannot be read is told of by its unit.
SilenceWatch::Looked SilenceWatch::LookAtRows() const {
  Looked looked;
  for (size_t partition = 0; partition < doors_.size(); ++partition) {
    if (!doors_.At(partition).progress->serving()) continue;
    const absl::StatusOr<eventing::UnitView> view = doors_.View(partition);
    if (!view.ok()) continue;
    const auto take = [&looked](std::string_view, std::string_view value) {
      const auto row = eventing::DecodeRow(PoolAggregate(), value);
      if (!row.ok()) return true;
      const auto& pool = static_cast<const PoolState&>(*row->state);
      looked.versions[{row->tenant, pool.pool_id()}] = pool.version();
      for (const PoolAgentState& agent : pool.agents()) {
        if (agent.presence() == v1::PRESENCE_OFFLINE) continue;
        looked.present.push_back({row->tenant, pool.pool_id(), agent.roster().agent_id()});
      }
      return true;
    };
    (void)view->rows->Scan(PoolTables().rows, {}, take);
  }
  return looked;
}

void SilenceWatch::Tell(const PresentAgent& agent, uint64_t pool_version) const {
  const PoolId id = PoolId::Of(agent.tenant, agent.pool_id);
  auto body = std::make_shared<v1::PoolCommand>();
  body->mutable_set_presence()->set_agent_id(agent.agent_id);
  body->mutable_set_presence()->set_presence(v1::PRESENCE_OFFLINE);
  body->mutable_set_presence()->set_silent(true);
  const std::string parts[] = {id.text(), agent.agent_id, std::to_string(pool_version)};
  eventing::Command command;
  command.header =
      eventing::MachineHeader("docket-routing", agent.tenant, id.text(), "SetPresence", parts);
  command.header.set_correlation_id(command.header.command_id());
  command.digest = Digest::Of(eventing::SerializeDeterministic(*body));
  command.body = std::move(body);
  command.roles = {eventing::Role::kService};
  command.reply = [](const absl::StatusOr<eventing::Receipt>&) {};  // The next look sees.
  doors_.At(id.slot()).mailbox->Put(command);
}

}  // namespace docket::routing
