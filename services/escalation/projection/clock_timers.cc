#include "services/escalation/projection/clock_timers.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/base/big_endian.h"
#include "libs/base/id.h"
#include "libs/base/proto_time.h"
#include "libs/eventing/command.h"
#include "libs/sla/fire.h"
#include "libs/ticket/policy_selection.h"
#include "libs/ticket/ticket_clocks.h"
#include "libs/ticket/ticket_facts.h"
#include "services/escalation/projection/ticket_clocks.pb.h"

namespace docket::escalation {
namespace {

using ticket::v1::FireClock;
using ticket::v1::TicketCommand;
using ticket::v1::TicketCommandRecord;
using ticket::v1::TicketCommit;
using ticket::v1::TicketEvent;

constexpr size_t kClockTable = 0;
constexpr char kActor[] = "docket-escalation";
constexpr size_t kIdBytes = 20;  // Of a ticket's id.

absl::StatusOr<TicketClocks> ParseClocks(std::string_view ticket_id, std::string_view row) {
  TicketClocks clocks;
  if (clocks.ParseFromArray(row.data(), static_cast<int>(row.size()))) return clocks;
  return DataLoss("the clocks of " + std::string(ticket_id) + " cannot be read");
}

absl::StatusOr<TicketClocks> ReadClocks(std::string_view ticket_id, eventing::FoldedRows& rows) {
  DOCKET_ASSIGN_OR_RETURN(const std::optional<std::string> row, rows.Get(kClockTable, ticket_id));
  return row.has_value() ? ParseClocks(ticket_id, *row) : TicketClocks();
}

// The policies by which the ticket is to be judged anew; null if it is not.
setting::PublishedPtr MissesPolicies(const TicketClocks& ticket,
                                     const setting::Settings& settings) {
  if (!ticket_facts::IsUnsolved(ticket.facts())) return nullptr;
  setting::PublishedPtr policies =
      settings.Find(ticket.facts().tenant(), setting::v1::Document::kPolicies, setting::kOnlyName);
  if (policies == nullptr || !policies->document.policies().apply_to_open()) return nullptr;
  if (ticket.judged_by() >= policies->number) return nullptr;
  const auto selected = ticket_facts::SelectPolicy(ticket.facts(), settings);
  return sla::Changes(ticket.clocks(), selected.selection) ? policies : nullptr;
}

struct Timer {
  Time due;
  std::string key;

