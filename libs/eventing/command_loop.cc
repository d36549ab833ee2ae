#include "libs/eventing/command_loop.h"

#include <algorithm>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/proto_time.h"
#include "libs/eventing/cloud_events.h"

namespace docket::eventing {
namespace {

constexpr size_t kRecordsPerAppendMax = 256;

absl::Status UnavailableRetry(std::string_view why) {
  return Unavailable(std::string(why) + "; the outcome is open: retry with the same request_id");
}

}  // namespace

CommandLoop::CommandLoop(AggregateTable& table, TopicReader& events, log::EventLog& log,
                         std::string source)
    : table_(table), events_(events), log_(log), source_(std::move(source)) {}

void CommandLoop::Admit(Command command) {
  auto pending = std::make_shared<Pending>();
  pending->command = std::move(command);
  const Command& taken = pending->command;
  ++open_;
  if (taken.deadline.has_value()) deadlines_.emplace(*taken.deadline, pending);
  if (taken.offset.has_value()) open_offsets_.insert(*taken.offset);
  const std::string& id = taken.header.aggregate_id();
  Lane& lane = lanes_[id];
  lane.waiting.push_back(std::move(pending));
  if (!lane.flight.has_value() && lane.waiting.size() == 1) ready_.push_back(id);
}

absl::Status CommandLoop::Decide(Instant now) {
  ExpireCalls(now);
  std::erase_if(barred_, [this](const PendingPtr& pending) {
    if (events_.next() < *pending->barrier) return false;
    ready_.push_back(pending->command.header.aggregate_id());
    return true;
  });
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
  Lane& lane = found->second;
  while (!lane.flight.has_value() && !lane.waiting.empty()) {
    const PendingPtr pending = lane.waiting.front();
    DOCKET_ASSIGN_OR_RETURN(const Progress progress, Consider(aggregate_id, lane, pending, now));
    if (progress == Progress::kBlocked) return absl::OkStatus();
    lane.waiting.pop_front();
  }
  if (!lane.flight.has_value()) lanes_.erase(found);
  return absl::OkStatus();
}

absl::StatusOr<CommandLoop::Progress> CommandLoop::Consider(const std::string& aggregate_id,
                                                            Lane& lane, const PendingPtr& pending,
                                                            Instant now) {
  const Command& command = pending->command;
  if (pending->answered) {  // Its deadline passed before it was decided.
    Finish(pending, UnavailableRetry("the deadline passed"));
    return Progress::kFinished;
  }
  DOCKET_ASSIGN_OR_RETURN(const AggregateRow* const row, table_.Load(aggregate_id));
  if (row->head.version > 0 && row->tenant != command.header.tenant()) {
    return FinishUnwritten(pending, RejectionStatus({"NOT_FOUND", {}}, "there is no such thing"));
  }
  DOCKET_ASSIGN_OR_RETURN(
      const std::optional<uint64_t> done,
      table_.FindDone(aggregate_id, Digest::FromBytes(command.header.command_id())));
  if (done.has_value()) {
    DOCKET_RETURN_IF_ERROR(FinishDone(pending, aggregate_id, *done));
    return Progress::kFinished;
  }
  if (command.expected_version.value_or(row->head.version) != row->head.version) {
    return FinishUnwritten(
        pending,
        RejectionStatus({"VERSION_CONFLICT", {{"version", std::to_string(row->head.version)}}},
                        "somebody changed it meanwhile: read it again, then retry"));
  }
  return DecideOn(*row, lane, pending, now);
}

absl::StatusOr<CommandLoop::Progress> CommandLoop::DecideOn(const AggregateRow& row, Lane& lane,
                                                            const PendingPtr& pending,
                                                            Instant now) {
  const Command& command = pending->command;
  const bool recorded = command.header.has_recorded();
  const Time asked = recorded ? FromProto(command.header.recorded().time()) : now.wall;
  const DecisionContext context{
      .now = CommitTime(row.head, asked),
      .tenant = command.header.tenant(),
      .aggregate_id = command.header.aggregate_id(),
      .actor = command.header.actor(),
      .roles = command.roles,
      .recorded = recorded ? &command.header.recorded() : nullptr,
  };
  absl::StatusOr<std::unique_ptr<Message>> decided =
      table_.kind().Decide(*row.state, *command.body, context);
  if (!decided.ok()) return FinishUnwritten(pending, std::move(decided).status());
  if (*decided == nullptr || command.validate_only) {
    return FinishUnwritten(pending, Receipt{.aggregate_id = command.header.aggregate_id(),
                                            .version = row.head.version,
                                            .time = row.head.time,
                                            .commit = nullptr,
                                            .folded = {}});
  }
  TakeOff(row, lane, pending, Instant{context.now, now.monotonic}, *std::move(decided));
  return Progress::kInFlight;
}

void CommandLoop::TakeOff(const AggregateRow& row, Lane& lane, const PendingPtr& pending,
                          Instant now, std::unique_ptr<Message> decided) {
  const Command& command = pending->command;
  CommitHeader& header = table_.kind().MutableHeaderOf(*decided);
  header.set_tenant(command.header.tenant());
  header.set_aggregate_id(command.header.aggregate_id());
  header.set_command_id(command.header.command_id());
  header.set_command_digest(std::string(command.digest.bytes()));
  header.set_correlation_id(command.header.correlation_id());
  if (command.header.has_cause()) *header.mutable_cause() = command.header.cause();
  *header.mutable_actor() = command.header.actor();
  if (command.header.has_chain()) *header.mutable_chain() = command.header.chain();
  Extend(row.head, now.wall, header);
  auto commit = std::make_shared<const Commit>(WriteCommit(std::move(decided)));
  lane.flight = Flight{pending, commit, false};
  unsent_.push_back(std::move(commit));
  ++counters_.decided;
}

// A refusal, or the finding that it is already so: final for a call, for a topic's command only
// when the fold has seen all that the sender may have seen.
CommandLoop::Progress CommandLoop::FinishUnwritten(const PendingPtr& pending,
                                                   absl::StatusOr<Receipt> outcome) {
  if (!MayRefuse(*pending)) {
    AwaitBarrier(pending);
    return Progress::kBlocked;
  }
  if (!outcome.ok()) ++counters_.rejected;
  Finish(pending, std::move(outcome));
  return Progress::kFinished;
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
  DOCKET_ASSIGN_OR_RETURN(Commit commit, table_.ReadAccepted(aggregate_id, version));
  const CommitHeader& header = commit.header(table_.kind());
  ++counters_.done_before;
  if (pending->command.from_person && header.command_digest() != pending->command.digest.bytes()) {
    Finish(pending,
           RejectionStatus({"REQUEST_REUSED", {{"version", std::to_string(version)}}},
                           "this request_id was used for another request: draw a new one"));
    return absl::OkStatus();
  }
  Finish(pending, Receipt{.aggregate_id = aggregate_id,
                          .version = version,
                          .time = FromProto(header.time()),
                          .commit = commit.message,
                          .folded = {}});
  return absl::OkStatus();
}

void CommandLoop::Finish(const PendingPtr& pending, absl::StatusOr<Receipt> outcome) {
  --open_;
  const Command& command = pending->command;
  if (command.offset.has_value()) open_offsets_.erase(*command.offset);
  if (!pending->answered && command.reply) {
    answers_.push_back({command.reply, std::move(outcome)});
  }
  pending->answered = true;
}

void CommandLoop::OnFolded(const std::string& aggregate_id, const AggregateRow& row) {
  auto found = lanes_.find(aggregate_id);
  if (found == lanes_.end() || !found->second.flight.has_value()) return;
  Lane& lane = found->second;
  const CommitHeader& header = lane.flight->commit->header(table_.kind());
  if (row.head.version < header.version()) return;
  if (row.head.digest == lane.flight->commit->digest) {
    Finish(lane.flight->pending, Receipt{.aggregate_id = aggregate_id,
                                         .version = header.version(),
                                         .time = FromProto(header.time()),
                                         .commit = lane.flight->commit->message,
                                         .folded = {}});
  } else {
    LoseRace(lane);
  }
  lane.flight.reset();
  ready_.push_back(aggregate_id);
}

void CommandLoop::LoseRace(Lane& lane) {
  const PendingPtr pending = lane.flight->pending;
  ++counters_.races_lost;
  ++pending->races;
  if (!pending->command.offset.has_value() && pending->races > kRacesMax) {
    Finish(pending, Aborted("others changed it " + std::to_string(pending->races) +
                            " times first: retry with the same request_id"));
    return;
  }
  lane.waiting.push_front(pending);
}

void CommandLoop::Collect() {
  CollectAppends();
  CollectBarrier();
}

void CommandLoop::CollectAppends() {
  std::erase_if(appending_, [this](const Appending& append) {
    std::optional<log::AppendResult> result = log_.Poll(append.handle);
    if (!result.has_value()) return false;
    if (const auto* written = std::get_if<log::Written>(&*result)) {
      OnWritten(append, written->offsets);
    } else if (const auto* refused = std::get_if<log::Refused>(&*result)) {
      OnRefused(append, refused->status);
    } else {
      OnUnknown(append);
    }
    return true;
  });
}

void CommandLoop::OnWritten(const Appending& append, const std::vector<log::Offset>& offsets) {
  DOCKET_CHECK(offsets.size() == append.commits.size());
  for (size_t i = 0; i < offsets.size(); ++i) {
    if (offsets[i] != log::kPlaceUnknown) events_.Offer(offsets[i], append.commits[i]);
  }
}

void CommandLoop::OnUnknown(const Appending& append) {
  for (const std::shared_ptr<const Commit>& commit : append.commits) {
    Flight* flight = FlightOf(*commit);
    if (flight == nullptr) continue;  // The fold has seen how it ended.
    flight->maybe_in_log = true;
    unsent_.push_back(commit);
    ++counters_.resent;
  }
}

void CommandLoop::OnRefused(const Appending& append, const absl::Status& status) {
  if (status.code() != absl::StatusCode::kResourceExhausted) fault_ = status;
  for (const std::shared_ptr<const Commit>& commit : append.commits) {
    Flight* flight = FlightOf(*commit);
    if (flight == nullptr) continue;
    if (flight->maybe_in_log || flight->pending->command.offset.has_value()) {
      unsent_.push_back(commit);
      continue;
    }
    Finish(flight->pending,
           ResourceExhausted("the log takes no more now: retry later with the same request_id"));
    const std::string& id = flight->pending->command.header.aggregate_id();
    ready_.push_back(id);
    lanes_.at(id).flight.reset();
  }
}

CommandLoop::Flight* CommandLoop::FlightOf(const Commit& commit) {
  auto found = lanes_.find(commit.header(table_.kind()).aggregate_id());
  if (found == lanes_.end() || !found->second.flight.has_value()) return nullptr;
  Flight& flight = *found->second.flight;
  return flight.commit.get() == &commit ? &flight : nullptr;
}

void CommandLoop::CollectBarrier() {
  if (barrier_query_.has_value()) {
    std::optional<absl::StatusOr<log::Offset>> end = log_.Poll(*barrier_query_);
    if (!end.has_value()) return;
    barrier_query_.reset();
    if (end->ok()) {
      for (const PendingPtr& pending : barrier_asked_) {
        pending->barrier = **end;
        barred_.push_back(pending);
      }
    } else {  // Asked again, together with what came meanwhile.
      barrier_next_.insert(barrier_next_.end(), barrier_asked_.begin(), barrier_asked_.end());
    }
    barrier_asked_.clear();
  }
  if (barrier_next_.empty()) return;
  barrier_asked_ = std::exchange(barrier_next_, {});
  barrier_query_ = log_.QueryEnd(events_.place());
}

absl::Status CommandLoop::Append() {
  DOCKET_RETURN_IF_ERROR(fault_);
  size_t begin = 0;
  while (begin < unsent_.size()) {
    const size_t end = std::min(unsent_.size(), begin + kRecordsPerAppendMax);
    Appending append;
    std::vector<log::Record> records;
    for (; begin < end; ++begin) {
      records.push_back(RecordOf(*unsent_[begin]));
      append.commits.push_back(std::move(unsent_[begin]));
    }
    append.handle = log_.Append(events_.place(), std::move(records));
    appending_.push_back(std::move(append));
  }
  unsent_.clear();
  return absl::OkStatus();
}

log::Record CommandLoop::RecordOf(const Commit& commit) const {
  const CommitHeader& header = commit.header(table_.kind());
  return {header.aggregate_id(), commit.bytes, CommitCloudEvent(table_.kind(), commit, source_)};
}

std::vector<Answer> CommandLoop::TakeAnswers() { return std::exchange(answers_, {}); }

log::Offset CommandLoop::FinishedBefore(log::Offset next) const {
  return open_offsets_.empty() ? next : *open_offsets_.begin();
}

std::optional<std::chrono::nanoseconds> CommandLoop::next_deadline() const {
  if (deadlines_.empty()) return std::nullopt;
  return deadlines_.begin()->first;
}

// A call whose time is over is answered at once, without a window: it says that nothing is known.
// Its commit, if one is in flight, still holds the aggregate until the log has told how it ended.
void CommandLoop::ExpireCalls(Instant now) {
  while (!deadlines_.empty() && deadlines_.begin()->first <= now.monotonic) {
    const PendingPtr pending = deadlines_.begin()->second.lock();
    deadlines_.erase(deadlines_.begin());
    if (pending == nullptr || pending->answered) continue;
    pending->answered = true;
    ++counters_.deadlines_passed;
    pending->command.reply(UnavailableRetry("the deadline passed"));
  }
}

void CommandLoop::Drop(const absl::Status& status) {
  for (Answer& answer : answers_) answer.reply(status);
  const auto refuse = [&status](const PendingPtr& pending) {
    if (!pending->answered && pending->command.reply) pending->command.reply(status);
    pending->answered = true;
  };
  for (auto& [id, lane] : lanes_) {
    if (lane.flight.has_value()) refuse(lane.flight->pending);
    for (const PendingPtr& pending : lane.waiting) refuse(pending);
  }
  lanes_.clear();
  ready_.clear();
  unsent_.clear();
  appending_.clear();
  answers_.clear();
  deadlines_.clear();
  open_offsets_.clear();
  open_ = 0;
  barrier_query_.reset();
  barrier_asked_.clear();
  barrier_next_.clear();
  barred_.clear();
}

}  // namespace docket::eventing
