#pragma once

// Who may call an RPC, as its option docket.rpc.v1.access says.

#include <google/protobuf/descriptor.h>

#include "libs/base/status.h"
#include "libs/rpc/caller.h"

namespace docket::rpc {

struct Access {
  // Any one of these is enough.
  eventing::Roles roles;
  // Nobody is asked who they are.
  bool anyone = false;
};

// The access of `method`, or FAILED_PRECONDITION that names it if its option is absent, empty or
// contradicts itself: a proto that says nothing lets nobody in, nor the server start.
absl::StatusOr<Access> AccessOf(const google::protobuf::MethodDescriptor& method);

// OK if `caller` may call what has `access`, else the rejection NOT_ALLOWED{roles}, which names the
// roles of which one is needed.
absl::Status CheckAccess(const Access& access, const Caller& caller);

}  // namespace docket::rpc
