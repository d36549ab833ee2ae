#pragma once

// An exported commit: one line for each of its events, as JSON or as CSV.
//
//   {"ticket":"TK-...","version":3,"event":1,"time":"2016-02-29T01:16:00.000Z","kind":"assigned",
//    "actor":{...},"recorded":{...},"fields":{...}}
//
// The inner objects are the protobuf JSON mapping of docket.log.v1.Actor, docket.log.v1.Recorded
// (absent for what happened here) and the event, with the names of the protos. The columns of CSV
// are the same but flat, and only `fields` holds JSON; columns are added at the end only.

#include <string>

#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/base/status.h"

namespace docket::docketctl {

enum class ExportFormat { kCsv, kJsonl };

// What stands before the first line: the names of the columns, or nothing.
std::string HeadOf(ExportFormat format);

// Appends the lines of `commit`. FAILED_PRECONDITION if it has an event that this release does not
// know.
absl::Status AppendLines(const ticket::v1::TicketCommit& commit, ExportFormat format,
                         std::string& out);

}  // namespace docket::docketctl
