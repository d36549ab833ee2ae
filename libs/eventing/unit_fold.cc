#include "libs/eventing/unit_fold.h"

#include <utility>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "libs/base/check.h"

namespace docket::eventing {
namespace {

// Timer keys of one unit are told apart by the projection that armed them.
std::string TimerKey(size_t projection, std::string_view key) {
  std::string tagged(1, static_cast<char>(projection));
  return tagged.append(key);
}

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
      : fold_(fold), projection_(projection), first_(fold.spec_.FirstTableOf(projection)) {}

  absl::StatusOr<std::optional<std::string>> Get(size_t table, std::string_view key) override {
    return fold_.store_.Get(first_ + table, key);
  }
  void Put(size_t table, std::string key, std::string value) override {
    fold_.store_.Put(first_ + table, std::move(key), std::move(value));
  }
  void Delete(size_t table, std::string key) override {
    fold_.store_.Delete(first_ + table, std::move(key));
  }
  void React(Reaction reaction) override { reactions_.push_back(std::move(reaction)); }
  void Arm(Time due, std::string key) override {
    fold_.timers_->Arm(due, TimerKey(projection_, key));
  }
  void Settle(Time due, std::string key) override {
    fold_.timers_->Settle(due, TimerKey(projection_, key));
  }

  std::vector<Reaction> TakeReactions() { return std::exchange(reactions_, {}); }

 private:
  UnitFold& fold_;
  const size_t projection_;
  const store::TableIndex first_;
  std::vector<Reaction> reactions_;
};

UnitFold::UnitFold(const UnitSpec& spec, const UnitPorts& ports)
    : spec_(spec),
      log_(ports.log),
      store_(ports.store),
      reactions_(ports.log),
      timer_sends_(ports.log) {
  for (size_t i = 0; i < spec.decides.size(); ++i) {
    tables_.emplace_back(*spec.decides[i], UnitSpec::TablesOf(i), store_);
  }
  for (size_t i = 0; i < spec.follows.size(); ++i) {
    heads_.emplace_back(*spec.follows[i], 3 * spec.decides.size() + i, store_);
  }
  if (spec.reacts) timers_.emplace(store_, spec.FirstTableOf(spec.projections.size()));
}

const AggregateKind& UnitFold::kind(size_t index) const {
  return index < tables_.size() ? tables_[index].kind() : heads_[index - tables_.size()].kind();
}

void UnitFold::SetWaker(log::Waker* waker) {
  reactions_.SetWaker(waker);
  timer_sends_.SetWaker(waker);
}

absl::StatusOr<Verdict> UnitFold::Fold(size_t index, const Commit& commit, const FoldPlace& at) {
  const AggregateKind& type = kind(index);
  const bool decided = index < tables_.size();
  absl::StatusOr<Verdict> verdict =
      decided ? tables_[index].Fold(commit) : heads_[index - tables_.size()].Fold(commit);
  if (!verdict.ok() || *verdict != Verdict::kAccepted || spec_.projections.empty()) return verdict;
  AcceptedCommit accepted{type, commit.header(type), *commit.message};
  if (decided) {
    DOCKET_ASSIGN_OR_RETURN(const AggregateRow* const row,
                            tables_[index].Load(accepted.header.aggregate_id()));
    accepted.state = row->state.get();
  }
  DOCKET_RETURN_IF_ERROR(Project(accepted, at));
  return verdict;
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

absl::Status UnitFold::FireTimers(Instant now) {
  if (!timers_.has_value()) return absl::OkStatus();
  DOCKET_ASSIGN_OR_RETURN(const std::vector<DueTimer> due, timers_->TakeDue(now));
  for (const DueTimer& timer : due) {
    const size_t projection = static_cast<unsigned char>(timer.key[0]);
    Context context(*this, projection);
    DOCKET_ASSIGN_OR_RETURN(const Reaction reaction, spec_.projections[projection]->Fire(
                                                         timer.due, timer.key.substr(1), context));
    DOCKET_ASSIGN_OR_RETURN(const log::TopicPartition target, TargetOf(reaction));
    timer_sends_.Add(target, RecordOf(reaction));
  }
  return timer_sends_.Advance(now);
}

std::optional<std::chrono::nanoseconds> UnitFold::next_timer(Instant now) const {
  return timers_.has_value() ? timers_->NextWake(now) : std::nullopt;
}

absl::Status UnitFold::Load() {
  for (AggregateTable& table : tables_) table.Forget();
  reactions_.Drop();
  timer_sends_.Drop();
  return timers_.has_value() ? timers_->Load() : absl::OkStatus();
}

void UnitFold::PutUnwritten() {
  for (AggregateTable& table : tables_) table.PutChangedRows();
  if (timers_.has_value()) timers_->PutCursor();
}

}  // namespace docket::eventing
