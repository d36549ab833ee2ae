#pragma once

// A command loop for umbrellas over a scripted log, driven as a partition loop drives it, but one
// part of a step at a time where a test asks for that.

#include <deque>
#include <string>

#include "libs/eventing/command_loop.h"
#include "libs/testing/scripted_event_log.h"
#include "libs/testing/simulated_store.h"
#include "libs/testing/toy/umbrella_calls.h"
#include "libs/testing/toy/umbrella_history.h"

namespace docket::testing {

class CommandLoopDesk {
 public:
  const log::TopicPartition events{"docket.umbrella.events.v1", 0};

  Instant now{FromMillis(50'000), std::chrono::seconds(50)};
  ScriptedEventLog log;

  // Admits a call and gives who waits for its answer. An event loop of a test, `Step`, decides it.
  Caller& Call(eventing::Command command);
  Caller& Call(std::string_view id, const std::string& command, std::string_view request) {
    return Call(UmbrellaCall(id, command, request));
  }
  // Admits a machine's command that stands at `offset` of its topic.
  void Topic(log::Offset offset, std::string_view id, const std::string& command,
             std::string_view key);

  // A whole step; or its parts.
  absl::Status Step();
  void Collect() { loop.Collect(now); }
  void Fold();
  void Answer();
  absl::Status Decide();

  // The commits that wait in held appends, as "version kinds", one text per append.
  std::vector<std::string> Held() const;
  // The same for what is in the log.
  std::vector<std::string> InLog();
  // Another writer's commit lands.
  void Land(const UmbrellaHistory& history, const eventing::Commit& commit) {
    log.Land(events, RecordOf(history.id(), commit));
  }

  const eventing::AggregateKindOf<Umbrella> kind;
  SimulatedStore store{eventing::AggregateTables::Specs("umbrella")};
  eventing::AggregateTable table{kind, eventing::AggregateTables::At(0), store.get()};
  eventing::TopicReader reader{log, events, 0};
  eventing::CommandLoop loop{table, reader, log, "/docket/desk", nullptr};

 private:
  std::string Say(const log::Record& record) const;

  std::deque<Caller> callers_;
};

}  // namespace docket::testing
