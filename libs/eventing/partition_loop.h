#pragma once

// One partition of one service: everything that is decided, folded, stored and sent there, advanced
// by explicit steps (kernel.md 4). One store, one mailbox, stepped by one thread at a time.
//
//   PartitionLoop loop(spec, ports);
//   loop.Assign();
//   Turn turn = loop.Step(now);  // again at once if it worked, else at turn.wake or when woken
//
// A step collects what was acknowledged; reads, accepts and folds; writes the window if an answer
// waits or the window is over; releases answers; takes commands, decides and appends; fires timers
// and sends what settings ask for. It never waits for the log, sleeps, asks the time or starts a
// thread, and does bounded work.
//
// Without ownership (ownership.h) the loop folds and decides nothing. Losing it drops the open
// window with the sends that are not acknowledged, and answers every open call UNAVAILABLE.

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "libs/eventing/command_loop.h"
#include "libs/eventing/fold_counters.h"
#include "libs/eventing/ownership.h"
#include "libs/eventing/topic_reader.h"
#include "libs/eventing/turn.h"
#include "libs/eventing/unit.h"
#include "libs/eventing/unit_fold.h"
#include "libs/eventing/unit_progress.h"

namespace docket::eventing {

class PartitionLoop final : public Stepped {
 public:
  // What the ports refer to outlives the loop.
  PartitionLoop(UnitSpec spec, const UnitPorts& ports);
  ~PartitionLoop() override;

  // Who is told that a step has something to do; outlives the loop. Before the first step.
  void SetWaker(log::Waker* waker);

  // The partition was given to, or taken from, this instance. From the stepping thread.
  void Assign();
  void Revoke();

  Turn Step(Instant now) override;

  // Ends the loop from the stepping thread: calls are answered UNAVAILABLE, and what is written is
  // made durable. What was folded since goes; it is folded again at the next start.
  absl::Status Close();

  // Any thread, until Close: asks the next step to clear the store and fold everything again. Calls
  // are answered UNAVAILABLE until that has caught up. A halted unit stays halted.
  void Rebuild();
  // Any thread: how often a step has begun to do so; from then on serving() says that it is done.
  uint64_t rebuilds() const { return rebuilds_.load(std::memory_order_acquire); }

  // Any thread: an operator's word on where reactions begin. Nothing unless it is awaited
  // (progress().awaits_word()).
  void BeginReactions(ReactFrom from);

  // Any thread: with a reason, the next steps read, fold, decide and send nothing, and answer calls
  // with it; what the store has may still be read. OK lets the loop go on, as if newly assigned.
  // Commits that are under way may land meanwhile.
  void Hold(absl::Status reason);
  // Any thread: the reason given last.
  absl::Status hold() const;

  // Any thread: whether commands are taken, for all that came before is folded and written; and why
  // the partition is halted (OK if it is not).
  bool serving() const { return progress_.serving(); }
  absl::Status halt() const;
  // Any thread: how far the rows are written, and whether they are to be shown.
  const UnitProgress& progress() const { return progress_; }
  // From the stepping thread, for who finds that rows may be shown that nobody serves.
  UnitProgress& progress() { return progress_; }

  // From the stepping thread, for who moves the time on when nothing more happens at this one:
  // whether the last step did nothing and nothing is on its way, so that only a new command, record
  // or instant can bring more; and when the next timer is due that was not sent.
  bool quiet() const;
  absl::StatusOr<std::optional<Time>> NextDue() const { return fold_.NextDue(); }

  // From the stepping thread.
  const FoldCounters& fold_counters() const { return fold_counters_; }
  const CommandCounters& command_counters(size_t kind) const;

 private:
  // A step's share, as records_per_step_max is of events.
  static constexpr size_t kCallsPerStep = 256;

  // The events of one kind.
  struct Input {
    TopicReader events;
    const std::string name;  // Of its position in the store.
    int32_t partitions = 0;  // Of its topic.
  };

  // The commands of one decided kind.
  struct Commands {
    TopicReader topic;
    const std::string name;
    // Of its topic; 0 if it has none, for some kinds are commanded by calls alone.
    const int32_t partitions;
    CommandLoop loop;
  };

  absl::Status Advance(Instant now);
  absl::Status FoldInputs();
  absl::Status Fold(size_t index);
  // False if it waits for settings, and is the next one again.
  absl::StatusOr<bool> FoldRecord(size_t index, ReadRecord record);
  absl::StatusOr<bool> FoldSkipped(size_t index, ReadRecord record, ReadCommitResult read);
  bool MaySayWhatIsSkipped();
  bool AwaitsSettings(const CommitHeader& header);
  absl::Status FoldCommit(size_t index, log::Offset offset, const Commit& commit);
  // What is no commit of an aggregate that lives here: in quarantine by its owner, nobody's else.
  absl::Status PassOver(size_t index, log::Offset offset, const log::Record& record);
  absl::Status Quarantine(const log::TopicPartition& place, log::Offset offset,
                          const log::Record& record, std::string_view reason);

  void NoteFinishedCommands();
  bool WindowIsOver(Instant now) const;
  absl::Status WriteWindow(Instant now);
  absl::Status FlushIfDue(Instant now);
  absl::Status StartAtStored();
  void TellWritten();
  absl::Status StartFromNothing();

  bool MayServe() const;
  absl::Status Serve(Instant now);
  void TakeCalls(Instant now);
  absl::Status TakeTopicCommands(size_t kind);
  absl::Status AdmitTopicCommand(size_t kind, ReadRecord record);
  absl::Status QuarantineRefused(Commands& commands);
  void ReleaseAnswers();
  void RefuseCalls(const absl::Status& status);
  void StopServing(const absl::Status& status);
  bool StaysHeld();
  void Halt(const absl::Status& status);
  bool AnswersWait() const;
  Turn TurnAt(Instant now) const;

  const UnitSpec spec_;
  log::EventLog& log_;
  store::ProjectionStore& store_;
  Mailbox& mailbox_;
  FoldedSettings* const settings_;  // Null if none are awaited.
  UnitFold fold_;
  std::deque<Input> inputs_;       // Of all kinds of fold_; the first is the main topic.
  std::deque<Commands> commands_;  // Of the decided kinds, in the same order.
  Ownership ownership_;

  bool worked_ = false;
  bool awaits_settings_ = false;  // A record that was met by the last fold does.
  // Asked when the first record is met that only a skip could pass.
  std::optional<EndQuery> skips_query_;
  std::optional<log::Offset> skips_end_;
  bool behind_ = false;  // The last fold ended at its budget, not at the end of the log.
  bool sealed_ = false;  // The window is over and waits for its reactions to be acknowledged.
  std::optional<std::chrono::nanoseconds> window_began_;
  std::optional<std::chrono::nanoseconds> unflushed_since_;
  FoldCounters fold_counters_;

  log::Waker* waker_ = nullptr;
  mutable std::mutex hold_mutex_;
  absl::Status hold_;
  bool held_ = false;  // Since an earlier step.
  std::atomic<bool> rebuild_asked_{false};
  std::atomic<std::optional<ReactFrom>> react_from_asked_{std::nullopt};
  std::atomic<uint64_t> rebuilds_{0};
  UnitProgress progress_;
  mutable std::mutex halt_mutex_;
  absl::Status halt_;
};

}  // namespace docket::eventing
