#pragma once

// Tests of a decider, told as given, when, then. Events and commands are text protos.
//
//   TEST(Umbrella, IsLentToOnePersonAtATime) {
//     Given<Umbrella>({"lent { borrower_id: 'ada' }"})
//         .When("lend { borrower_id: 'bob' }", kNoon, kClerk)
//         .ThenRejected(v1::UMBRELLA_REJECTION_LENT);
//   }
//
// A failure names the line of the `Then...` and prints what was decided and what was expected.
// Everything lives within one statement; one thread.

#include <set>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include "libs/base/proto_time.h"
#include "libs/base/time.h"
#include "libs/eventing/decision.h"

namespace docket::testing {

// How a command arrives. The texts are text protos.
struct CommandOptions {
  std::string_view actor = "";
  eventing::Roles roles = {};
  // Not empty for a step of recorded history.
  std::string_view recorded = "";
  std::string_view tenant = "acme";
  std::string_view aggregate_id = "";
  std::string_view command_id = "";
  // Null for a kind that asks for none.
  const setting::Settings* settings = nullptr;
};

// Fills `message` from `text`; a text of wrong form fails the test at `where`.
void ParseText(std::string_view text, google::protobuf::Message& message,
               const std::source_location& where);

// What to print if `actual` is not `expected`; empty if it is.
std::string Difference(const std::vector<const google::protobuf::Message*>& expected,
                       const std::vector<const google::protobuf::Message*>& actual);

void Fail(const std::source_location& where, const std::string& message);

// The reasons that a ThenRejected of this program has met, for a test that none was forgotten.
std::set<std::string>& ReasonsMet();

// What was decided, to be compared once.
template <typename T>
class Outcome {
 public:
  using Event = typename T::Event;

  Outcome(typename T::State state, eventing::CommitHeader header,
          absl::StatusOr<eventing::Decision<Event>> decision)
      : state_(std::move(state)), header_(std::move(header)), decision_(std::move(decision)) {}

  // The command causes these events and no others, in this order.
  void Then(const std::vector<std::string_view>& expected,
            const std::source_location& where = std::source_location::current()) const {
    if (!decision_.ok()) return Fail(where, "refused: " + decision_.status().ToString());
    std::vector<Event> events(expected.size());
    for (size_t i = 0; i < expected.size(); ++i) ParseText(expected[i], events[i], where);
    std::string difference = Difference(Pointers(events), Pointers(decision_->events));
    if (decision_->redirect.has_value())
      difference += "left to " + decision_->redirect->aggregate_id;
    if (!difference.empty()) Fail(where, difference);
  }

  // The command is accepted and causes no event.
  void ThenNothing(const std::source_location& where = std::source_location::current()) const {
    Then({}, where);
  }

  // The command is refused for `reason`, with at least `details`.
  template <typename Enum>
  void ThenRejected(Enum reason, const std::map<std::string, std::string>& details = {},
                    const std::source_location& where = std::source_location::current()) const {
    const std::string name =
        eventing::ReasonName(*google::protobuf::GetEnumDescriptor<Enum>(), reason);
    const std::optional<Rejection> rejection = RejectionOf(decision_.status());
    if (!rejection.has_value() || rejection->reason != name) {
      return Fail(where, "expected " + name + " but: " + Told());
    }
    for (const auto& [key, value] : details) {
      const auto found = rejection->details.find(key);
      const std::string actual = found == rejection->details.end() ? "(absent)" : found->second;
      if (actual != value) Fail(where, name + "." + key + " is " + actual + ", not " + value);
    }
    ReasonsMet().insert(name);
  }

  // The command is left to `aggregate_id` as `expected`.
  void ThenRedirected(std::string_view aggregate_id, std::string_view expected,
                      const std::source_location& where = std::source_location::current()) const {
    if (!decision_.ok() || !decision_->redirect.has_value()) {
      return Fail(where, "expected a redirect but: " + Told());
    }
    typename T::Command command;
    ParseText(expected, command, where);
    const eventing::Redirect& redirect = *decision_->redirect;
    std::string difference = Difference({&command}, {redirect.command.get()});
    if (redirect.aggregate_id != aggregate_id) difference += "left to " + redirect.aggregate_id;
    if (!difference.empty()) Fail(where, difference);
  }

  // The state after the events decided; unchanged if the command was refused.
  typename T::State state() const {
    typename T::State state = state_;
    if (!decision_.ok()) return state;
    for (const Event& event : decision_->events)
      state = T::Evolve(std::move(state), header_, event);
    return state;
  }
  const absl::StatusOr<eventing::Decision<Event>>& decision() const { return decision_; }

 private:
  static std::vector<const google::protobuf::Message*> Pointers(const std::vector<Event>& events) {
    std::vector<const google::protobuf::Message*> pointers;
    for (const Event& event : events) pointers.push_back(&event);
    return pointers;
  }

  std::string Told() const {
    if (!decision_.ok()) return decision_.status().ToString();
    return Difference({}, Pointers(decision_->events)) + "(accepted)";
  }

  typename T::State state_;
  eventing::CommitHeader header_;
  absl::StatusOr<eventing::Decision<Event>> decision_;
};

// What happened before, one commit per event.
template <typename T>
class History {
 public:
  // Appends a commit for each of `events`, at `time`.
  History& And(const std::vector<std::string_view>& events, Time time = {},
               const std::source_location& where = std::source_location::current()) {
    for (std::string_view text : events) {
      typename T::Event event;
      ParseText(text, event, where);
      header_.set_version(header_.version() + 1);
      *header_.mutable_time() = ToProto(time);
      state_ = T::Evolve(std::move(state_), header_, event);
    }
    return *this;
  }

  // Decides `command` at `now`.
  Outcome<T> When(std::string_view command, Time now, const CommandOptions& options = {},
                  const std::source_location& where = std::source_location::current()) const {
    typename T::Command parsed;
    ParseText(command, parsed, where);
    log::v1::Actor actor;
    ParseText(options.actor, actor, where);
    log::v1::Recorded recorded;
    ParseText(options.recorded, recorded, where);
    const eventing::DecisionContext context{
        .now = now,
        .tenant = options.tenant,
        .aggregate_id = options.aggregate_id,
        .actor = actor,
        .roles = options.roles,
        .recorded = options.recorded.empty() ? nullptr : &recorded,
        .command_id = options.command_id,
        .settings = options.settings};
    return Outcome<T>(state_, HeaderAt(now, actor), T::Decide(state_, parsed, context));
  }

  // What the events add up to.
  const typename T::State& state() const { return state_; }

 private:
  eventing::CommitHeader HeaderAt(Time now, const log::v1::Actor& actor) const {
    eventing::CommitHeader header;
    header.set_version(header_.version() + 1);
    *header.mutable_time() = ToProto(now);
    *header.mutable_actor() = actor;
    return header;
  }

  typename T::State state_;
  eventing::CommitHeader header_;
};

template <typename T>
History<T> Given(const std::vector<std::string_view>& events, Time time = {},
                 const std::source_location& where = std::source_location::current()) {
  return History<T>().And(events, time, where);
}

}  // namespace docket::testing
