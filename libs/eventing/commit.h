#pragma once

// A commit as it stands in the log: its bytes, their digest, and what they say.

#include <memory>
#include <string>
#include <string_view>

#include "libs/base/digest.h"
#include "libs/eventing/aggregate_kind.h"

namespace docket::eventing {

struct Commit {
  // The record's value. Written once, never serialised again.
  std::string bytes;
  Digest digest;
  std::shared_ptr<const Message> message;

  const CommitHeader& header(const AggregateKind& kind) const { return kind.HeaderOf(*message); }
};

// What reading a record's value gave.
enum class Readability {
  kReadable,
  // No commit at all: all readers ignore it alike, its bytes go to quarantine.
  kNoHeader,
  // A commit of a newer release, or damaged behind its header: the partition halts.
  kUnknownEvents,
};

struct ReadCommitResult {
  Readability readability = Readability::kNoHeader;
  // Whole if readable; with unknown events only as far as could be read, without a header the bytes
  // alone.
  Commit commit;
};

// Reads the value of a record of `kind`'s events topic that stands under `key`.
ReadCommitResult ReadCommit(const AggregateKind& kind, std::string_view key, std::string bytes);

// `commit` with its header and bytes but without events, as readers take one that a skip names.
Commit WithoutEvents(const AggregateKind& kind, Commit commit);

// Reads a commit of the aggregate `key` that a store has accepted: one whose events are unknown was
// skipped. DATA_LOSS if it has no header.
absl::StatusOr<Commit> ReadStoredCommit(const AggregateKind& kind, std::string_view key,
                                        std::string bytes);

// Serialises `message`, whose header is complete. For new commits only.
Commit WriteCommit(std::unique_ptr<Message> message);

// Whether readers will read `commit`, which is new. A decider that cut a text in the middle of a
// letter, or nested too deep, would else halt every reader of its partition for good.
bool ReadsBack(const AggregateKind& kind, const Commit& commit);

// Parses bytes from outside; false if they are not wholly a message, or nested too deep.
bool ParseBounded(std::string_view bytes, Message& message);

// `message` with its map fields in order, so that equal messages give equal bytes.
std::string SerializeDeterministic(const Message& message);

}  // namespace docket::eventing
