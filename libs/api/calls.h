#pragma once

// Calls become commands, of whichever kind of aggregate: who asks, under which id, and where it
// goes.

#include <memory>
#include <optional>
#include <string>

#include "libs/eventing/command.h"
#include "libs/eventing/unit_doors.h"
#include "libs/rpc/caller.h"
#include "libs/runtime/store_reads.h"

namespace docket::api {

// What every changing call of a person says beside its command.
struct ChangeCall {
  std::string request_id;
  bool validate_only = false;
  // The version that the caller has seen; none to change whatever stands there.
  std::optional<uint64_t> expected_version;
};

// What the request of a changing call says so.
template <typename Request>
ChangeCall ChangeCallOf(const Request& request) {
  ChangeCall call{request.request_id(), request.validate_only(), std::nullopt};
  if (request.has_expected_version()) call.expected_version = request.expected_version();
  return call;
}

// The command `command_id` of the caller for the aggregate `id`, which opens a chain.
eventing::Command CommandOf(const rpc::Call& call, const std::string& id, const Digest& command_id,
                            std::shared_ptr<const eventing::Message> body);

// Likewise of a person's call. INVALID_ARGUMENT if its request_id is of wrong form.
absl::StatusOr<eventing::Command> ChangeCommandOf(const rpc::Call& call, const std::string& id,
                                                  const ChangeCall& change,
                                                  std::shared_ptr<const eventing::Message> body);

// Hands `command` to the unit behind `door`; its reply is called once, from any thread, at once if
// the unit has no room (RESOURCE_EXHAUSTED).
void PutInto(const eventing::UnitDoor& door, eventing::Command command);

// The terms of a read that brings `token`.
runtime::ReadTerms TermsOf(const rpc::Call& call, const std::string& token);

}  // namespace docket::api
