#pragma once

// Commands to umbrellas as a test writes them, and what their callers hear.

#include <optional>
#include <string>
#include <string_view>

#include "libs/eventing/command.h"
#include "libs/log/record.h"

namespace docket::testing {

// A person's call for the umbrella `id` of acme: `command` is a text proto of an UmbrellaCommand,
// `request` the caller's request_id.
eventing::Command UmbrellaCall(std::string_view id, const std::string& command,
                               std::string_view request);

// The record of a machine's command; `key` makes its id.
log::Record UmbrellaCommandRecord(std::string_view id, const std::string& command,
                                  std::string_view key);

// "lend it to `borrower`", due after all that a test does.
std::string LendText(std::string_view borrower);

// One who waits for an answer and hears at most one. Must outlive the command.
class Caller {
 public:
  eventing::Reply reply();

  bool answered() const { return outcome_.has_value(); }
  // OK until answered, so ask that first.
  absl::Status status() const { return answered() ? outcome_->status() : absl::OkStatus(); }
  absl::StatusCode code() const { return status().code(); }
  // The reason of a refusal; empty if there is none.
  std::string reason() const;
  // Of an answer that is OK.
  const eventing::Receipt& receipt() const { return **outcome_; }

 private:
  std::optional<absl::StatusOr<eventing::Receipt>> outcome_;
};

}  // namespace docket::testing
