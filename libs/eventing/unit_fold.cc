#include "libs/eventing/unit_fold.h"

#include <algorithm>
#include <utility>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "libs/base/check.h"
#include "libs/eventing/folded_settings.h"

namespace docket::eventing {
namespace {

// Timers' commands that may wait for acknowledgement; beyond them firing waits too. Each timer is
// sent again and again, so without a bound a target that is away would fill the memory.
constexpr size_t kTimerSendsMax = 4096;
// The same for what settings ask for.
constexpr size_t kDemandSendsMax = 4096;

// Keys of timers and demands of one unit are told apart by the projection that they are of.
std::string Tagged(size_t projection, std::string_view key) {
  std::string tagged(1, static_cast<char>(projection));
  return tagged.append(key);
}

size_t ProjectionOf(std::string_view tagged) { return static_cast<unsigned char>(tagged[0]); }

CommandHeader& HeaderOfRecord(Message& record) {
  const google::protobuf::FieldDescriptor* field = record.GetDescriptor()->FindFieldByNumber(1);
  DOCKET_CHECK(field != nullptr && field->message_type() == CommandHeader::descriptor());
  return static_cast<CommandHeader&>(*record.GetReflection()->MutableMessage(&record, field));
}

// What every command of a reaction copies from its cause.
void FillCause(const AcceptedCommit& commit, const FoldPlace& at, CommandHeader& header) {
  header.set_correlation_id(commit.header.correlation_id());
  log::v1::Cause& cause = *header.mutable_cause();
  cause.set_topic(at.place.topic);
  cause.set_partition(at.place.partition);
  cause.set_offset(at.offset);
  cause.set_aggregate_id(commit.header.aggregate_id());
  cause.set_version(commit.header.version());
  if (commit.header.has_chain()) *header.mutable_chain() = commit.header.chain();
}

}  // namespace

// The context of one projection while it folds one commit.
class UnitFold::Context final : public FoldContext {
 public:
  Context(UnitFold& fold, size_t projection)
      : fold_(fold), projection_(projection), first_(fold.first_tables_[projection]) {}

  absl::StatusOr<std::optional<std::string>> Get(size_t table, std::string_view key) override {
    return fold_.store_.Get(first_ + table, key);
  }
  absl::Status Scan(size_t table, const store::KeyRange& range,
                    const store::RowVisitor& visit) override {
    return fold_.store_.Scan(first_ + table, range, visit);
  }
  void Put(size_t table, std::string key, std::string value) override {
    fold_.store_.Put(first_ + table, std::move(key), std::move(value));
  }
  void Delete(size_t table, std::string key) override {
    fold_.store_.Delete(first_ + table, std::move(key));
  }
  void React(Reaction reaction) override { reactions_.push_back(std::move(reaction)); }
  void Arm(Time due, std::string key) override { timers().Arm(due, Tagged(projection_, key)); }
  void Settle(Time due, std::string key) override {
    timers().Settle(due, Tagged(projection_, key));
  }
  void Demand(std::string key) override {
    if (fold_.demands_.has_value()) fold_.demands_->Name(Tagged(projection_, key));
  }

  std::vector<Reaction> TakeReactions() { return std::exchange(reactions_, {}); }

 private:
  // Only a unit whose spec says that it reacts has any.
  Timers& timers() {
    DOCKET_CHECK(fold_.timers_.has_value());
    return *fold_.timers_;
  }

