#pragma once

// The acceptance rule: which commits of a log count. The same code in every reader, and the one
// place where a version is made (architecture.md 3). First in log order wins; a loser is ignored by
// every reader alike.

#include <cstdint>
#include <string_view>

#include "libs/base/digest.h"
#include "libs/base/time.h"
#include "libs/eventing/decision.h"

namespace docket::eventing {

// The last accepted commit of an aggregate. Version 0: there is none yet.
struct Head {
  uint64_t version = 0;
  Digest digest;
  Time time{};
  // Setting commits that its decider had folded; no later commit names fewer.
  uint64_t settings = 0;
};

enum class Verdict {
  kAccepted,
  // The head itself once more: ignored, counted.
  kDuplicate,
  // Another commit of the head's version came first: ignored, counted.
  kLostRace,
  // Below the head, a duplicate or a late loser: ignored, counted.
  kStale,
  // The next version, but built on something else. No correct writer does this: ignored, counted
  // apart, paged; the store is to be checked against its log.
  kForeignPrev,
  // A version is missing: the log lost something. Halts the partition.
  kGap,
};

std::string_view ToText(Verdict verdict);

// What every reader says of a commit of `version` that names `prev` and has `digest`.
Verdict Judge(const Head& head, uint64_t version, std::string_view prev, const Digest& digest);

// The head after `header`, which was accepted.
Head HeadOf(const CommitHeader& header, const Digest& digest);

// Makes `header` the one that extends `head`: its version, prev, a time that is `now` but never
// before the head's, and no fewer settings than the head names.
void Extend(const Head& head, Time now, CommitHeader& header);

// The time of a commit decided at `now` on `head`.
Time CommitTime(const Head& head, Time now);

}  // namespace docket::eventing
