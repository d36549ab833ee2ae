#include "tests/import/plan_as_export.h"

#include <map>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace docket::docketctl {
namespace {

using nlohmann::json;

bool IsDone(TicketStatus status) {
  return status == TicketStatus::kSolved || status == TicketStatus::kClosed;
}

std::string_view EventThatLeadsTo(TicketStatus status) {
  switch (status) {
    case TicketStatus::kPending: return "waiting";
    case TicketStatus::kHeld: return "held";
    case TicketStatus::kSolved: return "solved";
    case TicketStatus::kClosed: return "closed";
    default: return "resumed";
  }
}

// The kinds of events that lead `from` one status `to` another, with those the log left out.
std::vector<std::string_view> Path(TicketStatus from, TicketStatus to) {
  if (from == TicketStatus::kSolved && to == TicketStatus::kClosed) return {"closed"};
  std::vector<std::string_view> kinds;
  if (IsDone(from)) kinds.push_back("reopened");
  if (to == TicketStatus::kClosed) kinds.push_back("solved");
  if (to != TicketStatus::kOpen || !IsDone(from)) kinds.push_back(EventThatLeadsTo(to));
  return kinds;
}

class Exporter {
 public:
  explicit Exporter(std::ostream& out) : out_(out) {}

  // Status goes before assignment: who is assigned a `new` ticket would open it.
  void Add(const Step& step) {
    Ticket& ticket = tickets_[step.case_id];
    json classification;
    if (step.category) classification["category"] = *step.category;
    if (step.opening) {
      if (step.priority) classification["priority"] = ToWord(*step.priority);
      Commit(step, ticket, {"opened"}, classification);
    } else {
      if (step.category) Commit(step, ticket, {"classified"}, classification);
      if (step.priority) {
        Commit(step, ticket, {"prioritised"}, {{"priority", ToWord(*step.priority)}});
      }
    }
    if (step.status) {
      Commit(step, ticket, Path(ticket.status, *step.status), {});
      ticket.status = *step.status;
    }
    if (step.assignment) Assign(step, ticket);
  }

 private:
  struct Ticket {
    uint64_t version = 0;
    TicketStatus status = TicketStatus::kNew;
  };

  void Assign(const Step& step, Ticket& ticket) {
    const auto& [team, assignee] = *step.assignment;
    if (team.empty() && assignee.empty()) return Commit(step, ticket, {"unassigned"}, {});
    Commit(step, ticket, {"assigned"},
           {{"team", team.empty() ? "(none)" : team}, {"assignee", assignee}});
  }

  void Commit(const Step& step, Ticket& ticket, const std::vector<std::string_view>& kinds,
              const json& fields) {
    ++ticket.version;
    for (const std::string_view kind : kinds) {
      json line = {{"ticket", step.case_id},
                   {"version", ticket.version},
                   {"time", FormatTime(step.time)},
                   {"kind", kind}};
      line.update(fields.is_null() ? json::object() : fields);
      out_ << line << '\n';
    }
  }

  std::ostream& out_;
  std::map<std::string_view, Ticket> tickets_;
};

}  // namespace

void WriteAsExport(const Plan& plan, std::ostream& out) {
  Exporter exporter(out);
  for (const Step& step : plan.steps) exporter.Add(step);
}

}  // namespace docket::docketctl
