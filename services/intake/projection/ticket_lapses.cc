#include "services/intake/projection/ticket_lapses.h"

#include <algorithm>
#include <utility>

#include "libs/base/big_endian.h"
#include "libs/base/id.h"
#include "libs/base/proto_time.h"
#include "libs/eventing/command.h"
#include "services/intake/domain/ticket.h"
#include "services/intake/domain/ticket_lapse.h"
#include "services/intake/projection/ticket_lapses.pb.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;

constexpr size_t kArmedTable = 0;
constexpr char kActor[] = "docket-intake";
constexpr size_t kNameBytes = 1 + sizeof(uint64_t);  // Behind the ticket id.

std::string TimerKey(std::string ticket_id, const DueLapse& lapse) {
  ticket_id.push_back(static_cast<char>(lapse.kind));
  PutU64(ticket_id, lapse.mark_version);
  return ticket_id;
}

absl::StatusOr<ArmedLapses> ReadArmed(std::string_view ticket_id, eventing::FoldedRows& rows) {
  DOCKET_ASSIGN_OR_RETURN(const std::optional<std::string> row, rows.Get(kArmedTable, ticket_id));
  ArmedLapses armed;
  if (row.has_value() && !armed.ParseFromString(*row)) {
    return DataLoss("the lapses of " + std::string(ticket_id) + " cannot be read");
  }
  return armed;
}

std::vector<DueLapse> LapsesOf(const ArmedLapses& armed) {
  std::vector<DueLapse> lapses;
  for (const ArmedLapse& lapse : armed.lapses()) {
    lapses.push_back({lapse.kind(), lapse.mark_version(), FromProto(lapse.due_time())});
  }
  return lapses;
}

std::string RowOf(const std::string& tenant, const std::vector<DueLapse>& lapses) {
  ArmedLapses armed;
  armed.set_tenant(tenant);
  for (const DueLapse& lapse : lapses) {
    ArmedLapse& row = *armed.add_lapses();
    row.set_kind(lapse.kind);
    row.set_mark_version(lapse.mark_version);
    *row.mutable_due_time() = ToProto(lapse.due);
  }
  return eventing::SerializeDeterministic(armed);
}

bool Has(const std::vector<DueLapse>& lapses, const DueLapse& lapse) {
  return std::find(lapses.begin(), lapses.end(), lapse) != lapses.end();
}

v1::TicketCommandRecord CommandOf(const std::string& tenant, const std::string& ticket_id,
                                  v1::LapseKind kind, uint64_t mark_version) {
  v1::TicketCommandRecord record;
  const std::string parts[] = {ticket_id, std::to_string(kind), std::to_string(mark_version)};
  *record.mutable_header() =
      eventing::MachineHeader(kActor, tenant, ticket_id, "LapseTicket", parts);
  record.mutable_command()->mutable_lapse()->set_kind(kind);
  record.mutable_command()->mutable_lapse()->set_mark_version(mark_version);
  return record;
}

}  // namespace

std::vector<store::TableSpec> TicketLapses::Tables() const {
  return {{"ticket_lapses", store::Content::kWhole}};
}

absl::Status TicketLapses::Fold(const eventing::AcceptedCommit& commit,
                                eventing::FoldContext& context) {
  if (commit.kind.name() != Ticket::kName) return absl::OkStatus();
  const std::string& id = commit.header.aggregate_id();
  DOCKET_ASSIGN_OR_RETURN(const ArmedLapses row, ReadArmed(id, context));
  const std::vector<DueLapse> before = LapsesOf(row);
  const std::vector<DueLapse> after = DueLapses(static_cast<const TicketState&>(*commit.state));
  if (after == before) return absl::OkStatus();
  for (const DueLapse& lapse : before) {
    if (!Has(after, lapse)) context.Settle(lapse.due, TimerKey(id, lapse));
  }
  for (const DueLapse& lapse : after) {
    if (!Has(before, lapse)) context.Arm(lapse.due, TimerKey(id, lapse));
  }
  if (after.empty()) {
    context.Delete(kArmedTable, id);
  } else {
    context.Put(kArmedTable, id, RowOf(commit.header.tenant(), after));
  }
  return absl::OkStatus();
}

absl::StatusOr<eventing::Reaction> TicketLapses::Fire(Time, std::string_view key,
                                                      eventing::FoldedRows& rows) {
  const std::string id(key.substr(0, key.size() - kNameBytes));
  const auto kind = static_cast<v1::LapseKind>(key[id.size()]);
  const uint64_t mark_version = GetU64(key.substr(id.size() + 1));
  DOCKET_ASSIGN_OR_RETURN(const ArmedLapses armed, ReadArmed(id, rows));
  const std::optional<TicketId> ticket = TicketId::Parse(id);
  if (armed.lapses().empty() || !ticket.has_value()) {
    return DataLoss("a timer of " + id + " is armed of which its row knows nothing");
  }
  return eventing::Reaction{
      std::string(Ticket::kName), ticket->slot(),
      std::make_unique<v1::TicketCommandRecord>(CommandOf(armed.tenant(), id, kind, mark_version))};
}

}  // namespace docket::intake
