#include "tests/exhaustive/specimen.h"

#include <algorithm>

#include "libs/base/check.h"
#include "libs/testing/toy/borrower.h"

namespace docket::exhaustive {
namespace {

using docket::testing::Borrower;
using docket::testing::SimulatedEngine;
using docket::testing::Umbrella;

constexpr char kTenant[] = "acme";

std::string UmbrellaId() { return Umbrella::IdOf(kTenant, "blue"); }

log::Record CollectCommand() {
  toy::v1::UmbrellaCommandRecord record;
  record.mutable_command()->mutable_collect();
  eventing::CommandHeader& header = *record.mutable_header();
  header.set_tenant(kTenant);
  header.set_aggregate_id(UmbrellaId());
  const std::string parts[] = {UmbrellaId(), "1"};
  header.set_command_id(std::string(eventing::MachineCommandId(kTenant, "Collect", parts).bytes()));
  header.mutable_actor()->set_kind(log::v1::Actor::KIND_SERVICE);
  header.mutable_actor()->set_id("collector");
  header.mutable_cause()->set_version(1);
  return {UmbrellaId(), eventing::SerializeDeterministic(record), {}};
}

Word WordOf(const absl::StatusOr<eventing::Receipt>& outcome) {
  if (outcome.ok()) return Word::kOk;
  if (RejectionOf(outcome.status()).has_value()) return Word::kRejected;
  return outcome.status().code() == absl::StatusCode::kAborted ? Word::kAborted
                                                               : Word::kUnavailable;
}

}  // namespace

uint8_t Records::Intern(const log::Record& record) {
  const auto [found, fresh] = by_bytes_.try_emplace(record.value, by_id_.size(), record);
  if (fresh) by_id_.push_back(&found->second.second);
  DOCKET_CHECK(by_id_.size() < 255);
  return found->second.first;
}

// Answers from the operation in progress.
class Specimen::Log final : public log::EventLog {
 public:
  Log(Records& records, bool stale_ends)
      : records_(records),
        stale_ends_(stale_ends),
        commands_topic_(log::CommandsTopic("umbrella")) {}

  void Begin(const Operation& operation) {
    operation_ = operation;
    appends_.clear();
    worked_ = false;
  }
  std::vector<std::pair<uint8_t, uint8_t>> TakeAppends() { return std::move(appends_); }
  bool worked() const { return worked_; }

  std::string log_id() const override { return "tiny"; }
  absl::StatusOr<int32_t> PartitionCount(std::string_view) const override { return 1; }

  log::AppendHandle Append(const log::TopicPartition&, std::vector<log::Record> records) override {
    DOCKET_CHECK(records.size() == 1);  // One aggregate, one commit in flight.
    appends_.emplace_back(next_handle_, records_.Intern(records[0]));
    worked_ = true;
    return log::AppendHandle{next_handle_++};
  }
  std::optional<log::AppendResult> Poll(log::AppendHandle handle) override {
    const auto found = std::ranges::find(operation_.outcomes, static_cast<uint8_t>(handle),
                                         &AppendOutcome::handle);
    if (found == operation_.outcomes.end()) return std::nullopt;
    worked_ = true;
    if (found->offset == kUnknownOutcome) return log::Unknown{"no answer"};
    return log::Written{{found->offset}};
  }

  log::ReadResult Read(const log::TopicPartition& place, log::Offset from,
                       const log::ReadLimits&) override {
    const bool commands = place.topic == commands_topic_;
    const size_t end = commands ? operation_.commands : operation_.events.size();
    log::Records records;
    for (auto at = static_cast<size_t>(from); at < end; ++at) {
      records.records.push_back({static_cast<log::Offset>(at),
                                 commands ? CollectCommand() : records_.At(operation_.events[at])});
    }
    if (records.records.empty()) return log::CaughtUp{from};
    worked_ = true;
    return records;
  }

  log::EndHandle QueryEnd(const log::TopicPartition&, log::Offset /*known*/) override {
    worked_ = true;
    ends_.push_back(stale_ends_ ? operation_.events.size() : operation_.end);
    return log::EndHandle{ends_.size() - 1};
  }
  std::optional<absl::StatusOr<log::Offset>> Poll(log::EndHandle handle) override {
    worked_ = true;
    return static_cast<log::Offset>(ends_[static_cast<size_t>(handle)]);
  }

  void SetWaker(const log::TopicPartition&, log::Waker*) override {}

