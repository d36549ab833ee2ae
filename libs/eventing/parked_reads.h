#pragma once

// Reads of one unit that wait until its rows are written as far as their tokens say (kernel.md 7).
// Who waits is a callback and holds no thread; their number is bounded.
//
//   reads.Park(token.folded, deadline, [=](const absl::Status& status) { ... });  // any thread
//   reads.Step(now);  // beside the unit's loop, by the thread that steps it
//
// What is written already is answered within Park. Else a step answers: OK once the rows are
// written so far, OUT_OF_RANGE if the log ends before what the token says, UNAVAILABLE shortly
// before the deadline or when the unit serves no more.

#include <chrono>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "libs/eventing/end_query.h"
#include "libs/eventing/token.h"
#include "libs/eventing/turn.h"
#include "libs/eventing/unit_progress.h"

namespace docket::eventing {

class ParkedReads final : public Stepped {
 public:
  static constexpr size_t kParkedMax = 4096;
  // An answer leaves so long before its deadline, so that it is there when the caller gives up.
  static constexpr std::chrono::milliseconds kAnswerAhead{20};

  // Called once, from the thread that parks or the one that steps. It must not block.
  using Then = std::function<void(const absl::Status&)>;

  // Both outlive this. `log` is asked by the thread that steps.
  ParkedReads(const UnitProgress& progress, log::EventLog& log);

  // Who is told that a step has something to do; outlives this. Before the first step.
  void SetWaker(log::Waker* waker) { waker_ = waker; }

  // Who may answer.
  enum class By {
    // The partition's owner, so that everything is there that was acknowledged to anybody.
    kOwner,
    // Any instance, from rows that may be as old as `folded` allows.
    kAnyone,
  };

  // Calls `then` once the unit's rows are written as far as `folded` says; what it says of topic
  // partitions that are folded elsewhere is not waited for. `deadline` is on the monotonic clock.
  // UNAVAILABLE if the unit does not serve, or has no whole rows to show; RESOURCE_EXHAUSTED if too
  // many wait.
  void Park(const FoldedMap& folded, By by, std::chrono::nanoseconds deadline, Then then);

  Turn Step(Instant now) override;

 private:
  // An offset per input of the unit.
  using Offsets = std::vector<log::Offset>;

  // What is known about whether the log holds what a read waits for.
  enum class Known { kNothing, kAsked, kThere };

  struct Read {
    Offsets wanted;
    By by = By::kOwner;
    std::chrono::nanoseconds deadline{};
    Then then;
    Known known = Known::kNothing;
  };

  Offsets WantedOf(const FoldedMap& folded) const;
  // The first input that is not at what `wanted` says, by what `reached` has; none if all are.
  std::optional<size_t> Lacking(const Offsets& wanted, const Offsets& reached) const;
  Offsets Written() const;
  bool MayAnswer(By by) const;
  absl::Status NotYet(const Read& read, size_t input, log::Offset written) const;

  // Whether all ends that were asked for are known now.
  bool TakeEnds();
  void AskEnds();
  // How `read` ends in this step; none if it waits on.
  std::optional<absl::Status> Judge(Read& read, const Offsets& written, bool ends_known,
                                    Instant now) const;

  const UnitProgress& progress_;
  log::Waker* waker_ = nullptr;
  std::deque<EndQuery> ends_;  // Of each input.
  Offsets end_offsets_;        // Their answers.
  size_t ends_due_ = 0;        // Answers that are still to come.

  std::mutex mutex_;
  std::vector<Read> reads_;
};

}  // namespace docket::eventing
