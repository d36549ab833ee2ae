#include "libs/eventing/partition_loop.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace docket::eventing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A step's share, so that the units of a thread take turns.
constexpr size_t kRecordsPerStep = 512;
constexpr size_t kCallsPerStep = 256;
// A window is written after this long or this many bytes, whichever is first (kernel.md 4).
constexpr milliseconds kWindowTime{100};
constexpr size_t kWindowBytesMax = 8 << 20;
// Bounds what is folded again after a crash.
constexpr seconds kFlushEvery{30};
// How often an instance that does not own the partition asks how far its owner has reacted.
constexpr seconds kAskKeptEvery{1};

absl::Status NotOwner() {
  return Unavailable("this partition is not served here yet: retry with the same request_id");
}

absl::Status Halted(const absl::Status& why) {
  return Annotate(Unavailable(docket::Message(why)), "the partition is halted");
}

}  // namespace

PartitionLoop::PartitionLoop(UnitSpec spec, const UnitPorts& ports)
    : spec_(std::move(spec)),
      log_(ports.log),
      store_(ports.store),
      mailbox_(ports.mailbox),
      fold_(spec_, ports),
      kept_(ports.positions, spec_.service,
            {log::EventsTopic(fold_.kind(0).name()), spec_.partition}) {
  for (size_t i = 0; i < fold_.kinds(); ++i) {
    log::TopicPartition place{log::EventsTopic(fold_.kind(i).name()), spec_.partition};
    const std::string name = ToText(place);
    inputs_.push_back({TopicReader(log_, std::move(place), 0), name, {}, {}});
  }
  for (size_t i = 0; i < spec_.decides.size(); ++i) {
    log::TopicPartition place{log::CommandsTopic(fold_.kind(i).name()), spec_.partition};
    const std::string name = ToText(place);
    commands_.push_back(
        {TopicReader(log_, std::move(place), 0), name,
         CommandLoop(fold_.table(i), inputs_[i].events, log_, "/docket/" + spec_.service)});
  }
  if (absl::Status status = StartAtStored(); !status.ok()) Halt(status);
  if (spec_.reacts) kept_.Ask();
}

PartitionLoop::~PartitionLoop() { StopServing(NotOwner()); }

const CommandCounters& PartitionLoop::command_counters(size_t kind) const {
  return commands_[kind].loop.counters();
}

absl::Status PartitionLoop::halt() const {
  const std::lock_guard lock(halt_mutex_);
  return halt_;
}

void PartitionLoop::SetWaker(log::Waker* waker) {
  mailbox_.SetWaker(waker);
  for (const Input& input : inputs_) log_.SetWaker(input.events.place(), waker);
  for (const Commands& commands : commands_) log_.SetWaker(commands.topic.place(), waker);
  fold_.SetWaker(waker);
}

void PartitionLoop::Assign() {
  owner_ = true;
  for (Input& input : inputs_) {
    input.serve_from.reset();
    input.end_query = log_.QueryEnd(input.events.place());
  }
  react_from_.reset();
  if (spec_.reacts) kept_.Ask();
}

// The open window may rest on sends that are not acknowledged, so it goes with them; what another
// owner commits is folded on the rows of the last written window.
void PartitionLoop::Revoke() {
  owner_ = false;
  StopServing(NotOwner());
  store_.DropWindow();
  if (absl::Status status = StartAtStored(); !status.ok()) Halt(status);
}

absl::Status PartitionLoop::StartAtStored() {
  window_began_.reset();
  sealed_ = false;
  for (Input& input : inputs_) input.events.Reset(store_.position(input.name).next);
  for (Commands& commands : commands_) {
    commands.topic.Reset(store_.position(commands.name).next);
  }
  return fold_.Load();
}

Turn PartitionLoop::Step(Instant now) {
  worked_ = false;
  if (const absl::Status halted = halt(); !halted.ok()) {
    RefuseCalls(Halted(halted));
  } else if (absl::Status status = Advance(now); !status.ok()) {
    Halt(status);
  }
  return TurnAt(now);
}

