#include "libs/eventing/partition_loop.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace docket::eventing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A window is written after this long or this many bytes, whichever is first (kernel.md 4).
constexpr milliseconds kWindowTime{100};
constexpr size_t kWindowBytesMax = 8 << 20;
// Bounds what is folded again after a crash.
constexpr seconds kFlushEvery{30};

absl::Status NoRoom() {
  return Unavailable("too much is under way here: retry with the same request_id");
}

}  // namespace

PartitionLoop::PartitionLoop(UnitSpec spec, const UnitPorts& ports)
    : spec_(std::move(spec)),
      log_(ports.log),
      store_(ports.store),
      mailbox_(ports.mailbox),
      settings_(FoldedSettings::AwaitedBy(spec_, ports)),
      fold_(spec_, ports),
      ownership_(spec_, ports, spec_.Inputs()),
      progress_(spec_.Inputs(), spec_.Place()) {
  absl::Status status;
  for (log::TopicPartition& place : spec_.Inputs()) {
    const std::string name = ToText(place);
    const absl::StatusOr<int32_t> partitions = log_.PartitionCount(place.topic);
    if (!partitions.ok()) status = partitions.status();
    inputs_.push_back({TopicReader(log_, std::move(place), 0), name, partitions.value_or(0)});
  }
  for (size_t i = 0; i < spec_.decides.size(); ++i) {
    log::TopicPartition place{log::CommandsTopic(fold_.kind(i).name()), spec_.partition};
    const std::string name = ToText(place);
    const int32_t partitions =
        fold_.kind(i).has_commands_topic() ? log_.PartitionCount(place.topic).value_or(0) : 0;
    commands_.push_back({TopicReader(log_, std::move(place), 0), name, partitions,
                         CommandLoop(fold_.table(i), inputs_[i].events, log_,
                                     "/docket/" + spec_.service, ports.settings)});
  }
  if (status.ok()) status = StartAtStored();
  if (!status.ok()) Halt(status);
}

PartitionLoop::~PartitionLoop() {
  StopServing(progress_.NotServing());
  if (settings_ != nullptr) settings_->SetWaker(this, nullptr);
}

const CommandCounters& PartitionLoop::command_counters(size_t kind) const {
  return commands_[kind].loop.counters();
}

absl::Status PartitionLoop::halt() const {
  const std::lock_guard lock(halt_mutex_);
  return halt_;
}

bool PartitionLoop::quiet() const {
  return serving() && !worked_ && !behind_ && !awaits_settings_ &&
         !rebuild_asked_.load(std::memory_order_acquire) && store_.window_empty() &&
         fold_.quiet() && std::ranges::all_of(commands_, [](const Commands& commands) {
           return commands.loop.idle();
         });
}

void PartitionLoop::SetWaker(log::Waker* waker) {
  waker_ = waker;
  mailbox_.SetWaker(waker);
  for (const Input& input : inputs_) log_.SetWaker(input.events.place(), waker);
  for (const Commands& commands : commands_) {
    if (commands.partitions > 0) log_.SetWaker(commands.topic.place(), waker);
  }
  fold_.SetWaker(waker);
  if (settings_ != nullptr) settings_->SetWaker(this, waker);
}

// An assignment while it is held says that it may have been another's in between.
void PartitionLoop::Assign() {
  if (ownership_.owner()) Revoke();
  ownership_.Assign();
  progress_.SetOwned(true);
}

// The open window may rest on sends that are not acknowledged, so it goes with them; what another
// owner commits is folded on the rows of the last written window.
void PartitionLoop::Revoke() {
  ownership_.Revoke();
  progress_.SetOwned(false);
  StopServing(progress_.NotServing());
  if (!halt().ok()) return;
  store_.DropWindow();
  absl::Status status = store_.Flush();
  if (status.ok()) status = StartAtStored();
  if (!status.ok()) Halt(status);
}

absl::Status PartitionLoop::StartAtStored() {
  window_began_.reset();
  unflushed_since_.reset();
  sealed_ = false;
  for (Input& input : inputs_) input.events.Reset(store_.position(input.name).next);
  TellWritten();
  for (Commands& commands : commands_) {
    // Commands expire after 30 days, so a store that is built anew begins with those there are.
    const store::Position& position = store_.position(commands.name);
    if (position == store::Position{}) {
      commands.topic.ResetToFirst();
    } else {
      commands.topic.Reset(position.next);
    }
  }
  return fold_.Load();
}

