#include "tools/docketctl/import/plan.h"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <variant>

#include "tools/docketctl/import/csv_reader.h"

namespace docket::docketctl {
namespace {

// What is known of a case after the rows so far.
struct Case {
  Time time;
  std::string_view requester;
  TicketStatus told = TicketStatus::kNew;    // By the last row that told one.
  TicketStatus status = TicketStatus::kNew;  // In Docket.
  std::optional<Priority> priority;
  std::string_view kind;
  std::vector<std::string_view> category;
  Assignment assignment;
};

// Notes `told` in `known`, and in `change` if it is news.
template <typename Value, typename Told, typename Change>
void Note(const std::optional<Told>& told, Value& known, std::optional<Change>& change) {
  if (!told || Value(*told) == known) return;
  known = *told;
  change = *told;
}

bool ChangesAnything(const Step& step) {
  return step.opening || step.kind || step.category || step.priority || step.status ||
         step.assignment;
}

class StepPlanner {
 public:
  StepPlanner(std::vector<Step>& steps, PlanCounts& counts) : steps_(steps), counts_(counts) {}

  // Plans the next row in the order of sorting.
  void Add(const MappedRow& row) {
    const size_t steps_before = steps_.size();
    const auto [at, opens] = cases_.try_emplace(row.case_id);
    Case& known = at->second;
    if (opens) {
      known.time = row.time;
      known.requester = row.requester;
    }
    if (known.requester != row.requester) ++counts_.requester_differs;
    if (known.time > row.time) ++counts_.time_raised;
    known.time = std::max(known.time, row.time);

    Step step = StepOf(row, known);
    if (opens) step.opening = Opening{row.subject, row.channel};
    NoteClassification(row, known, step);
    if (opens) step = BeginAtOpening(row, known, std::move(step));
    NoteProgress(row, known, step);
    if (ChangesAnything(step)) steps_.push_back(std::move(step));
    if (steps_.size() == steps_before) ++counts_.unchanged;
  }

  uint64_t cases() const { return cases_.size(); }

 private:
  static Step StepOf(const MappedRow& row, const Case& known) {
    Step step;
    step.row = row.row;
    step.line = row.line;
    step.case_id = row.case_id;
    step.time = known.time;
    step.requester = known.requester;
    return step;
  }

  // Gives `step` back, or, if the case was opened before its first row, plans it for that instant
  // and gives an empty step of the row.
  Step BeginAtOpening(const MappedRow& row, const Case& known, Step step) {
    const Time opened = row.opened.value_or(row.time);
    if (opened > row.time) ++counts_.opened_late;
    if (opened >= row.time) return step;
    step.time = opened;
    steps_.push_back(std::move(step));
    return StepOf(row, known);
  }

  static void NoteClassification(const MappedRow& row, Case& known, Step& step) {
    Note(row.kind, known.kind, step.kind);
    Note(row.category, known.category, step.category);
    Note(row.priority, known.priority, step.priority);
  }

  void NoteProgress(const MappedRow& row, Case& known, Step& step) {
    const Assignment assignment{row.team.value_or(known.assignment.team),
                                row.assignee.value_or(known.assignment.assignee)};
    Note(std::optional(assignment), known.assignment, step.assignment);
    Note(std::optional(StatusOf(row, known)), known.status, step.status);
  }

  // The status that `row` leads to, once its assignment is noted.
  TicketStatus StatusOf(const MappedRow& row, Case& known) {
    const TicketStatus before = std::exchange(known.told, row.status.value_or(known.told));
    if (known.told != TicketStatus::kNew) return known.told;
    if (before != TicketStatus::kNew) ++counts_.back_to_new;
    const bool nobody_has_it = known.assignment.assignee.empty();
    if (known.status == TicketStatus::kNew && nobody_has_it) return TicketStatus::kNew;
    ++counts_.new_as_open;
    return TicketStatus::kOpen;
  }

  std::vector<Step>& steps_;
  PlanCounts& counts_;
  std::unordered_map<std::string_view, Case> cases_;
};

absl::StatusOr<std::vector<MappedRow>> ReadRows(Mapping mapping, ByteInput& input,
                                                RejectedFile& rejected, Plan& plan) {
  DOCKET_ASSIGN_OR_RETURN(CsvReader reader, CsvReader::Open(input, mapping.delimiter));
  DOCKET_RETURN_IF_ERROR(BindColumns(mapping, reader.header()));
  DOCKET_RETURN_IF_ERROR(rejected.Begin(reader.header(), mapping.delimiter));
  RowMapper mapper(mapping, plan.texts);
  std::vector<MappedRow> rows;
  CsvRow csv;
  while (true) {
    DOCKET_ASSIGN_OR_RETURN(const bool more, reader.Next(csv));
    if (!more) break;
    auto mapped = mapper.Map(csv);
    if (const auto* fault = std::get_if<RowFault>(&mapped)) {
      ++plan.counts.rejected[fault->code];
      DOCKET_RETURN_IF_ERROR(rejected.Add(csv, *fault));
    } else {
      rows.push_back(std::get<MappedRow>(std::move(mapped)));
    }
  }
  plan.counts.rows = csv.number;
  DOCKET_RETURN_IF_ERROR(rejected.Finish());
  return rows;
}

}  // namespace

absl::StatusOr<Plan> MakePlan(Mapping mapping, ByteInput& input, RejectedFile& rejected) {
  Plan plan;
  DOCKET_ASSIGN_OR_RETURN(std::vector<MappedRow> rows,
                          ReadRows(std::move(mapping), input, rejected, plan));
  std::stable_sort(rows.begin(), rows.end(),
                   [](const MappedRow& a, const MappedRow& b) { return a.order < b.order; });
  StepPlanner planner(plan.steps, plan.counts);
  for (const MappedRow& row : rows) planner.Add(row);
  plan.counts.cases = planner.cases();
  // Openings before the first row, and logs that are not sorted by time first, are put in place.
  std::stable_sort(plan.steps.begin(), plan.steps.end(),
                   [](const Step& a, const Step& b) { return a.time < b.time; });
  return plan;
}

}  // namespace docket::docketctl
