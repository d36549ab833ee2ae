#pragma once

// Decides the commands of one aggregate kind in one partition: take, decide, append, and answer
// when the fold has passed the commit. Safe with any number of owners at once, because nothing here
// is believed before the log has said it:
//
//   - at most one commit of an aggregate is in flight; later commands of it are held in order;
//   - a commit that lost its race is decided again on the new state: a call a bounded number of
//     times, a topic's command until it is through;
//   - an append of unknown outcome is repeated with the same bytes; the copy is a duplicate;
//   - a topic's command is refused, or found to be already so, only on a fold that has reached an
//     end of the events partition which was captured after the command was read: so the refusal has
//     seen the command's cause;
//   - a command waits until as many setting commits are folded as the commit that it would extend
//     names, and as its sender names: so no commit names fewer settings than the one before it, and
//     the decision rests on as many as the header says;
//   - a command that an aggregate leaves to another goes there under the same id, and is decided,
//     remembered and answered there. A retry is led there again and finds it done.
//
// One thread. The partition loop calls, in each step: Collect, then OnFolded per record, then
// TakeAnswers after the window was written, then Admit, Decide, TakeRefused and Append. TakeRefused
// comes before FinishedBefore is asked again: else the position would pass a refusal of which no
// copy is kept.

#include <deque>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "libs/eventing/aggregate_table.h"
#include "libs/eventing/command.h"
#include "libs/eventing/commit_appends.h"
#include "libs/eventing/end_query.h"
#include "libs/eventing/folded_settings.h"
#include "libs/eventing/topic_reader.h"

namespace docket::eventing {

// An answer that leaves once the window with its fold is written.
struct Answer {
  Reply reply;
  absl::StatusOr<Receipt> outcome;
};

// A machine's command that was refused and is not to be dropped.
struct RefusedCommand {
  log::Offset offset;
  std::shared_ptr<const log::Record> record;
  // For a person.
  std::string reason;
};

struct CommandCounters {
  // Commits that the log has acknowledged, each copy of one counted.
  uint64_t appended = 0;
  uint64_t done_before = 0;
  uint64_t rejected = 0;
  // Of machines' commands those that were refused, by reason.
  std::map<std::string, uint64_t> refused;
  uint64_t races_lost = 0;
  uint64_t resent = 0;
  uint64_t deadlines_passed = 0;
};

class CommandLoop {
 public:
  // Races that a call may lose before it is answered ABORTED.
  static constexpr int kRacesMax = 8;
  // Aggregates that may leave a command to another, one after the other.
  static constexpr int kRedirectsMax = 4;
  // Commands taken and not finished; beyond them the mailbox and the topic wait.
  static constexpr size_t kOpenMax = 1024;

  // `source` is the CloudEvents source of its commits, "/docket/intake"; `settings` is null where
  // nothing depends on them. All outlive this.
  CommandLoop(AggregateTable& table, TopicReader& events, log::EventLog& log, std::string source,
              const FoldedSettings* settings);

  // Whether nothing that was taken is still open.
  bool idle() const { return open_.empty(); }
  bool has_room() const { return open_.size() < kOpenMax; }
  const CommandCounters& counters() const { return counters_; }

  // Takes `command`; its reply is called exactly once, at the latest by Drop.
  void Admit(Command command);

  // Takes the results of appends and of questions for the end.
  void Collect(Instant now);

  // Hears that a record of `aggregate_id` was folded and left it at `row`.
  void OnFolded(const std::string& aggregate_id, const AggregateRow& row);

  // Decides what can be decided and answers calls whose deadline has passed.
  absl::Status Decide(Instant now);

  // Starts appending what was decided, and once more what is unknown.
  absl::Status Append(Instant now) { return appends_.Send(now); }

  bool answers_wait() const { return !answers_.empty(); }
  std::vector<Answer> TakeAnswers();

  // What was refused since it was last asked; of each, a copy goes to quarantine before the topic
  // has passed it.
  std::vector<RefusedCommand> TakeRefused() { return std::exchange(refused_, {}); }

  // The commands topic is done with everything before this, given that all before `next` was read.
  log::Offset FinishedBefore(log::Offset next) const;

