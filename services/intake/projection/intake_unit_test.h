#pragma once

// An intake unit over whatever log a test gives it, stepped on virtual time.

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "libs/base/check.h"
#include "libs/base/id.h"
#include "libs/eventing/partition_loop.h"
#include "libs/testing/simulated_store.h"
#include "libs/testing/wake_signal.h"
#include "services/intake/domain/ticket_test.h"
#include "services/intake/projection/intake_unit.h"

namespace docket::intake {

inline const log::TopicPartition kEvents{"docket.ticket.events.v1", 0};
inline const log::TopicPartition kCommands{"docket.ticket.commands.v1", 0};
inline const log::TopicPartition kQuarantine{log::kQuarantineTopic, 0};

// The ticket of these tests, which Ada of acme opens by the request "open".
inline const TicketId kId = TicketId::Of("acme", "ada", "open");

// A machine's record for the ticket kId; `key` makes its command id.
inline log::Record MachineRecord(std::string_view command, std::string_view key) {
  Ticket::CommandRecord record;
  eventing::CommandHeader& header = *record.mutable_header();
  header.set_tenant("acme");
  header.set_aggregate_id(kId.text());
  const std::string parts[] = {std::string(key)};
  header.set_command_id(std::string(eventing::MachineCommandId("acme", "Test", parts).bytes()));
  header.mutable_actor()->set_kind(log::v1::Actor::KIND_SERVICE);
  header.mutable_actor()->set_id("docket-routing");
  testing::ParseText(command, *record.mutable_command(), std::source_location::current());
  return {kId.text(), record.SerializeAsString(), {}};
}

class IntakeDesk {
 public:
  // Both outlive this.
  IntakeDesk(log::EventLog& log, log::Positions& positions) : log_(log), positions_(positions) {
    Start();
  }
  ~IntakeDesk() { loop_->SetWaker(nullptr); }

  Instant now{kNoon, std::chrono::seconds(50)};

  eventing::PartitionLoop& loop() { return *loop_; }

  void Assign() {
    loop_->Assign();
    EXPECT_TRUE(RunUntil([this] { return loop_->serving(); }));
  }

  // As a new process over what is written, or over an empty disk.
  void Restart(bool lose_disk = false) {
    loop_->SetWaker(nullptr);
    loop_.reset();
    lose_disk ? store_.Wipe() : store_.Reopen();
    Start();
    Assign();
  }

  // Steps until `met`, waiting for the log in between; false if nothing more happens.
  bool RunUntil(const std::function<bool()>& met) {
    while (!met()) {
      const uint64_t seen = signal_.count();
      Run(met);
      if (!met() && !signal_.AwaitMoreThan(seen)) return false;
    }
    return true;
  }

  // Steps until a log that answers at once has nothing more to say, or `met`.
  void Run(const std::function<bool()>& met = [] { return false; }) {
    constexpr int kIdleMax = 5;
    for (int idle = 0; idle < kIdleMax && !met();) idle = loop_->Step(now).worked ? 0 : idle + 1;
  }
  void RunAfter(std::chrono::milliseconds wait) {
    now.wall += wait;
    now.monotonic += wait;
    Run();
  }

  // The outcome of a call for the ticket kId, whose log answers in time.
  absl::StatusOr<eventing::Receipt> Ask(std::string_view text, const testing::CommandOptions& by,
                                        std::string_view request,
                                        std::optional<uint64_t> expected_version = {}) {
    std::optional<absl::StatusOr<eventing::Receipt>> outcome;
    eventing::Command command = CommandOf(text, by, request);
    command.expected_version = expected_version;
    command.reply = [&outcome](absl::StatusOr<eventing::Receipt> receipt) {
      outcome = std::move(receipt);
    };
    DOCKET_CHECK(mailbox_.Put(command));
    DOCKET_CHECK(RunUntil([&outcome] { return outcome.has_value(); }));
    return *std::move(outcome);
  }
  // Likewise; it must be taken.
  eventing::Receipt Done(std::string_view text, const testing::CommandOptions& by,
                         std::string_view request) {
    absl::StatusOr<eventing::Receipt> receipt = Ask(text, by, request);
    EXPECT_TRUE(receipt.ok()) << text << ": " << receipt.status();
    return receipt.value_or(eventing::Receipt{});
  }

  // The ticket as written.
  TicketState State(const TicketId& id = kId) {
    const auto view = store_.get().View();
    auto row = eventing::ReadRow(TicketAggregate(), TicketTables(), *view, id.text());
    DOCKET_CHECK(row.ok() && row->has_value());
    return static_cast<const TicketState&>(*(*row)->state);
  }

  // Every written row of tables that a rebuild must give again.
  std::vector<std::string> Rows() {
    std::vector<std::string> rows;
    const auto view = store_.get().View();
    for (store::TableIndex table = 0; table < tables_.size(); ++table) {
      if (tables_[table].cursor) continue;
      const auto take = [&](std::string_view key, std::string_view value) {
        rows.push_back(tables_[table].name + ": " + Hex(key) + " " + Hex(value));
        return true;
      };
      DOCKET_CHECK(view->Scan(table, {}, take).ok());
    }
    return rows;
  }

 private:
  void Start() {
    loop_.emplace(IntakeUnit(0), eventing::UnitPorts{log_, positions_, store_.get(), mailbox_});
    loop_->SetWaker(&signal_);
  }

  static eventing::Command CommandOf(std::string_view text, const testing::CommandOptions& by,
                                     std::string_view request) {
    const std::source_location here = std::source_location::current();
    eventing::Command command;
    command.header.set_tenant("acme");
    command.header.set_aggregate_id(kId.text());
    testing::ParseText(by.actor, *command.header.mutable_actor(), here);
    command.header.set_command_id(std::string(
        eventing::PersonCommandId("acme", command.header.actor().id(), request).bytes()));
    if (!by.recorded.empty()) {
      testing::ParseText(by.recorded, *command.header.mutable_recorded(), here);
    }
    auto body = std::make_shared<Ticket::Command>();
    testing::ParseText(text, *body, here);
    command.digest = Digest::Of(eventing::SerializeDeterministic(*body));
    command.body = std::move(body);
    command.roles = by.roles;
    command.from_person = by.recorded.empty();
    return command;
  }

  log::EventLog& log_;
  log::Positions& positions_;
  testing::WakeSignal signal_;
  const std::vector<store::TableSpec> tables_ = IntakeUnit(0).Tables();
  testing::SimulatedStore store_{tables_};
  eventing::Mailbox mailbox_{64};
  std::optional<eventing::PartitionLoop> loop_;
};

// A commit of the log as "version kinds".
inline std::string Say(const log::Record& record) {
  Ticket::Commit commit;
  DOCKET_CHECK(commit.ParseFromString(record.value));
  return std::to_string(commit.header().version()) + " " + TicketAggregate().EventKinds(commit);
}

}  // namespace docket::intake
