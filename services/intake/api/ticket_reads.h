#pragma once

// Reads of one ticket: as it stands or stood, and its timeline. Each sees what is written, of which
// its caller sees what is theirs to see.

#include "docket/ticket/v1/ticket_service.pb.h"
#include "libs/api/calls.h"
#include "libs/base/id.h"
#include "libs/eventing/aggregate_rows.h"
#include "libs/rpc/caller.h"
#include "libs/rpc/reply.h"
#include "libs/runtime/store_reads.h"
#include "services/intake/domain/ticket_state.pb.h"

namespace docket::intake {

// The row of the ticket `id` if `caller` may see it.
absl::StatusOr<eventing::AggregateRow> ReadVisible(const store::ReadView& rows,
                                                   const rpc::Caller& caller,
                                                   const std::string& id);

void GetTicket(const runtime::StoreReads& reads, const rpc::Call& call,
               ticket::v1::GetTicketRequest request,
               const rpc::Reply<ticket::v1::GetTicketResponse>& reply);

void ListTimelineEntries(const runtime::StoreReads& reads, const rpc::Call& call,
                         ticket::v1::ListTimelineEntriesRequest request,
                         const rpc::Reply<ticket::v1::ListTimelineEntriesResponse>& reply);

}  // namespace docket::intake