// Of a window that is empty, so what was read is stored. A gap behind the last record counts, for
// an end may lie behind it.
void PartitionLoop::TellWritten() {
  for (size_t i = 0; i < inputs_.size(); ++i) progress_.SetWritten(i, inputs_[i].events.next());
}

void PartitionLoop::Rebuild() {
  rebuild_asked_.store(true, std::memory_order_release);
  if (waker_ != nullptr) waker_->Wake();
}

void PartitionLoop::BeginReactions(ReactFrom from) {
  react_from_asked_.store(from, std::memory_order_release);
  if (waker_ != nullptr) waker_->Wake();
}

// Calls are refused first: who sees rows gone also sees that nothing is served. Commands keep their
// position, for one that was refused is not remembered and would be decided anew.
absl::Status PartitionLoop::StartFromNothing() {
  const bool owned = ownership_.owner();
  ownership_.Revoke();
  progress_.SetShown(false);
  StopServing(progress_.NotServing());
  std::vector<std::string> inputs;
  for (const Input& input : inputs_) inputs.push_back(input.name);
  DOCKET_RETURN_IF_ERROR(store_.Clear(inputs));
  DOCKET_RETURN_IF_ERROR(StartAtStored());
  if (owned) ownership_.Assign();
  rebuilds_.fetch_add(1, std::memory_order_release);
  worked_ = true;
  return absl::OkStatus();
}

Turn PartitionLoop::Step(Instant now) {
  worked_ = false;
  if (progress_.halted()) {
    RefuseCalls(progress_.NotServing());
  } else if (StaysHeld()) {
    behind_ = false;
  } else if (absl::Status status = Advance(now); !status.ok()) {
    Halt(status);
  }
  return TurnAt(now);
}

void PartitionLoop::Hold(absl::Status reason) {
  {
    const std::lock_guard lock(hold_mutex_);
    hold_ = std::move(reason);
  }
  if (waker_ != nullptr) waker_->Wake();
}

absl::Status PartitionLoop::hold() const {
  const std::lock_guard lock(hold_mutex_);
  return hold_;
}

// Who was held may have been overtaken, so it begins again as one that was just assigned.
bool PartitionLoop::StaysHeld() {
  const absl::Status reason = hold();
  const bool was_held = std::exchange(held_, !reason.ok());
  if (held_) {  // Still serving as far as readers are concerned: the rows are as good as they were.
    for (Commands& commands : commands_) commands.loop.Drop(reason);
    RefuseCalls(reason);
  } else if (was_held && ownership_.owner()) {
    Assign();
  }
  return held_;
}

absl::Status PartitionLoop::Advance(Instant now) {
  if (rebuild_asked_.exchange(false)) DOCKET_RETURN_IF_ERROR(StartFromNothing());
  for (Commands& commands : commands_) commands.loop.Collect(now);
  DOCKET_RETURN_IF_ERROR(fold_.AdvanceSends(now));
  if (const auto from = react_from_asked_.exchange(std::nullopt)) {
    ownership_.BeginReactions(*from);
  }
  DOCKET_RETURN_IF_ERROR(ownership_.Advance(now));
  progress_.SetAwaitsWord(ownership_.AwaitsWord());
  if (!sealed_) DOCKET_RETURN_IF_ERROR(FoldInputs());
  NoteFinishedCommands();
  if (!store_.window_empty() && !window_began_.has_value()) window_began_ = now.monotonic;
  if (WindowIsOver(now)) DOCKET_RETURN_IF_ERROR(WriteWindow(now));
  // Also when nothing was to be written: the store may be ahead of what was kept before a crash.
  if (store_.window_empty()) {
    TellWritten();
    ownership_.Keep(inputs_.front().events.next());
  }
  ReleaseAnswers();
  DOCKET_RETURN_IF_ERROR(FlushIfDue(now));
  if (!serving() && store_.window_empty() && MayServe()) {
    progress_.SetShown(true);
    progress_.SetServing(true);
    worked_ = true;
  }
  if (serving()) return Serve(now);
  RefuseCalls(progress_.NotServing());
  return absl::OkStatus();
}

bool PartitionLoop::MayServe() const {
  if (!ownership_.owner() || !ownership_.KnowsWhereToReact()) return false;
  for (size_t i = 0; i < inputs_.size(); ++i) {
    if (!ownership_.HasReached(i, inputs_[i].events.next())) return false;
  }
  return ownership_.HasReachedSettings();
}