  friend auto operator<=>(const Timer&, const Timer&) = default;
};

// In order.
std::vector<Timer> TimersOf(const std::string& ticket_id, const TicketClocks& ticket) {
  std::vector<Timer> timers;
  for (const FireClock& fire : sla::Timers(ticket.clocks())) {
    std::string key = ticket_id + static_cast<char>(fire.metric());
    PutU32(key, fire.instance());
    timers.push_back({FromProto(fire.due_time()), key + fire.level_id()});
  }
  std::ranges::sort(timers);
  return timers;
}

void ArmTimers(const std::vector<Timer>& before, const std::vector<Timer>& after,
               eventing::FoldContext& context) {
  for (const Timer& timer : before) {
    if (!std::ranges::binary_search(after, timer)) context.Settle(timer.due, timer.key);
  }
  for (const Timer& timer : after) {
    if (!std::ranges::binary_search(before, timer)) context.Arm(timer.due, timer.key);
  }
}

// Whether its policy was asked for in the commit, or may have to be from then on.
bool Concerns(const TicketCommit& commit) {
  return std::ranges::any_of(commit.events(), [](const TicketEvent& event) {
    return ticket_facts::MayChangePolicy(event) || event.has_policy_applied() ||
           event.has_reopened();
  });
}

// The command `name` to the ticket, told from all others of it by `parts`.
absl::StatusOr<eventing::Reaction> ToTicket(const std::string& tenant, const std::string& ticket_id,
                                            std::string_view name,
                                            const std::vector<std::string>& parts,
                                            TicketCommand command) {
  const std::optional<TicketId> ticket = TicketId::Parse(ticket_id);
  if (!ticket.has_value()) return DataLoss(ticket_id + " is followed, which is no ticket");
  auto record = std::make_unique<TicketCommandRecord>();
  *record->mutable_header() = eventing::MachineHeader(kActor, tenant, ticket_id, name, parts);
  *record->mutable_command() = std::move(command);
  return eventing::Reaction{"ticket", ticket->slot(), std::move(record)};
}

}  // namespace

std::vector<store::TableSpec> ClockTimers::Tables() const {
  return {{"ticket_clocks", store::Content::kWhole}};
}

absl::Status ClockTimers::Fold(const eventing::AcceptedCommit& commit,
                               eventing::FoldContext& context) {
  const auto& message = static_cast<const TicketCommit&>(commit.message);
  const std::string& id = commit.header.aggregate_id();
  DOCKET_ASSIGN_OR_RETURN(TicketClocks row, ReadClocks(id, context));
  const std::vector<Timer> before = TimersOf(id, row);
  ticket_facts::Follow(message, *row.mutable_facts(), *row.mutable_clocks());
  row.mutable_facts()->clear_subject();
  row.mutable_facts()->clear_description();
  if (Concerns(message)) {
    row.set_judged_by(commit.header.settings());
    context.Demand(id);
  }
  ArmTimers(before, TimersOf(id, row), context);
  context.Put(kClockTable, id, eventing::SerializeDeterministic(row));
  return absl::OkStatus();
}

absl::StatusOr<eventing::Reaction> ClockTimers::Fire(Time due, std::string_view key,
                                                     eventing::FoldedRows& rows) {
  const std::string id(key.substr(0, kIdBytes));
  DOCKET_ASSIGN_OR_RETURN(const TicketClocks row, ReadClocks(id, rows));
  TicketCommand command;
  FireClock& fire = *command.mutable_fire();
  fire.set_metric(static_cast<setting::v1::SlaMetric>(key[kIdBytes]));
  fire.set_instance(GetU32(key.substr(kIdBytes + 1)));
  fire.set_level_id(std::string(key.substr(kIdBytes + 1 + sizeof(uint32_t))));
  *fire.mutable_due_time() = ToProto(due);
  return ToTicket(row.facts().tenant(), id, "FireClock",
                  {id, std::to_string(fire.metric()), std::to_string(fire.instance()),
                   fire.level_id(), std::to_string(ToMillis(due))},
                  std::move(command));
}

absl::StatusOr<eventing::DemandedKeys> ClockTimers::Demands(const setting::Settings& settings,
                                                            std::string_view cursor, size_t max,
                                                            eventing::UnitPlace /*place*/,
                                                            eventing::FoldedRows& rows) {
  store::KeyRange range;
  range.begin = std::string(cursor);
  eventing::DemandedKeys found;
  absl::Status status;
  const auto visit = [&](std::string_view id, std::string_view value) {
    if (max-- == 0) {
      found.next = std::string(id);
      return false;
    }
    const absl::StatusOr<TicketClocks> row = ParseClocks(id, value);
    status = row.status();
    if (row.ok() && MissesPolicies(*row, settings) != nullptr) found.keys.emplace_back(id);
    return status.ok();
  };
  DOCKET_RETURN_IF_ERROR(rows.Scan(kClockTable, range, visit));
  DOCKET_RETURN_IF_ERROR(status);
  return found;
}

absl::StatusOr<std::optional<eventing::Reaction>> ClockTimers::Demand(
    std::string_view ticket_id, const setting::Settings& settings, eventing::FoldedRows& rows) {
  const std::string id(ticket_id);
  DOCKET_ASSIGN_OR_RETURN(const TicketClocks row, ReadClocks(id, rows));
  const setting::PublishedPtr policies = MissesPolicies(row, settings);
  if (policies == nullptr) return std::nullopt;
  TicketCommand command;
  command.mutable_apply_policy();
  DOCKET_ASSIGN_OR_RETURN(eventing::Reaction reaction,
                          ToTicket(row.facts().tenant(), id, "ApplyPolicy",
                                   {id, std::to_string(policies->number)}, std::move(command)));
  return reaction;
}

}  // namespace docket::escalation
