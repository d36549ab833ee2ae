#pragma once

// Decides the commands of one aggregate kind in one partition: take, decide, append, and answer
// when the fold has passed the commit. Safe with any number of owners at once, because nothing here
// is believed before the log has said it:
//
//   - at most one commit of an aggregate is in flight; later commands of it are held in order;
//   - a commit that lost its race is decided again on the new state, a call a bounded number of
//   times,
//     a topic's command until it is through;
//   - an append of unknown outcome is repeated with the same bytes; the copy is a duplicate;
//   - a topic's command is refused, or found to be already so, only on a fold that has reached an
//   end
//     of the events partition which was captured after the command was read: so the refusal has
//     seen the command's cause.
//
// One thread. The partition loop calls, in each step: Collect, then OnFolded per record, then
// TakeAnswers after the window was written, then Admit, Decide and Append.

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "libs/eventing/aggregate_table.h"
#include "libs/eventing/command.h"
#include "libs/eventing/topic_reader.h"
#include "libs/log/event_log.h"

namespace docket::eventing {

// An answer that leaves once the window with its fold is written.
struct Answer {
  Reply reply;
  absl::StatusOr<Receipt> outcome;
};

struct CommandCounters {
  uint64_t decided = 0;
  uint64_t done_before = 0;
  uint64_t rejected = 0;
  uint64_t races_lost = 0;
  uint64_t resent = 0;
  uint64_t deadlines_passed = 0;
};

class CommandLoop {
 public:
  // Races that a call may lose before it is answered ABORTED.
  static constexpr int kRacesMax = 8;
  // Commands taken and not finished; beyond them the mailbox and the topic wait.
  static constexpr size_t kOpenMax = 1024;

  // `source` is the CloudEvents source of its commits, "/docket/intake". All outlive this.
  CommandLoop(AggregateTable& table, TopicReader& events, log::EventLog& log, std::string source);

  bool has_room() const { return open_ < kOpenMax; }
  const CommandCounters& counters() const { return counters_; }

  // Takes `command`; its reply is called exactly once, at the latest by Drop.
  void Admit(Command command);

  // Takes the results of appends and of questions for the end.
  void Collect();

  // Hears that a record of `aggregate_id` was folded and left it at `row`.
  void OnFolded(const std::string& aggregate_id, const AggregateRow& row);

  // Decides what can be decided and answers calls whose deadline has passed.
  absl::Status Decide(Instant now);

  // Starts appending what was decided, and once more what is unknown.
  absl::Status Append();

  bool answers_wait() const { return !answers_.empty(); }
  std::vector<Answer> TakeAnswers();

  // The commands topic is done with everything before this, given that all before `next` was read.
  log::Offset FinishedBefore(log::Offset next) const;

  // When a call's deadline passes next.
  std::optional<std::chrono::nanoseconds> next_deadline() const;

  // Forgets everything: the partition is lost. Calls are answered with `status`; what they asked
  // may have happened.
  void Drop(const absl::Status& status);

 private:
  // A command that was taken.
  struct Pending {
    Command command;
    int races = 0;
    bool answered = false;
    // The captured end that the fold must reach before a topic's command may be refused.
    std::optional<log::Offset> barrier;
  };
  using PendingPtr = std::shared_ptr<Pending>;

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

  struct Appending {
    log::AppendHandle handle;
    std::vector<std::shared_ptr<const Commit>> commits;
  };

  enum class Progress { kFinished, kInFlight, kBlocked };

  absl::Status Advance(const std::string& aggregate_id, Instant now);
  absl::StatusOr<Progress> Consider(const std::string& aggregate_id, Lane& lane,
                                    const PendingPtr& pending, Instant now);
  absl::StatusOr<Progress> DecideOn(const AggregateRow& row, Lane& lane, const PendingPtr& pending,
                                    Instant now);
  void TakeOff(const AggregateRow& row, Lane& lane, const PendingPtr& pending, Instant now,
               std::unique_ptr<Message> decided);

  Progress FinishUnwritten(const PendingPtr& pending, absl::StatusOr<Receipt> outcome);
  bool MayRefuse(const Pending& pending) const;
  void AwaitBarrier(const PendingPtr& pending);
  absl::Status FinishDone(const PendingPtr& pending, const std::string& aggregate_id,
                          uint64_t version);
  void Finish(const PendingPtr& pending, absl::StatusOr<Receipt> outcome);
  void LoseRace(Lane& lane);

  void CollectAppends();
  void OnWritten(const Appending& append, const std::vector<log::Offset>& offsets);
  void OnUnknown(const Appending& append);
  void OnRefused(const Appending& append, const absl::Status& status);
  Flight* FlightOf(const Commit& commit);
  void CollectBarrier();
  void ExpireCalls(Instant now);
  log::Record RecordOf(const Commit& commit) const;

  AggregateTable& table_;
  TopicReader& events_;
  log::EventLog& log_;
  const std::string source_;

  std::unordered_map<std::string, Lane> lanes_;  // Only looked up; ready_ gives the order.
  std::deque<std::string> ready_;                // Lanes to be advanced.
  std::vector<std::shared_ptr<const Commit>> unsent_;
  std::deque<Appending> appending_;
  std::vector<Answer> answers_;
  std::multimap<std::chrono::nanoseconds, std::weak_ptr<Pending>> deadlines_;
  std::set<log::Offset> open_offsets_;  // Of topic commands taken and not finished.
  size_t open_ = 0;
  absl::Status fault_;  // Of the log's configuration: nothing can be appended.

  std::optional<log::EndHandle> barrier_query_;
  std::vector<PendingPtr> barrier_asked_;  // Covered by the running question.
  std::vector<PendingPtr> barrier_next_;   // Read after it was put: covered by the next.
  std::vector<PendingPtr> barred_;         // Wait for the fold to reach their barrier.

  CommandCounters counters_;
};

}  // namespace docket::eventing
