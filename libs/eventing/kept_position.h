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

  // Asks the log; known() is false until it has answered what was asked from now on.
  void Ask();

  // Takes answers; asks again after a failure; stores what Keep was told, at most once a second,
  // and once a minute though it does not move.
  void Advance(Instant now);

  bool known() const { return known_; }
  // Whether an answer is under way.
  bool asking() const { return query_.has_value(); }
  // The offset before which everything was reacted to; none if the log keeps nothing.
  std::optional<log::Offset> kept() const { return kept_; }

  // Every reaction to records before `next` is acknowledged.
  void Keep(log::Offset next);
  // Stores it at the next Advance, whatever the spacing; if it fails, again as Keep does.
  void KeepNow(log::Offset next);

  // The partition is lost: stores nothing any more, for another owner keeps the position now.
  void Forget();

 private:
  void CollectQuery();
  void CollectStore();

  log::Positions& positions_;
  const std::string group_;
  const log::TopicPartition place_;

  bool known_ = false;
  std::optional<log::Offset> kept_;
  std::optional<log::PositionHandle> query_;
  bool ask_again_ = false;  // The running query was put too early to count.
  std::optional<log::PositionHandle> store_;
  std::optional<log::Offset> wanted_;
  std::optional<std::chrono::nanoseconds> stored_at_;
};

}  // namespace docket::eventing
