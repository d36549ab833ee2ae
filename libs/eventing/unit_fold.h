#pragma once

// The fold of one unit: judges each commit, folds it into its aggregate and the projections, and
// gathers what these send. Knows nothing of ownership or time. One thread.

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "libs/eventing/aggregate_table.h"
#include "libs/eventing/head_table.h"
#include "libs/eventing/outbox.h"
#include "libs/eventing/setting_demands.h"
#include "libs/eventing/timers.h"
#include "libs/eventing/unit.h"

namespace docket::eventing {

// Where a commit stands, whether its reactions are ours to send, and its number among the accepted
// commits of its place if it is accepted.
struct FoldPlace {
  const log::TopicPartition& place;
  log::Offset offset = 0;
  bool react = false;
  uint64_t number = 0;
};

class UnitFold {
 public:
  // Both outlive this.
  UnitFold(const UnitSpec& spec, const UnitPorts& ports);

  // Of the kinds folded: decided ones first, then followed ones, by their order in the spec.
  const AggregateKind& kind(size_t index) const;
  // Of a decided kind.
  AggregateTable& table(size_t index) { return tables_[index]; }

  // Judges `commit` of the kind at `index` and folds it if it is accepted.
  absl::StatusOr<FoldedCommit> Fold(size_t index, const Commit& commit, const FoldPlace& at);

  // Who is told of acknowledgements.
  void SetWaker(log::Waker* waker);

  // Whether nothing is on its way or asked for by settings without having been sent, and when the
  // next timer is due that was not sent.
  bool quiet() const;
  absl::StatusOr<std::optional<Time>> NextDue() const;

  // Forgets what is on its way; it may still land.
  void DropSends();

  // What the open window rests on.
  Outbox& reactions() { return reactions_; }
  // Takes acknowledgements and sends what waits.
  absl::Status AdvanceSends(Instant now);
  // Sends what is due; its commands rest on no window, for the rows stay until an event settles
  // them. Whether it has sent anything.
  absl::StatusOr<bool> FireTimers(Instant now);
  // Looks for what settings ask for and sends it; this rests on no window either. Of a unit that
  // serves. Whether it has looked for more or sent anything.
  absl::StatusOr<bool> SendDemands(Instant now);

  // When something is to be sent, by the monotonic clock: tried again, or fired by an owner.
  std::optional<std::chrono::nanoseconds> next_try() const;
  std::optional<std::chrono::nanoseconds> next_timer(Instant now) const;
  std::optional<std::chrono::nanoseconds> next_demand(Instant now) const;

  // Begins with what is stored; first of all, and after the window was dropped.
  absl::Status Load();
  // Puts into the window what is kept in memory; call before it is written.
  void PutUnwritten();

 private:
  class Context;

  absl::StatusOr<log::TopicPartition> TargetOf(const Reaction& reaction);
  static log::Record RecordOf(const Reaction& reaction);
  absl::Status Project(const AcceptedCommit& accepted, const FoldPlace& at);
  absl::StatusOr<bool> WalkDemands(const setting::Settings& settings);

  const UnitSpec& spec_;
  std::vector<store::TableIndex> first_tables_;  // Of each projection.
  log::EventLog& log_;
  store::ProjectionStore& store_;
  const FoldedSettings* const settings_;
  std::deque<AggregateTable> tables_;
  std::deque<HeadTable> heads_;
  Outbox reactions_;
  Outbox timer_sends_;
  Outbox demand_sends_;
  std::optional<Timers> timers_;
  std::optional<SettingDemands> demands_;
};

}  // namespace docket::eventing
