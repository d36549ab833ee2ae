#include "services/routing/projection/ticket_routes.h"

#include <optional>
#include <utility>

#include "libs/base/proto_time.h"
#include "libs/setting/setting_book.h"
#include "libs/sla/urgency.h"
#include "libs/ticket/ticket_clocks.h"
#include "services/routing/projection/sends.h"
#include "services/routing/projection/ticket_routes.pb.h"

namespace docket::routing {
namespace {

using ticket::v1::TicketCommand;
using ticket::v1::TicketCommit;
using ticket::v1::TicketQueued;
using ticket_facts::TicketFacts;

constexpr size_t kRouteTable = 0;
constexpr size_t kUnplacedTable = 1;

absl::StatusOr<TicketRoute> ReadRoute(const std::string& ticket_id, eventing::FoldedRows& rows) {
  DOCKET_ASSIGN_OR_RETURN(const std::optional<std::string> row, rows.Get(kRouteTable, ticket_id));
  TicketRoute route;
  if (row.has_value() && !route.ParseFromString(*row)) {
    return DataLoss("the route of " + ticket_id + " cannot be read");
  }
  return route;
}

// Recorded history assigns by itself; routing looks at a ticket once it lives.
bool IsToBePlaced(const TicketFacts& facts) {
  return facts.handling() == ticket::v1::HANDLING_TRIAGE && !facts.recorded();
}

bool IsOfAPool(const TicketFacts& facts) {
  const bool placed = facts.handling() == ticket::v1::HANDLING_QUEUED ||
                      facts.handling() == ticket::v1::HANDLING_ASSIGNED;
  return placed && !facts.pool_id().empty() && !facts.recorded();
}

// The wait that `commit` begins; null if none.
const TicketQueued* QueuedBy(const TicketCommit& commit) {
  const TicketQueued* queued = nullptr;
  for (const ticket::v1::TicketEvent& event : commit.events()) {
    if (event.has_queued()) queued = &event.queued();
  }
  return queued;
}

// One commit of one ticket, as its pools hear of it.
class Telling {
 public:
  Telling(const TicketCommit& commit, TicketRoute& route, eventing::FoldContext& context)
      : commit_(commit), facts_(route.facts()), route_(route), context_(context) {}

  void Tell() {
    const bool same = IsOfAPool(facts_) && facts_.pool_id() == route_.pool_id() &&
                      facts_.entry() == route_.entry().entry();
    if (route_.has_entry() && !same) Release();
    if (!IsOfAPool(facts_)) return;
    if (route_.has_entry()) {
      Update();
    } else if (const TicketQueued* queued = QueuedBy(commit_); queued != nullptr) {
      Enqueue(*queued);
    }
  }

 private:
  const std::string& ticket_id() const { return commit_.header().aggregate_id(); }
  uint64_t version() const { return commit_.header().version(); }

  void Send(const std::string& name, std::vector<std::string> more, v1::PoolCommand command) {
    std::vector<std::string> parts = {ticket_id(), std::to_string(route_.entry().entry())};
    parts.insert(parts.end(), more.begin(), more.end());
    context_.React(
        ToPool({facts_.tenant(), name, std::move(parts)}, route_.pool_id(), std::move(command)));
  }

  void Release() {
    v1::PoolCommand command;
    command.mutable_release()->set_pool_id(route_.pool_id());
    command.mutable_release()->set_ticket_id(ticket_id());
    command.mutable_release()->set_entry(route_.entry().entry());
    command.mutable_release()->set_ticket_version(version());
    Send("ReleaseEntry", {}, std::move(command));
    route_.clear_entry();
    route_.clear_pool_id();
    route_.clear_answered();
  }

  bool Paused() const {
    return facts_.status() == ticket::v1::TICKET_STATUS_PENDING ||
           facts_.status() == ticket::v1::TICKET_STATUS_HELD;
  }

  // False if it is what `entry` says.
  bool SetUrgency(v1::EntryQueued& entry) {
    const sla::Urgency urgency = sla::UrgencyOf(route_.clocks());
    const std::optional<Time> told =
        entry.has_due_time() ? std::optional(FromProto(entry.due_time())) : std::nullopt;
    if (sla::Urgency{entry.warned(), told} == urgency) return false;
    entry.set_warned(urgency.pressing);
    entry.clear_due_time();
    if (urgency.due.has_value()) *entry.mutable_due_time() = ToProto(*urgency.due);
    return true;
  }

  void Enqueue(const TicketQueued& queued) {
    v1::EntryQueued& entry = *route_.mutable_entry();
    entry.set_ticket_id(ticket_id());
    entry.set_entry(queued.entry());
    entry.set_ticket_version(version());
    entry.set_team_id(queued.team_id());
    *entry.mutable_skills() = queued.skills();
    entry.set_weight(queued.weight());
    entry.set_channel(facts_.channel());
    entry.set_priority(facts_.priority());
    entry.set_paused(Paused());
    SetUrgency(entry);
    *entry.mutable_waiting_since_time() = queued.waiting_since_time();
    entry.set_preferred_agent_id(queued.preferred_agent_id());
    *entry.mutable_excluded_agent_ids() = queued.excluded_agent_ids();
    route_.set_pool_id(facts_.pool_id());
    v1::PoolCommand command;
    command.mutable_enqueue()->set_pool_id(route_.pool_id());
    *command.mutable_enqueue()->mutable_entry() = entry;
    Send("EnqueueEntry", {}, std::move(command));
  }