 private:
  Records& records_;
  const bool stale_ends_;
  const std::string commands_topic_;
  Operation operation_;
  std::vector<std::pair<uint8_t, uint8_t>> appends_;
  std::vector<size_t> ends_;
  uint8_t next_handle_ = 0;
  bool worked_ = false;
};

// Nothing reacts here, so nothing is kept.
class Specimen::NoPositions final : public log::Positions {
 public:
  log::PositionHandle Store(const std::string&, const log::TopicPartition&, log::Offset) override {
    return {};
  }
  log::PositionHandle Query(const std::string&, const log::TopicPartition&) override { return {}; }
  std::optional<absl::StatusOr<log::Offset>> Poll(log::PositionHandle) override {
    return std::nullopt;
  }
};

Specimen::Specimen(const Setting& setting, const Rows& rows)
    : setting_(setting),
      spec_{.service = "desk",
            .partition = 0,
            .decides = {&kind_},
            .follows = {},
            .projections = {},
            .reacts = false},
      log_(std::make_unique<Log>(setting.records, setting.stale_ends)),
      positions_(std::make_unique<NoPositions>()),
      mailbox_(8),
      flushed_(rows) {
  const store::StoreSpec tables{spec_.Tables(), 1};
  auto engine = SimulatedEngine::Open(disk_, store::EngineTables(tables));
  DOCKET_CHECK(engine.ok() && (*engine)->Write(rows).ok());
  auto store = store::ProjectionStore::Open(*std::move(engine), tables, log_->log_id());
  DOCKET_CHECK(store.ok());
  store_ = *std::move(store);
  loop_ = std::make_unique<eventing::PartitionLoop>(
      spec_, eventing::UnitPorts{*log_, *positions_, *store_, mailbox_});
}

Specimen::~Specimen() = default;

Observation Specimen::Do(const Operation& operation) {
  log_->Begin(operation);
  answers_.clear();
  Observation observation;
  for (const uint8_t call : operation.calls) {
    eventing::Command command = CommandOf(call);
    DOCKET_CHECK(mailbox_.Put(command));
  }
  switch (operation.kind) {
    case Operation::Kind::kStep: observation.worked = loop_->Step({setting_.now, {}}).worked; break;
    case Operation::Kind::kAssign: loop_->Assign(); break;
    case Operation::Kind::kRevoke: loop_->Revoke(); break;
    case Operation::Kind::kFlush: flushed_ = ReadRows(); break;
  }
  See(observation);
  return observation;
}

void Specimen::See(Observation& observation) const {
  observation.worked |= log_->worked() || !answers_.empty();
  observation.appends = log_->TakeAppends();
  observation.answers = answers_;
  const auto written = [this](const std::string& topic) {
    return static_cast<uint8_t>(store_->position(topic + "/0").next);
  };
  observation.events_next = written(log::EventsTopic("umbrella"));
  observation.commands_next = written(log::CommandsTopic("umbrella"));
  observation.halted = Message(loop_->halt());
}

eventing::Command Specimen::CommandOf(uint8_t call) {
  const Request& request = setting_.calls[call];
  auto lend = std::make_shared<toy::v1::UmbrellaCommand>();
  lend->mutable_lend()->set_borrower_id(Borrower::IdOf(kTenant, request.borrower));
  eventing::Command command;
  command.header.set_tenant(kTenant);
  command.header.set_aggregate_id(UmbrellaId());
  command.header.set_command_id(
      std::string(eventing::PersonCommandId(kTenant, "clerk", request.request_id).bytes()));
  command.header.set_correlation_id(std::string(Digest::kSize, static_cast<char>('0' + call)));
  command.header.mutable_actor()->set_kind(log::v1::Actor::KIND_AGENT);
  command.header.mutable_actor()->set_id("clerk");
  command.digest = Digest::Of(eventing::SerializeDeterministic(*lend));
  command.body = std::move(lend);
  command.from_person = true;
  command.reply = [this, call](const absl::StatusOr<eventing::Receipt>& outcome) {
    answers_.emplace_back(call, WordOf(outcome));
  };
  return command;
}

Rows Specimen::ReadRows() const {
  Rows rows;
  const std::unique_ptr<store::ReadView> view = store_->View();
  for (store::TableIndex table = 0; table < store::EngineTables(store_->spec()).size(); ++table) {
    const auto add = [&rows, table](std::string_view key, std::string_view value) {
      rows.push_back({table, std::string(key), std::string(value)});
      return true;
    };
    DOCKET_CHECK(view->Scan(table, {}, add).ok());
  }
  return rows;
}

}  // namespace docket::exhaustive
