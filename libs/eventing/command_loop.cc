#include "libs/eventing/command_loop.h"

#include <algorithm>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/proto_time.h"
#include "libs/base/rejection.h"
#include "libs/eventing/proposal.h"

namespace docket::eventing {
namespace {

// Why `command` is refused at `version`; none if it is not.
std::optional<absl::Status> CheckVersion(const Command& command, uint64_t version) {
  if (command.expected_version.value_or(version) == version) return std::nullopt;
  return RejectionStatus({"VERSION_CONFLICT", {{"version", std::to_string(version)}}},
                         "somebody changed it meanwhile: read it again, then retry");
}

// Whether `status` refuses whoever asks, not what is asked.
bool IsDenial(const absl::Status& status) {
  const std::optional<Rejection> rejection = RejectionOf(status);
  return rejection.has_value() &&
         (rejection->reason == "NOT_FOUND" || rejection->reason == "NOT_ALLOWED");
}

absl::Status DeadlinePassed() {
  return Unavailable("the deadline passed; the outcome is open: retry with the same request_id");
}

}  // namespace

CommandLoop::CommandLoop(AggregateTable& table, TopicReader& events, log::EventLog& log,
                         std::string source, const FoldedSettings* settings)
    : table_(table),
      events_(events),
      settings_(settings),
      appends_(table.kind(), log, events.place(), std::move(source)),
      barrier_query_(log, events.place()) {}

void CommandLoop::Admit(Command command) {
  auto pending = std::make_shared<Pending>();
  pending->command = std::move(command);
  const Command& taken = pending->command;
  pending->open = open_.insert(open_.end(), pending);
  pending->deadline =
      taken.deadline ? deadlines_.emplace(*taken.deadline, pending.get()) : deadlines_.end();
  if (taken.offset.has_value()) open_offsets_.insert(*taken.offset);
  Enqueue(pending);
}

void CommandLoop::Enqueue(const PendingPtr& pending) {
  const std::string& id = pending->command.header.aggregate_id();
  Lane& lane = lanes_[id];
  lane.waiting.push_back(pending);
  if (!lane.flight.has_value() && lane.waiting.size() == 1) ready_.push_back(id);
}

absl::Status CommandLoop::Decide(Instant now) {
  ExpireCalls(now);
  ReleaseBarred();
  ReleaseUnset();
  while (!ready_.empty()) {
    const std::string id = std::move(ready_.front());
    ready_.pop_front();
    DOCKET_RETURN_IF_ERROR(Advance(id, now));
  }
  return absl::OkStatus();
}

absl::Status CommandLoop::Advance(const std::string& aggregate_id, Instant now) {
  auto found = lanes_.find(aggregate_id);
  if (found == lanes_.end()) return absl::OkStatus();
  Lane& lane = found->second;  // Stays where it is when a redirect adds another.
  while (!lane.flight.has_value() && !lane.waiting.empty()) {
    const PendingPtr pending = lane.waiting.front();
    DOCKET_ASSIGN_OR_RETURN(const Progress progress, Consider(aggregate_id, lane, pending, now));
    if (progress == Progress::kBlocked) return absl::OkStatus();
    lane.waiting.pop_front();
    if (progress == Progress::kRedirected) Enqueue(pending);
  }
  if (!lane.flight.has_value()) lanes_.erase(aggregate_id);
  return absl::OkStatus();
}

absl::StatusOr<CommandLoop::Progress> CommandLoop::Consider(const std::string& aggregate_id,
                                                            Lane& lane, const PendingPtr& pending,
                                                            Instant now) {
  const Command& command = pending->command;
  DOCKET_ASSIGN_OR_RETURN(const AggregateRow* const row, table_.Load(aggregate_id));
  if (AwaitSettings(std::max(row->head.settings, command.header.settings()), pending)) {
    return Progress::kBlocked;
  }
  if (row->head.version > 0 && row->tenant != command.header.tenant()) {
    return FinishUnwritten(
        pending,
        RejectionStatus({"NOT_FOUND", {}}, "there is no such " + std::string(table_.kind().name()) +
                                               ": check its id"));
  }
  DOCKET_ASSIGN_OR_RETURN(
      const std::optional<uint64_t> done,
      table_.FindDone(aggregate_id, Digest::FromBytes(command.header.command_id())));
  if (done.has_value()) {
    DOCKET_RETURN_IF_ERROR(FinishDone(pending, aggregate_id, *done));
    return Progress::kFinished;
  }
  if (pending->redirects == 0) pending->refusal = CheckVersion(command, row->head.version);
  return DecideOn(*row, lane, pending, now);
}

absl::StatusOr<CommandLoop::Progress> CommandLoop::DecideOn(const AggregateRow& row, Lane& lane,
                                                            const PendingPtr& pending,
                                                            Instant now) {
  const Command& command = pending->command;
  const bool recorded = command.header.has_recorded();
  const Time asked = recorded ? FromProto(command.header.recorded().time()) : now.wall;
  std::optional<setting::Settings> settings;
  if (settings_ != nullptr) settings = settings_->book().Newest();
  absl::StatusOr<Proposal> proposal =
      Propose(table_.kind(), row, command,
              {.now = CommitTime(row.head, asked), .settings = settings ? &*settings : nullptr});
  // First, for where the command leads it may be done, and a retry gets its first answer.
  if (proposal.ok() && proposal->redirect.has_value()) {
    return Follow(*std::move(proposal->redirect), pending);
  }
  // Before anything that tells how it stands: who may not see it, or do this, learns nothing more.
  if (IsDenial(proposal.status())) return FinishUnwritten(pending, proposal.status());
  if (pending->refusal.has_value()) return FinishUnwritten(pending, *pending->refusal);
  if (!proposal.ok()) return FinishUnwritten(pending, std::move(proposal).status());
  if (proposal->commit == nullptr || command.validate_only) {
    return FinishUnwritten(pending, Receipt{.aggregate_id = command.header.aggregate_id(),
                                            .version = row.head.version,
                                            .time = row.head.time,
                                            .commit = nullptr,
                                            .folded = {}});
  }
  lane.flight = Flight{pending, proposal->commit, false};
  appends_.Add(std::move(proposal->commit));
  return Progress::kInFlight;
}

// The expected version was meant for the aggregate that was addressed. The barrier of a topic's
// command holds, for the other aggregate has its events in the same partition.
CommandLoop::Progress CommandLoop::Follow(Redirect redirect, const PendingPtr& pending) {
  if (++pending->redirects > kRedirectsMax) {
    return FinishUnwritten(pending, Internal("a command was left to one aggregate after another"));
  }
  pending->command.header.set_aggregate_id(std::move(redirect.aggregate_id));
  pending->command.body = std::move(redirect.command);
  return Progress::kRedirected;
}

// A refusal, or the finding that it is already so: final for a call, for a topic's command only
// when the fold has seen all that the sender may have seen.
CommandLoop::Progress CommandLoop::FinishUnwritten(const PendingPtr& pending,
                                                   absl::StatusOr<Receipt> outcome) {
  if (!MayRefuse(*pending)) {
    AwaitBarrier(pending);
    return Progress::kBlocked;
  }
  if (!outcome.ok()) {
    ++counters_.rejected;
    if (pending->command.offset.has_value()) NoteRefused(pending->command, outcome.status());
  }
  Finish(pending, std::move(outcome));
  return Progress::kFinished;
}

void CommandLoop::NoteRefused(const Command& command, const absl::Status& status) {
  const std::optional<Rejection> rejection = RejectionOf(status);
  const std::string reason =
      rejection.has_value() ? rejection->reason : absl::StatusCodeToString(status.code());
  ++counters_.refused[reason];
  if (!table_.kind().KeepsRefused(*command.body)) return;
  refused_.push_back({*command.offset, command.record,
                      "refused: " + reason + ": " + std::string(docket::Message(status))});
}

bool CommandLoop::AwaitSettings(uint64_t number, const PendingPtr& pending) {
  if (settings_ == nullptr || number <= settings_->number()) return false;
  unset_.push_back({number, pending});
  return true;
}

void CommandLoop::ReleaseUnset() {
  std::erase_if(unset_, [this](const Unset& unset) {
    if (unset.number > settings_->number()) return false;
    ready_.push_back(unset.pending->command.header.aggregate_id());
    return true;
  });
}

bool CommandLoop::MayRefuse(const Pending& pending) const {
  if (!pending.command.offset.has_value()) return true;
  return pending.barrier.has_value() && events_.next() >= *pending.barrier;
}

void CommandLoop::AwaitBarrier(const PendingPtr& pending) {
  if (pending->barrier.has_value()) {
    barred_.push_back(pending);
  } else {
    barrier_next_.push_back(pending);
  }
}

absl::Status CommandLoop::FinishDone(const PendingPtr& pending, const std::string& aggregate_id,
                                     uint64_t version) {
  DOCKET_ASSIGN_OR_RETURN(const Commit commit, table_.ReadAccepted(aggregate_id, version));
  ++counters_.done_before;
  const Command& command = pending->command;
  if (command.from_person &&
      commit.header(table_.kind()).command_digest() != command.digest.bytes()) {
    Finish(pending,
           RejectionStatus({"REQUEST_REUSED", {{"version", std::to_string(version)}}},
                           "this request_id was used for another request: draw a new one"));
  } else {
    Finish(pending, ReceiptOf(commit));
  }
  return absl::OkStatus();
}

Receipt CommandLoop::ReceiptOf(const Commit& commit) const {
  const CommitHeader& header = commit.header(table_.kind());
  return {.aggregate_id = header.aggregate_id(),
          .version = header.version(),
          .time = FromProto(header.time()),
          .commit = commit.message,
          .folded = {}};
}

void CommandLoop::Finish(const PendingPtr& pending, absl::StatusOr<Receipt> outcome) {
  if (!pending->answered && pending->command.reply) {
    answers_.push_back({std::move(pending->command.reply), std::move(outcome)});
  }
  Close(*pending);
}

// It is open no more: its room is free, its deadline means nothing, the topic has passed it.
void CommandLoop::Close(Pending& pending) {
  pending.answered = true;
  if (pending.command.offset.has_value()) open_offsets_.erase(*pending.command.offset);
  if (pending.deadline != deadlines_.end()) deadlines_.erase(pending.deadline);
  open_.erase(pending.open);
}

void CommandLoop::OnFolded(const std::string& aggregate_id, const AggregateRow& row) {
  auto found = lanes_.find(aggregate_id);
  if (found == lanes_.end() || !found->second.flight.has_value()) return;
  Lane& lane = found->second;
  const Commit& commit = *lane.flight->commit;
  if (row.head.version < commit.header(table_.kind()).version()) return;
  if (row.head.digest == commit.digest) {
    Finish(lane.flight->pending, ReceiptOf(commit));
  } else {
    LoseRace(lane);
  }
  appends_.Withdraw(commit);  // It may wait to be appended again, and has lost that need.
  lane.flight.reset();
  ready_.push_back(aggregate_id);
}

void CommandLoop::LoseRace(Lane& lane) {
  const PendingPtr pending = lane.flight->pending;
  ++counters_.races_lost;
  ++pending->races;
  const bool bounded = !pending->command.offset.has_value();
  if (pending->answered || (bounded && pending->races > kRacesMax)) {
    Finish(pending, Aborted("others changed it " + std::to_string(pending->races) +
                            " times first: retry with the same request_id"));
    return;
  }
  lane.waiting.push_front(pending);
}

void CommandLoop::Collect(Instant now) {
  for (const AppendedCommit& ended : appends_.Collect(now)) {
    counters_.appended += ended.fate == AppendedCommit::Fate::kWritten ? 1 : 0;
    if (ended.fate == AppendedCommit::Fate::kWritten) {
      if (ended.offset != log::kPlaceUnknown) events_.Offer(ended.offset, ended.commit);
      continue;
    }
    Flight* const flight = FlightOf(*ended.commit);
    if (flight == nullptr) continue;  // The fold has seen how it ended.
    if (ended.fate == AppendedCommit::Fate::kUnknown) {
      OnUnknown(*flight);
    } else {
      OnRefused(*flight);
    }
  }
  CollectBarrier();
}

void CommandLoop::OnUnknown(Flight& flight) {
  flight.maybe_in_log = true;
  appends_.Add(flight.commit);
  ++counters_.resent;
}

// Nothing of this append will be in the log. A call is told so; a topic's command, and one whose
// earlier append may be there, have to go on.
void CommandLoop::OnRefused(Flight& flight) {
  const PendingPtr pending = flight.pending;
  if (flight.maybe_in_log || pending->command.offset.has_value()) {
    appends_.Add(flight.commit);
    return;
  }
  Finish(pending,
         ResourceExhausted("the log takes no more now: retry later with the same request_id"));
  const std::string& id = pending->command.header.aggregate_id();
  lanes_.at(id).flight.reset();
  ready_.push_back(id);
}

CommandLoop::Flight* CommandLoop::FlightOf(const Commit& commit) {
  auto found = lanes_.find(commit.header(table_.kind()).aggregate_id());
  if (found == lanes_.end() || !found->second.flight.has_value()) return nullptr;
  Flight& flight = *found->second.flight;
  return flight.commit.get() == &commit ? &flight : nullptr;
}

void CommandLoop::CollectBarrier() {
  if (const std::optional<log::Offset> end = barrier_query_.Take()) {
    for (const PendingPtr& pending : barrier_asked_) {
      pending->barrier = *end;
      barred_.push_back(pending);
    }
    barrier_asked_.clear();
  }
  if (barrier_query_.asking() || barrier_next_.empty()) return;
  barrier_asked_ = std::exchange(barrier_next_, {});
  barrier_query_.Ask();
}

void CommandLoop::ReleaseBarred() {
  std::erase_if(barred_, [this](const PendingPtr& pending) {
    if (events_.next() < *pending->barrier) return false;
    ready_.push_back(pending->command.header.aggregate_id());
    return true;
  });
}

std::vector<Answer> CommandLoop::TakeAnswers() { return std::exchange(answers_, {}); }

log::Offset CommandLoop::FinishedBefore(log::Offset next) const {
  return open_offsets_.empty() ? next : *open_offsets_.begin();
}

std::optional<std::chrono::nanoseconds> CommandLoop::next_wake() const {
  std::optional<std::chrono::nanoseconds> wake = appends_.next_try();
  if (!deadlines_.empty()) {
    wake = std::min(wake.value_or(deadlines_.begin()->first), deadlines_.begin()->first);
  }
  return wake;
}

void CommandLoop::ExpireCalls(Instant now) {
  while (!deadlines_.empty() && deadlines_.begin()->first <= now.monotonic) {
    Pending& pending = *deadlines_.begin()->second;
    pending.deadline = deadlines_.end();
    deadlines_.erase(deadlines_.begin());
    Expire(*pending.open);
  }
}

// A call whose time is over is answered at once, without a window: it says that nothing is known.
// Its commit, if one is in flight, still holds the aggregate until the log has told how it ended.
void CommandLoop::Expire(const PendingPtr& pending) {
  // Closing it takes away what `pending` refers to.
  const PendingPtr expired = pending;  // NOLINT(performance-unnecessary-copy-initialization)
  expired->answered = true;
  ++counters_.deadlines_passed;
  if (expired->command.reply) expired->command.reply(DeadlinePassed());
  Lane& lane = lanes_.at(expired->command.header.aggregate_id());
  if (std::erase(lane.waiting, expired) > 0) Close(*expired);
}

void CommandLoop::Drop(const absl::Status& status) {
  for (Answer& answer : answers_) answer.reply(status);
  for (const PendingPtr& pending : open_) {
    if (!pending->answered && pending->command.reply) pending->command.reply(status);
  }
  appends_.Drop();
  barrier_query_.Cancel();
  lanes_.clear();
  ready_.clear();
  answers_.clear();
  refused_.clear();
  deadlines_.clear();
  open_offsets_.clear();
  open_.clear();
  barrier_asked_.clear();
  barrier_next_.clear();
  barred_.clear();
  unset_.clear();
}

}  // namespace docket::eventing