  // When a deadline passes or something is to be tried again, by the monotonic clock.
  std::optional<std::chrono::nanoseconds> next_wake() const;

  // Forgets everything: the partition is lost. Calls are answered with `status`; what they asked
  // may have happened.
  void Drop(const absl::Status& status);

 private:
  struct Pending;
  using PendingPtr = std::shared_ptr<Pending>;

  // A command that was taken.
  struct Pending {
    Command command;
    int races = 0;
    int redirects = 0;
    bool answered = false;
    // What it is refused with unless it is done already. Kept on the way to another aggregate.
    std::optional<absl::Status> refusal;
    // The captured end that the fold must reach before a topic's command may be refused.
    std::optional<log::Offset> barrier;
    // Its places in open_ and deadlines_, until it is finished.
    std::list<PendingPtr>::iterator open;
    std::multimap<std::chrono::nanoseconds, Pending*>::iterator deadline;
  };

  // The commit of an aggregate that is on its way.
  struct Flight {
    PendingPtr pending;
    std::shared_ptr<const Commit> commit;
    // An earlier append of it had an unknown outcome, so it may be in the log.
    bool maybe_in_log = false;
  };

  // One aggregate with open commands.
  struct Lane {
    std::deque<PendingPtr> waiting;
    std::optional<Flight> flight;
  };

  // A command that waits for settings, and until how many are folded.
  struct Unset {
    uint64_t number = 0;
    PendingPtr pending;
  };

  enum class Progress { kFinished, kInFlight, kBlocked, kRedirected };

  void Enqueue(const PendingPtr& pending);
  absl::Status Advance(const std::string& aggregate_id, Instant now);
  absl::StatusOr<Progress> Consider(const std::string& aggregate_id, Lane& lane,
                                    const PendingPtr& pending, Instant now);
  absl::StatusOr<Progress> DecideOn(const AggregateRow& row, Lane& lane, const PendingPtr& pending,
                                    Instant now);
  Progress Follow(Redirect redirect, const PendingPtr& pending);
  void NoteRefused(const Command& command, const absl::Status& status);
  Progress FinishUnwritten(const PendingPtr& pending, absl::StatusOr<Receipt> outcome);
  bool AwaitSettings(uint64_t number, const PendingPtr& pending);
  void ReleaseUnset();
  bool MayRefuse(const Pending& pending) const;
  void AwaitBarrier(const PendingPtr& pending);
  absl::Status FinishDone(const PendingPtr& pending, const std::string& aggregate_id,
                          uint64_t version);
  Receipt ReceiptOf(const Commit& commit) const;
  void Finish(const PendingPtr& pending, absl::StatusOr<Receipt> outcome);
  void Close(Pending& pending);
  void LoseRace(Lane& lane);

  void OnUnknown(Flight& flight);
  void OnRefused(Flight& flight);
  Flight* FlightOf(const Commit& commit);
  void CollectBarrier();
  void ReleaseBarred();
  void ExpireCalls(Instant now);
  void Expire(const PendingPtr& pending);

  AggregateTable& table_;
  TopicReader& events_;
  const FoldedSettings* const settings_;
  CommitAppends appends_;

  std::unordered_map<std::string, Lane> lanes_;  // Only looked up; ready_ gives the order.
  std::deque<std::string> ready_;                // Lanes to be advanced.
  std::vector<Answer> answers_;
  std::vector<RefusedCommand> refused_;
  std::list<PendingPtr> open_;  // Taken and not finished, in their order.
  std::multimap<std::chrono::nanoseconds, Pending*> deadlines_;  // Of open calls.
  std::set<log::Offset> open_offsets_;                           // Of open topic commands.

  EndQuery barrier_query_;
  std::vector<PendingPtr> barrier_asked_;  // Covered by the running question.
  std::vector<PendingPtr> barrier_next_;   // Read after it was put: covered by the next.
  std::vector<PendingPtr> barred_;         // Wait for the fold to reach their barrier.
  std::vector<Unset> unset_;

  CommandCounters counters_;
};

}  // namespace docket::eventing
