#pragma once

// What an instance may do with a partition, by what membership and the log have told it. Ownership
// is for speed, never for safety:
//
//   - Whoever does not own it folds; of a reactor's main topic, only what its owner has reacted to.
//   - An owner reacts to what it folds beyond the position that the log kept for the group at the
//     assignment. A group that has kept nothing begins at a log that is empty, or was when this
//     came to be: all it holds came since. Beside any other log it waits for an operator's word,
//     for reacting to all history would be as wrong as reacting to none.
//   - An owner serves once it has folded each topic, and its process the settings, to an end that
//     was captured after the assignment: what the owner before it was told to be in the log is then
//     in its fold.
//
// One thread.

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "libs/eventing/end_query.h"
#include "libs/eventing/folded_settings.h"
#include "libs/eventing/kept_position.h"
#include "libs/eventing/unit.h"

namespace docket::eventing {

// Where a service begins to react that is new beside a log.
enum class ReactFrom {
  kBeginning,  // To all history: what it sends then is old, and may be refused for that.
  kEnd,        // To what came since its owner was assigned the partition.
};

class Ownership {
 public:
  // `inputs` are the events that the unit folds, its main topic first. What the ports refer to
  // outlives this.
  Ownership(const UnitSpec& spec, const UnitPorts& ports,
            const std::vector<log::TopicPartition>& inputs);

  bool owner() const { return owner_; }

  // From now on, or no more.
  void Assign();
  void Revoke();

  // Takes answers of the log and asks what is to be known. OUT_OF_RANGE if the position kept for
  // the group lies beyond the end of its topic: the log has lost what was reacted to.
  absl::Status Advance(Instant now);

  // Records of input `input` before this offset may be folded now.
  log::Offset MayFoldBefore(size_t input) const;
  // Whether what follows from it is ours to send.
  bool MaySend(size_t input, log::Offset offset) const;

  // Whether input `input`, folded up to `next`, has reached the end that it must have reached
  // before this instance serves.
  bool HasReached(size_t input, log::Offset next) const;
  // Whether the settings have; true where the unit does not wait for them.
  bool HasReachedSettings() const;
  // Whether it is known where reactions begin; true where there are none.
  bool KnowsWhereToReact() const { return !reacts_ || react_from_.has_value(); }
  // Whether an operator has to say where they begin, and has not: the group has kept nothing, and
  // the log holds something already.
  bool AwaitsWord() const { return awaits_word_ && !word_.has_value(); }
  // The operator's word. Heeded if an owner waits for it, or finds that it has to; else nothing.
  void BeginReactions(ReactFrom from);

  // All that follows from records of the main topic before `next` is acknowledged and written.
  // Cheap to say again.
  void Keep(log::Offset next);

 private:
  // The end of one input that an owner has to reach.
  struct Goal {
    EndQuery query;
    std::optional<log::Offset> end;
  };

  void AskKept(Instant now);
  absl::Status FindWhereToReact();
  void BeginToReact(log::Offset end);
  void WaitForNoWord();

  const bool reacts_;
  const std::string group_;
  const log::TopicPartition place_;  // Of the main topic.
  KeptPosition kept_;
  std::deque<Goal> goals_;  // Of the inputs; then of the settings if they are awaited.
  const FoldedSettings* const settings_;  // Null if they are not.
  bool owner_ = false;
  std::optional<log::Offset> react_from_;  // Of an owner.
  bool awaits_word_ = false;               // Of an owner; whether or not it has been spoken.
  std::optional<ReactFrom> word_;
  EndQuery first_end_;  // Of the main topic, when this came to be.
  bool came_to_empty_ = false;
  // The kept position that lay beyond the end, since which the end was asked for once more.
  std::optional<log::Offset> doubted_;
  std::chrono::nanoseconds asked_at_{};
};

}  // namespace docket::eventing
