#pragma once

// Turns an event log into the steps of its tickets, in order of time: each row is compared with
// what was known of its case before, and only what changed becomes part of a step. Steps say what
// is to be so afterwards; which commands bring it about is the sender's matter.
//
// Three rules bend what a log says to what Docket can say:
// - `new` means that nobody has the ticket, and nothing leads back to it. A row in `new` is `open`
// if
//   the case was further on or has an assignee.
// - A requester, subject and channel belong to the opening; what later rows say of them is not
// used.
// - Time does not run back within a case: a row whose time is before its predecessor's, in the
// order
//   the mapping sorts by, gets that one's.
//
// Memory: about 1.2 KiB for each row at the highest, beside each distinct text once. One thread.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/status.h"
#include "libs/base/time.h"
#include "tools/docketctl/import/byte_input.h"
#include "tools/docketctl/import/mapping.h"
#include "tools/docketctl/import/rejected_file.h"
#include "tools/docketctl/import/row_mapper.h"
#include "tools/docketctl/import/text_pool.h"
#include "tools/docketctl/import/ticket_words.h"

namespace docket::docketctl {

struct Opening {
  std::string_view subject;
  std::string_view channel;  // Empty if the log does not tell.

  bool operator==(const Opening&) const = default;
};

// Who has the ticket: both empty for nobody, no assignee for a team's queue. An assignee without a
// team is what the log knows.
struct Assignment {
  std::string_view team;
  std::string_view assignee;

  bool operator==(const Assignment&) const = default;
};

// What one row changes. The first row of a case makes two steps if the log tells an earlier
// opening: opening, kind, category and priority then, status and assignment at the row's own time.
struct Step {
  uint64_t row = 0;   // Among the data rows of the file, from 1.
  uint64_t line = 0;  // In the file, from 1.
  std::string_view case_id;
  Time time;
  std::string_view requester;  // The case's, the same in all steps.
  std::optional<Opening> opening;
  std::optional<std::string_view> kind;
  std::optional<std::vector<std::string_view>> category;  // From the top; empty: none any more.
  std::optional<Priority> priority;
  std::optional<TicketStatus> status;  // Never `new`, which is how a ticket opens.
  std::optional<Assignment> assignment;

  bool operator==(const Step&) const = default;
};

struct PlanCounts {
  uint64_t rows = 0;
  uint64_t cases = 0;
  // Rows that were rejected, by the code of their fault.
  std::map<std::string, uint64_t> rejected;
  // Rows that change nothing mapped.
  uint64_t unchanged = 0;
  // Rows in `new` that count as `open`, and those of them that follow a row further on.
  uint64_t new_as_open = 0;
  uint64_t back_to_new = 0;
  // Rows that name another requester than their case's.
  uint64_t requester_differs = 0;
  // Rows whose time was raised to their predecessor's.
  uint64_t time_raised = 0;
  // Cases whose log tells an opening after their first row; they open with that row.
  uint64_t opened_late = 0;
};

struct Plan {
  TextPool texts;  // What the views in `steps` look at.
  std::vector<Step> steps;
  PlanCounts counts;
};

// Reads all of `input`, a CSV text, by `mapping` and plans it. Rows that cannot be mapped go to
// `rejected`. Failures are those of the input and of `rejected`, and INVALID_ARGUMENT if the data
// lacks a mapped column or is not CSV.
absl::StatusOr<Plan> MakePlan(Mapping mapping, ByteInput& input, RejectedFile& rejected);

}  // namespace docket::docketctl
