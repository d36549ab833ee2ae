#pragma once

// How far a group has reacted, kept by the log itself, so that the loss of a disk does not repeat
// or lose reactions. Only a unit's own topics have kept positions (architecture.md 4).
//
// The unit's waker of a place (EventLog::SetWaker) is told of every answer about that place.

#include <optional>
#include <string>

#include "libs/base/status.h"
#include "libs/log/record.h"

namespace docket::log {

enum class PositionHandle : uint64_t {};

class Positions {
 public:
  virtual ~Positions() = default;

  // Starts storing that `group` has reacted to everything before `next` of `place`.
  virtual PositionHandle Store(const std::string& group, const TopicPartition& place,
                               Offset next) = 0;
  // Starts asking for it: what was stored and answered before, by whomever, or something newer.
  virtual PositionHandle Query(const std::string& group, const TopicPartition& place) = 0;

  // The answer, once; none while it runs. After Store: the offset stored. After Query: the offset
  // kept, or kNone. A failure may be tried again; that of a Store says nothing: it may be stored,
  // or be stored later, over a newer one. A position that is too low costs repeated reactions and
  // no more.
  static constexpr Offset kNone = -1;
  virtual std::optional<absl::StatusOr<Offset>> Poll(PositionHandle handle) = 0;
};

}  // namespace docket::log
