#include "services/routing/projection/sends.h"

#include <memory>
#include <utility>

#include "libs/base/id.h"
#include "libs/eventing/command.h"
#include "services/routing/domain/pool_id.h"

namespace docket::routing {
namespace {

constexpr char kActor[] = "docket-routing";

// Any kind of record: { header, command }.
template <typename Record, typename Command>
std::unique_ptr<Record> RecordOf(const SendKey& key, const std::string& aggregate_id,
                                 Command command) {
  auto record = std::make_unique<Record>();
  *record->mutable_header() =
      eventing::MachineHeader(kActor, key.tenant, aggregate_id, key.name, key.parts);
  *record->mutable_command() = std::move(command);
  return record;
}

}  // namespace

absl::StatusOr<eventing::Reaction> ToTicket(const SendKey& key, const std::string& ticket_id,
                                            ticket::v1::TicketCommand command) {
  const std::optional<TicketId> ticket = TicketId::Parse(ticket_id);
  if (!ticket.has_value()) return DataLoss("routing follows " + ticket_id + ", which is no ticket");
  return eventing::Reaction{
      "ticket", ticket->slot(),
      RecordOf<ticket::v1::TicketCommandRecord>(key, ticket_id, std::move(command))};
}

eventing::Reaction ToPool(const SendKey& key, const std::string& pool_id, v1::PoolCommand command) {
  const PoolId pool = PoolId::Of(key.tenant, pool_id);
  return {"pool", pool.slot(),
          RecordOf<v1::PoolCommandRecord>(key, pool.text(), std::move(command))};
}

}  // namespace docket::routing