absl::Status PartitionLoop::Serve(Instant now) {
  TakeCalls(now);
  for (size_t i = 0; i < commands_.size(); ++i) {
    DOCKET_RETURN_IF_ERROR(TakeTopicCommands(i));
    DOCKET_RETURN_IF_ERROR(commands_[i].loop.Decide(now));
    DOCKET_RETURN_IF_ERROR(QuarantineRefused(commands_[i]));
    DOCKET_RETURN_IF_ERROR(commands_[i].loop.Append(now));
  }
  if (AnswersWait() && !sealed_) worked_ = true;
  DOCKET_ASSIGN_OR_RETURN(const bool fired, fold_.FireTimers(now));
  DOCKET_ASSIGN_OR_RETURN(const bool demanded, fold_.SendDemands(now));
  if (fired || demanded) worked_ = true;  // Another unit may have more to do for it.
  return absl::OkStatus();
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

// Commands that were refused or done before move no row, but their topic is to be passed all the
// same.
void PartitionLoop::NoteFinishedCommands() {
  for (Commands& commands : commands_) {
    const log::Offset finished = commands.loop.FinishedBefore(commands.topic.next());
    if (finished == store_.position(commands.name).next) continue;
    store_.SetPosition(commands.name, {finished, -1, {}, 0});
  }
}

absl::Status PartitionLoop::WriteWindow(Instant now) {
  sealed_ = !fold_.reactions().empty();
  if (sealed_) return fold_.reactions().Advance(now);  // Written when these are acknowledged.
  fold_.PutUnwritten();
  DOCKET_RETURN_IF_ERROR(store_.WriteWindow());
  window_began_.reset();
  if (!unflushed_since_.has_value()) unflushed_since_ = now.monotonic;
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
  FoldedMap folded;
  for (const Input& input : inputs_) {
    const store::Position& position = store_.position(input.name);
    folded[input.events.place()] = {position.next, position.accepted};
  }
  for (Commands& commands : commands_) {
    for (Answer& answer : commands.loop.TakeAnswers()) {
      if (answer.outcome.ok()) answer.outcome->folded = folded;
      answer.reply(std::move(answer.outcome));
    }
  }
  worked_ = true;
}

void PartitionLoop::TakeCalls(Instant now) {
  const bool has_room = std::ranges::all_of(
      commands_, [](const Commands& commands) { return commands.loop.has_room(); });
  if (!has_room) {  // Those that wait for room have deadlines too.
    for (const Command& command : mailbox_.TakeExpired(now.monotonic)) command.reply(NoRoom());
    return;
  }
  for (Command& command : mailbox_.Take(kCallsPerStep)) {
    CommandLoop& loop = commands_[command.kind].loop;
    loop.Admit(std::move(command));
    worked_ = true;
  }
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
  behind_ = false;
  window_began_.reset();
  fold_.DropSends();  // Nobody takes their results any more, nor asks again for room.
  progress_.SetHalted();
  progress_.SetShown(false);
  const absl::Status halted = progress_.NotServing();
  const absl::Status open = Unavailable(std::string(docket::Message(halted)) +
                                        "; this may be done or not: send it again then");
  for (Commands& commands : commands_) commands.loop.Drop(open);
  StopServing(halted);
}

void PartitionLoop::StopServing(const absl::Status& status) {
  progress_.SetServing(false);
  for (Commands& commands : commands_) commands.loop.Drop(status);
  RefuseCalls(status);
}

absl::Status PartitionLoop::Close() {
  ownership_.Revoke();
  StopServing(progress_.NotServing());
  store_.DropWindow();
  return store_.Flush();
}

Turn PartitionLoop::TurnAt(Instant now) const {
  if (held_) return {worked_, {now.wall + seconds(1), now.monotonic + seconds(1)}};
  std::chrono::nanoseconds wake = now.monotonic + seconds(1);
  const auto sooner = [&wake](std::optional<std::chrono::nanoseconds> at) {
    wake = std::min(wake, at.value_or(wake));
  };
  // A sealed window waits for acknowledgements, which wake the loop.
  if (window_began_.has_value() && !sealed_) sooner(*window_began_ + kWindowTime);
  for (const Commands& commands : commands_) sooner(commands.loop.next_wake());
  sooner(fold_.next_try());
  if (serving()) sooner(fold_.next_timer(now));
  if (serving()) sooner(fold_.next_demand(now));
  wake = std::max(wake, now.monotonic);
  const auto ahead = std::chrono::ceil<milliseconds>(wake - now.monotonic);
  return {worked_ || (behind_ && !sealed_), {now.wall + ahead, wake}};
}

}  // namespace docket::eventing
