#pragma once

// Says who calls, from what came with the call.

#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/status.h"
#include "libs/rpc/caller.h"

namespace docket::rpc {

// Names in lower case and values as they came, a name perhaps more than once. Views into the call.
using CallMetadata = std::vector<std::pair<std::string_view, std::string_view>>;

class Authenticator {
 public:
  virtual ~Authenticator() = default;

  // The caller, or UNAUTHENTICATED with what to send. Any thread; must not block.
  virtual absl::StatusOr<Caller> Authenticate(const CallMetadata& metadata) const = 0;

  // Whether what it believes is good enough for callers on this machine only. A server does not
  // listen elsewhere with it.
  virtual bool loopback_only() const = 0;
};

// Believes what the caller says of itself, in the metadata
//   docket-tenant  a tenant's name, "default" if absent
//   docket-actor   "customer:", "agent:" or "service:" and an id, e.g. agent:ada
//   docket-roles   of the names in role_names.h, with commas between
//   docket-on-behalf-of  the customer key of the customer for whom an agent or service calls; may
//                        be absent
// Customer keys are taken in their canonical spelling.
class DevelopmentAuthenticator final : public Authenticator {
 public:
  absl::StatusOr<Caller> Authenticate(const CallMetadata& metadata) const override;
  bool loopback_only() const override { return true; }
};

}  // namespace docket::rpc