absl::Status PartitionLoop::Advance(Instant now) {
  for (Commands& commands : commands_) commands.loop.Collect(now);
  DOCKET_RETURN_IF_ERROR(fold_.reactions().Advance(now));
  if (spec_.reacts) kept_.Advance(now);
  if (!sealed_) DOCKET_RETURN_IF_ERROR(FoldInputs());
  if (!store_.window_empty() && !window_began_.has_value()) window_began_ = now.monotonic;
  if (WindowIsOver(now)) DOCKET_RETURN_IF_ERROR(WriteWindow(now));
  ReleaseAnswers();
  DOCKET_RETURN_IF_ERROR(FlushIfDue(now));
  BecomeOwner();
  if (serving()) return Serve(now);
  RefuseCalls(NotOwner());
  if (spec_.reacts && !owner_ && now.monotonic - kept_asked_at_ >= kAskKeptEvery) {
    kept_asked_at_ = now.monotonic;
    kept_.Ask();
  }
  return absl::OkStatus();
}

absl::Status PartitionLoop::Serve(Instant now) {
  TakeCalls();
  for (size_t i = 0; i < commands_.size(); ++i) {
    DOCKET_RETURN_IF_ERROR(TakeTopicCommands(i));
    DOCKET_RETURN_IF_ERROR(commands_[i].loop.Decide(now));
    DOCKET_RETURN_IF_ERROR(commands_[i].loop.Append(now));
  }
  if (AnswersWait()) worked_ = true;
  return fold_.FireTimers(now);
}

void PartitionLoop::BecomeOwner() {
  if (!owner_ || serving()) return;
  CollectEnds();
  if (!MayReact() || !ReachedEnds()) return;
  serving_.store(true, std::memory_order_release);
  worked_ = true;
}

void PartitionLoop::CollectEnds() {
  for (Input& input : inputs_) {
    if (!input.end_query.has_value()) continue;
    std::optional<absl::StatusOr<log::Offset>> end = log_.Poll(*input.end_query);
    if (!end.has_value()) continue;
    input.end_query.reset();
    if (end->ok()) {
      input.serve_from = **end;
    } else {
      input.end_query = log_.QueryEnd(input.events.place());
    }
  }
}

// Serves once every topic is folded to an end that was captured after the assignment: what an owner
// before us was told to be in the log is then in our fold.
bool PartitionLoop::ReachedEnds() const {
  return std::ranges::all_of(inputs_, [](const Input& input) {
    return input.serve_from.has_value() && input.events.next() >= *input.serve_from;
  });
}

// An owner reacts to every record that it folds beyond what its group has reacted to. A group that
// has kept nothing begins at an empty log; beside a log that is not empty it waits for an
// operator's word, for reacting to all history would be as wrong as reacting to none.
bool PartitionLoop::MayReact() {
  if (!spec_.reacts || react_from_.has_value()) return true;
  if (!kept_.known()) return false;
  if (kept_.kept().has_value()) {
    react_from_ = *kept_.kept();
  } else if (inputs_.front().serve_from == log::Offset{0}) {
    kept_.KeepNow(0);
    react_from_ = 0;
  }
  return react_from_.has_value();
}

absl::Status PartitionLoop::FoldInputs() {
  behind_ = false;
  for (size_t i = 0; i < inputs_.size(); ++i) DOCKET_RETURN_IF_ERROR(Fold(i));
  return absl::OkStatus();
}

// A reactor's main topic is folded by its owner once it knows where reactions begin, by others only
// as far as the owner has reacted.
bool PartitionLoop::MayFold(size_t index) const {
  if (!spec_.reacts || index > 0) return true;
  if (owner_) return react_from_.has_value();
  return kept_.known() && inputs_[index].events.next() < kept_.kept().value_or(0);
}

