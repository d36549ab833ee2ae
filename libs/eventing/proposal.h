#pragma once

// What a command would cause on an aggregate as it stands: a commit that extends its head, or a
// command for another aggregate. Nothing is written here.

#include <memory>
#include <optional>

#include "libs/eventing/aggregate_rows.h"
#include "libs/eventing/command.h"

namespace docket::eventing {

// Of a commit; Kafka takes a million bytes at most.
inline constexpr size_t kCommitBytesMax = 512 << 10;

// Neither: what the command asks is already so.
struct Proposal {
  std::shared_ptr<const Commit> commit;
  std::optional<Redirect> redirect;
};

// When, and with what in hand, something is decided.
struct Circumstances {
  // The time of the commit to be.
  Time now;
  // Null where nothing depends on settings.
  const setting::Settings* settings = nullptr;
};

// What `command` would cause on `row`, or why it is refused: by the aggregate, or with
// INVALID_ARGUMENT as its commit would exceed kCommitBytesMax. INTERNAL for a decision that readers
// could not read.
absl::StatusOr<Proposal> Propose(const AggregateKind& kind, const AggregateRow& row,
                                 const Command& command, const Circumstances& circumstances);

}  // namespace docket::eventing
