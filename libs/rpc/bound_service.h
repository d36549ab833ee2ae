#pragma once

// A Service as gRPC takes it: each RPC registered by name for raw bytes, so that they pass our door
// before anything parses them. Nobody outside libs/rpc includes it.
//
// The class that gRPC's code generator writes does the same with the same calls; only that ours is
// made from descriptors. Hence reflection and the health of each service find what they look for,
// which they would not with a generic service.

#include <memory>
#include <vector>

#include <grpcpp/impl/service_type.h>

#include "libs/base/status.h"
#include "libs/rpc/door.h"
#include "libs/rpc/open_streams.h"

namespace docket::rpc {

class BoundService final : public grpc::Service {
 public:
  // FAILED_PRECONDITION if `service` is not linked into this program, an RPC of it has no handler
  // or no access, or a handler no RPC of its types.
  // What `options` names outlives the service.
  static absl::StatusOr<std::unique_ptr<BoundService>> Bind(const rpc::Service& service,
                                                            const ServerOptions& options,
                                                            OpenStreams& streams);

  BoundService(std::vector<std::unique_ptr<Door>> doors, OpenStreams& streams);

 private:
  // gRPC keeps pointers to their paths.
  std::vector<std::unique_ptr<Door>> doors_;
};

}  // namespace docket::rpc
