#pragma once

// Lists of tickets over all partitions of this process: the ranges of each are merged by place, so
// one place is where the next page goes on, whatever was written in between.

#include "docket/ticket/v1/ticket_service.pb.h"
#include "libs/rpc/caller.h"
#include "libs/rpc/reply.h"
#include "libs/runtime/store_reads.h"

namespace docket::intake {

void ListTickets(const runtime::StoreReads& reads, const rpc::Call& call,
                 ticket::v1::ListTicketsRequest request,
                 const rpc::Reply<ticket::v1::ListTicketsResponse>& reply);

}  // namespace docket::intake
