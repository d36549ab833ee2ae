#pragma once

// Reads as RPCs.

#include <string_view>
#include <utility>

#include "libs/rpc/service.h"
#include "libs/runtime/store_reads.h"

namespace docket::api {

// Adds `read` to `service` as the handler of the unary RPC `method`. `reads` outlives the service.
template <typename Request, typename Response>
void AddRead(rpc::Service& service, std::string_view method, const runtime::StoreReads& reads,
             void (*read)(const runtime::StoreReads&, const rpc::Call&, Request,
                          const rpc::Reply<Response>&)) {
  service.Unary<Request, Response>(method, [&reads, read](const rpc::Call& call, Request request,
                                                          const rpc::Reply<Response>& reply) {
    read(reads, call, std::move(request), reply);
  });
}

}  // namespace docket::api
