#pragma once

// What clients did and what they were told: the history that the answer oracle judges.

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "libs/base/digest.h"
#include "libs/base/time.h"
#include "libs/eventing/token.h"
#include "tests/simulation/model.h"

namespace docket::simulation {

// How a call ended.
struct Outcome {
  enum class Word { kOk, kRejected, kAborted, kExhausted, kUnavailable, kInvalid, kOther };
  Word word = Word::kOther;
  // Of a rejection; else what the status says.
  std::string reason;
  // Of OK: the aggregate and version it names, its time, and whether it says that a commit made it.
  std::string aggregate_id;
  uint64_t version = 0;
  Time time{};
  bool wrote = false;
  std::string commit;
  // Of OK: how far the topics were folded.
  eventing::FoldedMap folded;
};

// One delivery of a request to one process. A repeated request is a call of its own.
struct Call {
  // From 1; stands in the commit's correlation id.
  uint64_t number = 0;
  int process = 0;
  std::string tenant;
  std::string aggregate_id;
  Digest command_id;
  std::shared_ptr<const toy::v1::UmbrellaCommand> command;
  // Equal for equal content.
  std::string content;
  std::optional<uint64_t> expected_version;
  bool validate_only = false;
  std::chrono::nanoseconds begin{};
  // Set together when it is answered.
  std::optional<std::chrono::nanoseconds> end;
  std::optional<Outcome> outcome;
};

// Grows only; references stay valid.
using History = std::deque<Call>;

// The mark of call `number` in its commit, and the number again; 0 for what no call made.
std::string MarkOf(uint64_t number);
uint64_t NumberOf(const CommitHeader& header);

// "lend UM-... as call 17", for messages.
std::string Describe(const Call& call);
std::string Describe(const Outcome& outcome);

}  // namespace docket::simulation