  UnitFold& fold_;
  const size_t projection_;
  const store::TableIndex first_;
  std::vector<Reaction> reactions_;
};

UnitFold::UnitFold(const UnitSpec& spec, const UnitPorts& ports)
    : spec_(spec),
      log_(ports.log),
      store_(ports.store),
      settings_(ports.settings),
      reactions_(ports.log, spec.bounds.records_per_append_max),
      timer_sends_(ports.log, spec.bounds.records_per_append_max),
      demand_sends_(ports.log, spec.bounds.records_per_append_max) {
  for (size_t i = 0; i < spec.decides.size(); ++i) {
    tables_.emplace_back(*spec.decides[i], UnitSpec::TablesOf(i), store_);
  }
  for (size_t i = 0; i < spec.follows.size(); ++i) {
    heads_.emplace_back(*spec.follows[i], 3 * spec.decides.size() + i, store_);
  }
  for (size_t i = 0; i < spec.projections.size(); ++i) {
    first_tables_.push_back(spec.FirstTableOf(i));
  }
  if (spec.reacts) {
    timers_.emplace(store_, spec.FirstTableOf(spec.projections.size()),
                    spec.bounds.near_timers_max);
    if (settings_ != nullptr) demands_.emplace(spec.bounds.pending_demands_max);
  }
}

const AggregateKind& UnitFold::kind(size_t index) const {
  return index < tables_.size() ? tables_[index].kind() : heads_[index - tables_.size()].kind();
}

void UnitFold::SetWaker(log::Waker* waker) {
  reactions_.SetWaker(waker);
  timer_sends_.SetWaker(waker);
  demand_sends_.SetWaker(waker);
}

absl::StatusOr<FoldedCommit> UnitFold::Fold(size_t index, const Commit& commit,
                                            const FoldPlace& at) {
  FoldedCommit folded;
  if (index < tables_.size()) {
    DOCKET_ASSIGN_OR_RETURN(folded, tables_[index].Fold(commit));
  } else {
    DOCKET_ASSIGN_OR_RETURN(folded.verdict, heads_[index - tables_.size()].Fold(commit));
  }
  if (folded.verdict != Verdict::kAccepted) return folded;
  const AggregateKind& type = kind(index);
  const Message* const state = folded.row == nullptr ? nullptr : folded.row->state.get();
  AcceptedCommit accepted{type, commit.header(type), *commit.message, state, at.number};
  std::optional<setting::Settings> settings;
  if (settings_ != nullptr) {
    settings = settings_->book().AsOf(accepted.header.settings());
    accepted.settings = &*settings;
  }
  DOCKET_RETURN_IF_ERROR(Project(accepted, at));
  return folded;
}

absl::Status UnitFold::Project(const AcceptedCommit& accepted, const FoldPlace& at) {
  for (size_t i = 0; i < spec_.projections.size(); ++i) {
    Context context(*this, i);
    DOCKET_RETURN_IF_ERROR(spec_.projections[i]->Fold(accepted, context));
    if (!at.react) continue;
    for (Reaction& reaction : context.TakeReactions()) {
      FillCause(accepted, at, HeaderOfRecord(*reaction.record));
      DOCKET_ASSIGN_OR_RETURN(const log::TopicPartition target, TargetOf(reaction));
      reactions_.Add(target, RecordOf(reaction));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<log::TopicPartition> UnitFold::TargetOf(const Reaction& reaction) {
  std::string topic = log::CommandsTopic(reaction.kind);
  DOCKET_ASSIGN_OR_RETURN(const int32_t partitions, log_.PartitionCount(topic));
  return log::TopicPartition{std::move(topic), reaction.slot.PartitionOf(partitions)};
}

log::Record UnitFold::RecordOf(const Reaction& reaction) {
  return {HeaderOfRecord(*reaction.record).aggregate_id(),
          SerializeDeterministic(*reaction.record),
          {}};
}

absl::Status UnitFold::AdvanceSends(Instant now) {
  DOCKET_RETURN_IF_ERROR(reactions_.Advance(now));
  DOCKET_RETURN_IF_ERROR(timer_sends_.Advance(now));
  return demand_sends_.Advance(now);
}

absl::StatusOr<bool> UnitFold::FireTimers(Instant now) {
  if (!timers_.has_value() || timer_sends_.size() >= kTimerSendsMax) return false;
  DOCKET_ASSIGN_OR_RETURN(const std::vector<DueTimer> due, timers_->TakeDue(now));
  for (const DueTimer& timer : due) {
    const size_t projection = ProjectionOf(timer.key);
    Context context(*this, projection);
    DOCKET_ASSIGN_OR_RETURN(const Reaction reaction, spec_.projections[projection]->Fire(
                                                         timer.due, timer.key.substr(1), context));
    DOCKET_ASSIGN_OR_RETURN(const log::TopicPartition target, TargetOf(reaction));
    timer_sends_.Add(target, RecordOf(reaction));
  }
  DOCKET_RETURN_IF_ERROR(timer_sends_.Advance(now));
  return !due.empty();
}

// The demands are looked at by the newest settings: a demand of older ones is no more.
absl::StatusOr<bool> UnitFold::SendDemands(Instant now) {
  if (!demands_.has_value() || demand_sends_.size() >= kDemandSendsMax) return false;
  demands_->Begin();
  const setting::Settings settings = settings_->book().Newest();
  DOCKET_ASSIGN_OR_RETURN(bool worked, WalkDemands(settings));
  for (const std::string& key : demands_->TakeDue(now.monotonic)) {
    const size_t projection = ProjectionOf(key);
    Context context(*this, projection);
    DOCKET_ASSIGN_OR_RETURN(
        const std::optional<Reaction> reaction,
        spec_.projections[projection]->Demand(key.substr(1), settings, context));
    if (!reaction.has_value()) {
      demands_->Settle(key);
    } else if (demands_->MaySend(key, settings.number(), now.monotonic)) {
      HeaderOfRecord(*reaction->record).set_settings(settings.number());
      DOCKET_ASSIGN_OR_RETURN(const log::TopicPartition target, TargetOf(*reaction));
      demand_sends_.Add(target, RecordOf(*reaction));
      worked = true;
    }
  }
  DOCKET_RETURN_IF_ERROR(demand_sends_.Advance(now));
  return worked;
}

absl::StatusOr<bool> UnitFold::WalkDemands(const setting::Settings& settings) {
  const std::optional<SettingDemands::Cursor> at = demands_->WalkFrom(settings.number());
  if (!at.has_value()) return false;
  DemandedKeys found;
  if (at->projection < spec_.projections.size()) {
    Context context(*this, at->projection);
    DOCKET_ASSIGN_OR_RETURN(const int32_t partitions,
                            log_.PartitionCount(spec_.Inputs().front().topic));
    DOCKET_ASSIGN_OR_RETURN(
        found, spec_.projections[at->projection]->Demands(settings, at->key, demands_->walk_max(),
                                                          {spec_.partition, partitions}, context));
  }
  for (const std::string& key : found.keys) demands_->Add(Tagged(at->projection, key));
  std::optional<SettingDemands::Cursor> next;
  if (found.next.has_value()) {
    next.emplace(at->projection, *std::move(found.next));
  } else if (at->projection + 1 < spec_.projections.size()) {
    next.emplace(at->projection + 1, "");
  }
  demands_->WalkOn(std::move(next));
  return true;
}

bool UnitFold::quiet() const {
  return reactions_.empty() && timer_sends_.empty() && demand_sends_.empty() &&
         (!demands_.has_value() || demands_->quiet(settings_->number()));
}

std::optional<std::chrono::nanoseconds> UnitFold::next_try() const {
  std::optional<std::chrono::nanoseconds> next;
  for (const Outbox* outbox : {&reactions_, &timer_sends_, &demand_sends_}) {
    const std::optional<std::chrono::nanoseconds> at = outbox->next_try();
    if (at.has_value()) next = std::min(next.value_or(*at), *at);
  }
  return next;
}

std::optional<std::chrono::nanoseconds> UnitFold::next_timer(Instant now) const {
  if (!timers_.has_value() || timer_sends_.size() >= kTimerSendsMax) return std::nullopt;
  return timers_->NextWake(now);
}

std::optional<std::chrono::nanoseconds> UnitFold::next_demand(Instant now) const {
  if (!demands_.has_value() || demand_sends_.size() >= kDemandSendsMax) return std::nullopt;
  return demands_->NextWake(settings_->number(), now.monotonic);
}

absl::StatusOr<std::optional<Time>> UnitFold::NextDue() const {
  return timers_.has_value() ? timers_->NextDue() : std::optional<Time>();
}

void UnitFold::DropSends() {
  reactions_.Drop();
  timer_sends_.Drop();
  demand_sends_.Drop();
}

absl::Status UnitFold::Load() {
  for (AggregateTable& table : tables_) table.Forget();
  DropSends();
  if (demands_.has_value()) demands_->Forget();
  return timers_.has_value() ? timers_->Load() : absl::OkStatus();
}

void UnitFold::PutUnwritten() {
  for (AggregateTable& table : tables_) table.PutChangedRows();
  if (timers_.has_value()) timers_->PutCursor();
}

}  // namespace docket::eventing
