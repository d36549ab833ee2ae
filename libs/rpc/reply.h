#pragma once

// How a handler answers: by calling a function once, from any thread, in time or late.

#include <functional>
#include <string>

#include "libs/base/status.h"

namespace docket::rpc {

// Takes the one answer to a call: a response, or why there is none. It may outlive the call, even
// the server: what comes after the caller has gone goes nowhere. A reply that is dropped without
// being called answers UNAVAILABLE, so nobody waits for a mailbox that was closed. Calling it twice
// is a bug.
template <typename Response>
using Reply = std::function<void(absl::StatusOr<Response>)>;

// The same, in serialised form.
using BytesReply = Reply<std::string>;

// A reply with those promises, which hands its answer to `end`.
BytesReply MakeReply(std::function<void(absl::StatusOr<std::string>)> end);

}  // namespace docket::rpc
