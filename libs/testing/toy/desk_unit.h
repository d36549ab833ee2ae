#pragma once

// An instance of the desk's unit over a scripted log, stepped by a test.

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "libs/eventing/folded_settings.h"
#include "libs/eventing/partition_loop.h"
#include "libs/testing/scripted_event_log.h"
#include "libs/testing/scripted_positions.h"
#include "libs/testing/simulated_store.h"
#include "libs/testing/toy/toy.h"
#include "libs/testing/toy/umbrella_calls.h"
#include "libs/testing/toy/umbrella_history.h"

namespace docket::testing {

class DeskUnit {
 public:
  inline static const log::TopicPartition kEvents{"docket.umbrella.events.v1", 0};
  inline static const log::TopicPartition kCommands{"docket.umbrella.commands.v1", 0};
  inline static const log::TopicPartition kLedger{"docket.borrower.commands.v1", 0};
  inline static const log::TopicPartition kQuarantine{log::kQuarantineTopic, 0};

  // All outlive the unit; several units may share them.
  DeskUnit(ScriptedEventLog& log, ScriptedPositions& positions,
           eventing::FoldedSettings* settings = nullptr);

  Instant now{FromMillis(50'000), std::chrono::seconds(50)};

  eventing::PartitionLoop& loop() { return *loop_; }
  SimulatedStore& store() { return store_; }

  // As a new process over what is written, or over an empty disk.
  void Restart();
  void RestartWith(eventing::FoldedSettings& settings) {
    settings_ = &settings;
    Restart();
  }
  void LoseDisk();

  // Steps until there is nothing to do any more; the last turn.
  eventing::Turn Run();
  void RunAfter(std::chrono::nanoseconds wait);
  void Assign() {
    loop_->Assign();
    Run();
  }

  // Puts a call into the mailbox.
  Caller& Call(eventing::Command command);
  Caller& Call(std::string_view id, const std::string& command, std::string_view request) {
    return Call(UmbrellaCall(id, command, request));
  }

  // Commits folded into the written rows of the umbrella `id`.
  uint64_t WrittenVersion(std::string_view id);
  // The stored position in `place`.
  log::Offset Position(const log::TopicPartition& place) {
    return store_.get().position(ToText(place)).next;
  }
  // Every written row that a rebuild must give again: all tables but cursors.
  std::vector<std::string> Rows();

 private:
  void Start();

  Toy toy_;
  const eventing::UnitSpec spec_ = toy_.Desk(0);
  ScriptedEventLog& log_;
  ScriptedPositions& positions_;
  eventing::FoldedSettings* settings_;
  std::deque<Caller> callers_;
  SimulatedStore store_{spec_.Tables()};
  eventing::Mailbox mailbox_{4096};
  std::optional<eventing::PartitionLoop> loop_;
};

}  // namespace docket::testing