  // What is not said here the pool knows by itself: an assignment begins without an answer.
  void Update() {
    v1::EntryQueued& entry = *route_.mutable_entry();
    const bool answers = facts_.answered() && !route_.answered();
    route_.set_answered(facts_.answered());
    const bool presses = SetUrgency(entry);
    const bool same = entry.priority() == facts_.priority() && entry.paused() == Paused();
    if (same && !presses && !answers) return;
    entry.set_priority(facts_.priority());
    entry.set_paused(Paused());
    entry.set_ticket_version(version());
    v1::PoolCommand command;
    v1::EntryChanged& change = *command.mutable_update()->mutable_change();
    change.set_ticket_id(ticket_id());
    change.set_entry(entry.entry());
    change.set_ticket_version(version());
    change.set_priority(entry.priority());
    change.set_paused(entry.paused());
    change.set_warned(entry.warned());
    if (entry.has_due_time()) *change.mutable_due_time() = entry.due_time();
    change.set_answered(facts_.answered());
    Send("UpdateEntry", {std::to_string(version())}, std::move(command));
  }

  const TicketCommit& commit_;
  const TicketFacts& facts_;
  TicketRoute& route_;
  eventing::FoldContext& context_;
};

}  // namespace

std::vector<store::TableSpec> TicketRoutes::Tables() const {
  return {{"ticket_routes", store::Content::kWhole}, {"unplaced", store::Content::kWhole}};
}

absl::Status TicketRoutes::Fold(const eventing::AcceptedCommit& commit,
                                eventing::FoldContext& context) {
  const auto& message = static_cast<const TicketCommit&>(commit.message);
  const std::string& id = commit.header.aggregate_id();
  DOCKET_ASSIGN_OR_RETURN(TicketRoute route, ReadRoute(id, context));
  const TicketFacts before = route.facts();
  ticket_facts::Follow(message, *route.mutable_facts(), *route.mutable_clocks());
  Telling(message, route, context).Tell();
  context.Put(kRouteTable, id, eventing::SerializeDeterministic(route));

  const TicketFacts& now = route.facts();
  const bool same = IsToBePlaced(before) && before.triage_version() == now.triage_version();
  if (IsToBePlaced(now) && same) return absl::OkStatus();
  if (IsToBePlaced(before)) context.Delete(kUnplacedTable, id);
  if (!IsToBePlaced(now)) return absl::OkStatus();
  std::optional<eventing::Reaction> placing;
  if (commit.settings != nullptr) {
    DOCKET_ASSIGN_OR_RETURN(placing, Place(id, {now, &before}, *commit.settings));
  }
  if (placing.has_value()) {
    context.React(*std::move(placing));
  } else {
    context.Put(kUnplacedTable, id, "");
    context.Demand(id);
  }
  return absl::OkStatus();
}

absl::StatusOr<eventing::DemandedKeys> TicketRoutes::Demands(const setting::Settings& /*settings*/,
                                                             std::string_view cursor, size_t max,
                                                             eventing::UnitPlace /*place*/,
                                                             eventing::FoldedRows& rows) {
  store::KeyRange range;
  range.begin = std::string(cursor);
  eventing::DemandedKeys found;
  DOCKET_RETURN_IF_ERROR(
      rows.Scan(kUnplacedTable, range, [&](std::string_view id, std::string_view) {
        if (found.keys.size() == max) {
          found.next = std::string(id);
          return false;
        }
        found.keys.emplace_back(id);
        return true;
      }));
  return found;
}

absl::StatusOr<std::optional<eventing::Reaction>> TicketRoutes::Demand(
    std::string_view ticket_id, const setting::Settings& settings, eventing::FoldedRows& rows) {
  const std::string id(ticket_id);
  DOCKET_ASSIGN_OR_RETURN(const TicketRoute route, ReadRoute(id, rows));
  if (!IsToBePlaced(route.facts())) return std::nullopt;
  return Place(id, {route.facts(), nullptr}, settings);
}

absl::StatusOr<std::optional<eventing::Reaction>> TicketRoutes::Place(
    const std::string& ticket_id, const Unplaced& ticket, const setting::Settings& settings) {
  const TicketFacts& facts = ticket.now;
  TicketCommand command;
  if (facts.team_id().empty()) {
    std::optional<ticket::v1::TriageTicket> triage =
        Triage(ticket, *RulesOf(facts.tenant(), settings), settings);
    if (!triage.has_value()) return std::nullopt;
    *command.mutable_triage() = *std::move(triage);
  } else {
    std::optional<ticket::v1::QueueTicket> queue = Queue(facts, settings);
    if (!queue.has_value()) return std::nullopt;
    *command.mutable_queue() = *std::move(queue);
  }
  const std::string name = command.has_triage() ? "TriageTicket" : "QueueTicket";
  const std::string cause = std::to_string(facts.triage_version());
  DOCKET_ASSIGN_OR_RETURN(
      eventing::Reaction reaction,
      ToTicket({facts.tenant(), name, {ticket_id, cause}}, ticket_id, std::move(command)));
  return reaction;
}

std::shared_ptr<const TriageRuleSet> TicketRoutes::RulesOf(const std::string& tenant,
                                                           const setting::Settings& settings) {
  setting::PublishedPtr published =
      settings.Find(tenant, setting::v1::Document::kTriageRules, setting::kOnlyName);
  const std::lock_guard lock(mutex_);
  std::shared_ptr<const TriageRuleSet>& rules = rules_[tenant];
  if (rules == nullptr || rules->published() != published) {
    rules = std::make_shared<const TriageRuleSet>(std::move(published));
  }
  return rules;
}

}  // namespace docket::routing