absl::Status PartitionLoop::Fold(size_t index) {
  size_t records = 0;
  for (; records < kRecordsPerStep && MayFold(index); ++records) {
    DOCKET_ASSIGN_OR_RETURN(std::optional<ReadRecord> record, inputs_[index].events.Next());
    if (!record.has_value()) break;
    DOCKET_RETURN_IF_ERROR(FoldRecord(index, *std::move(record)));
  }
  if (records == kRecordsPerStep) behind_ = true;
  if (records > 0) worked_ = true;
  return absl::OkStatus();
}

absl::Status PartitionLoop::FoldRecord(size_t index, ReadRecord record) {
  Input& input = inputs_[index];
  const log::Offset offset = record.offset;
  DOCKET_ASSIGN_OR_RETURN(const std::shared_ptr<const Commit> commit,
                          CommitOf(index, std::move(record)));
  const bool react = owner_ && index == 0 && offset >= react_from_.value_or(offset + 1);
  DOCKET_ASSIGN_OR_RETURN(const Verdict verdict,
                          fold_.Fold(index, *commit, {input.events.place(), offset, react}));
  Count(verdict);
  const CommitHeader& header = commit->header(fold_.kind(index));
  if (verdict == Verdict::kGap) {
    return DataLoss("the record at " + input.name + " offset " + std::to_string(offset) +
                    " makes version " + std::to_string(header.version()) + " of " +
                    header.aggregate_id() +
                    " but versions before it are missing: the log lost something; restore it");
  }
  store_.SetPosition(input.name, {offset + 1, offset, commit->digest});
  if (index >= commands_.size()) return absl::OkStatus();
  DOCKET_ASSIGN_OR_RETURN(const AggregateRow* const row,
                          fold_.table(index).Load(header.aggregate_id()));
  commands_[index].loop.OnFolded(header.aggregate_id(), *row);
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const Commit>> PartitionLoop::CommitOf(size_t index,
                                                                      ReadRecord record) {
  if (record.own != nullptr) {
    ++fold_counters_.from_memory;
    return std::move(record.own);
  }
  ReadCommitResult read =
      ReadCommit(fold_.kind(index), record.record.key, std::move(record.record.value));
  const std::string at =
      "the record at " + inputs_[index].name + " offset " + std::to_string(record.offset);
  switch (read.readability) {
    case Readability::kReadable: break;
    case Readability::kNoHeader: return DataLoss(at + " is no commit");
    case Readability::kUnknownEvents:
      return DataLoss(at + " has events that this release does not know: run a newer one");
  }
  return std::make_shared<const Commit>(std::move(read.commit));
}

void PartitionLoop::Count(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAccepted: ++fold_counters_.accepted; break;
    case Verdict::kDuplicate: ++fold_counters_.duplicate; break;
    case Verdict::kLostRace: ++fold_counters_.lost_race; break;
    case Verdict::kStale: ++fold_counters_.stale; break;
    case Verdict::kForeignPrev: ++fold_counters_.foreign_prev; break;
    case Verdict::kGap: break;
  }
}

bool PartitionLoop::AnswersWait() const {
  return std::ranges::any_of(commands_,
                             [](const Commands& commands) { return commands.loop.answers_wait(); });
}

bool PartitionLoop::WindowIsOver(Instant now) const {
  if (store_.window_empty()) return false;
  return sealed_ || AnswersWait() || !behind_ || store_.window_bytes() >= kWindowBytesMax ||
         now.monotonic - *window_began_ >= kWindowTime;
}

