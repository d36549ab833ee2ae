#pragma once

// How far a unit has reacted to its main topic, as the log keeps it for the group. It never passes
// a reaction that is not acknowledged; it may trail by a second, which costs duplicates after the
// loss of a disk and nothing else. One thread.

#include <chrono>
#include <optional>
#include <string>

#include "libs/base/time.h"
#include "libs/log/positions.h"

namespace docket::eventing {

class KeptPosition {
 public:
  KeptPosition(log::Positions& positions, std::string group, log::TopicPartition place);

  // Asks the log again; known() is false until it has answered.
  void Ask();

  // Takes answers; asks again after a failure; stores what Keep was told, at most once a second.
  void Advance(Instant now);

  bool known() const { return known_; }
  // The offset before which everything was reacted to; none if the log keeps nothing.
  std::optional<log::Offset> kept() const { return kept_; }

  // Every reaction to records before `next` is acknowledged.
  void Keep(log::Offset next);
  // Stores it at once, whatever the spacing.
  void KeepNow(log::Offset next);

 private:
  void Store();

  log::Positions& positions_;
  const std::string group_;
  const log::TopicPartition place_;

  bool known_ = false;
  std::optional<log::Offset> kept_;
  std::optional<log::PositionHandle> query_;
  std::optional<log::PositionHandle> store_;
  std::optional<log::Offset> wanted_;
  std::chrono::nanoseconds stored_at_{};
};

}  // namespace docket::eventing
