#pragma once

// The calls a load is made of, as bytes: one client for Docket and for the bare anchor, so that
// only the servers differ. Call i of a seed is the same in every run.

#include <cstdint>
#include <functional>
#include <string>

#include "libs/base/status.h"

namespace docket::bench {

// What is called, and the serialised request of the i-th call.
struct CallKind {
  std::string method;
  std::function<std::string(uint64_t)> request;
};

struct CallOptions {
  // Tells runs apart: their tickets differ.
  uint64_t seed = 1;
  // About how large a request to open is.
  size_t bytes = 300;
  // How large the anchor's replies are.
  size_t reply_bytes = 100;
  // How many tickets of the seed there are, for calls that need one.
  uint64_t tickets = 1;
};

// `name`: open or get; or echo-open and echo-get, whose request carries the bytes of the call it
// stands for. INVALID_ARGUMENT for any other.
absl::StatusOr<CallKind> CallNamed(const std::string& name, const CallOptions& options);

// The tenant that loads work in.
inline constexpr char kTenant[] = "bench";

}  // namespace docket::bench