absl::Status PartitionLoop::WriteWindow(Instant now) {
  sealed_ = !fold_.reactions().empty();
  if (sealed_) return fold_.reactions().Advance(now);  // Written when these are acknowledged.
  fold_.PutUnwritten();
  for (Commands& commands : commands_) {
    const log::Offset finished = commands.loop.FinishedBefore(commands.topic.next());
    if (finished != store_.position(commands.name).next) {
      store_.SetPosition(commands.name, {finished, -1, {}});
    }
  }
  DOCKET_RETURN_IF_ERROR(store_.WriteWindow());
  window_began_.reset();
  if (!unflushed_since_.has_value()) unflushed_since_ = now.monotonic;
  if (spec_.reacts && owner_) kept_.Keep(inputs_.front().events.next());
  return absl::OkStatus();
}

absl::Status PartitionLoop::FlushIfDue(Instant now) {
  if (!unflushed_since_.has_value() || now.monotonic - *unflushed_since_ < kFlushEvery) {
    return absl::OkStatus();
  }
  unflushed_since_.reset();
  return store_.Flush();
}

void PartitionLoop::ReleaseAnswers() {
  if (!store_.window_empty() || !AnswersWait()) return;
  std::map<log::TopicPartition, log::Offset> folded;
  for (const Input& input : inputs_) folded[input.events.place()] = input.events.next();
  for (Commands& commands : commands_) {
    for (Answer& answer : commands.loop.TakeAnswers()) {
      if (answer.outcome.ok()) answer.outcome->folded = folded;
      answer.reply(std::move(answer.outcome));
    }
  }
  worked_ = true;
}

void PartitionLoop::TakeCalls() {
  const bool has_room = std::ranges::all_of(
      commands_, [](const Commands& commands) { return commands.loop.has_room(); });
  if (!has_room) return;
  for (Command& command : mailbox_.Take(kCallsPerStep)) {
    commands_[command.kind].loop.Admit(std::move(command));
    worked_ = true;
  }
}

absl::Status PartitionLoop::TakeTopicCommands(size_t kind) {
  Commands& commands = commands_[kind];
  const AggregateKind& type = fold_.kind(kind);
  for (size_t taken = 0; taken < kCallsPerStep && commands.loop.has_room(); ++taken) {
    DOCKET_ASSIGN_OR_RETURN(const std::optional<ReadRecord> record, commands.topic.Next());
    if (!record.has_value()) break;
    std::optional<Command> command = ReadCommand(type, record->record.key, record->record.value);
    if (!command.has_value()) {
      return DataLoss("the record at " + commands.name + " offset " +
                      std::to_string(record->offset) + " is no command");
    }
    command->kind = kind;
    command->offset = record->offset;
    commands.loop.Admit(*std::move(command));
    worked_ = true;
  }
  return absl::OkStatus();
}

void PartitionLoop::RefuseCalls(const absl::Status& status) {
  for (Command& command : mailbox_.Take(std::numeric_limits<size_t>::max())) {
    command.reply(status);
    worked_ = true;
  }
}

void PartitionLoop::Halt(const absl::Status& status) {
  {
    const std::lock_guard lock(halt_mutex_);
    halt_ = status;
  }
  StopServing(Halted(status));
}

void PartitionLoop::StopServing(const absl::Status& status) {
  serving_.store(false, std::memory_order_release);
  for (Commands& commands : commands_) commands.loop.Drop(status);
  RefuseCalls(status);
}

absl::Status PartitionLoop::Close() {
  StopServing(NotOwner());
  owner_ = false;
  store_.DropWindow();
  return store_.Flush();
}

Turn PartitionLoop::TurnAt(Instant now) const {
  std::chrono::nanoseconds wake = now.monotonic + seconds(1);
  if (window_began_.has_value()) wake = std::min(wake, *window_began_ + kWindowTime);
  for (const Commands& commands : commands_) {
    wake = std::min(wake, commands.loop.next_wake().value_or(wake));
  }
  if (serving()) wake = std::min(wake, fold_.next_timer(now).value_or(wake));
  wake = std::max(wake, now.monotonic);
  const auto ahead = std::chrono::ceil<milliseconds>(wake - now.monotonic);
  return {worked_ || behind_, {now.wall + ahead, wake}};
}

}  // namespace docket::eventing
