#pragma once

// One kind of aggregate as the kernel sees it: a decider whose types are erased. Messages that go
// in are of the kind's own types; the kernel takes care of that.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "libs/eventing/decision.h"

namespace docket::eventing {

using google::protobuf::Message;

// What a command causes. Neither: what it asks is already so.
struct Decided {
  // Holds the events and no header yet.
  std::unique_ptr<Message> commit;
  // Another aggregate is to decide instead.
  std::optional<Redirect> redirect;
};

// The name of the arm that is set in `event`'s oneof `kind`; empty if none is.
std::string EventKindName(const Message& event);

// Of a commit of any kind: whether every event has a kind that this release knows; and their kinds
// in order.
template <typename C>
bool KnowsEventsOf(const C& commit) {
  for (const auto& event : commit.events()) {
    if (event.kind_case() == std::remove_cvref_t<decltype(event)>::KIND_NOT_SET) return false;
  }
  return !commit.events().empty();
}
template <typename C>
std::string EventKindsOf(const C& commit) {
  std::string kinds;
  for (const auto& event : commit.events()) {
    if (!kinds.empty()) kinds += ',';
    kinds += EventKindName(event);
  }
  return kinds;
}

class AggregateKind {
 public:
  virtual ~AggregateKind() = default;

  virtual std::string_view name() const = 0;
  // Whether machines may command it, by a topic of its own.
  virtual bool has_commands_topic() const = 0;
  // Of the aggregate `id`; none if that is no id of this kind in the one spelling that a log has.
  virtual std::optional<Slot> SlotOf(std::string_view id) const = 0;

  virtual std::unique_ptr<Message> NewState() const = 0;
  virtual std::unique_ptr<Message> NewCommit() const = 0;
  virtual std::unique_ptr<Message> NewCommandRecord() const = 0;

  virtual const CommitHeader& HeaderOf(const Message& commit) const = 0;
  virtual CommitHeader& MutableHeaderOf(Message& commit) const = 0;
  // Whether every event of `commit` is of a kind that this release knows.
  virtual bool KnowsEvents(const Message& commit) const = 0;
  // The kinds of its events in order, for readers outside: "opened,assigned".
  virtual std::string EventKinds(const Message& commit) const = 0;

  virtual const CommandHeader& HeaderOfCommand(const Message& record) const = 0;
  virtual const Message& CommandOf(const Message& record) const = 0;

  // The state after all events of `commit`, which was accepted.
  virtual void Evolve(Message& state, const Message& commit) const = 0;
  // What `command` causes, or why it is refused.
  virtual absl::StatusOr<Decided> Decide(const Message& state, const Message& command,
                                         const DecisionContext& context) const = 0;

  // Whether `command`, refused to a machine, is kept in quarantine rather than dropped.
  virtual bool KeepsRefused(const Message& command) const = 0;
};

template <Decider T>
class AggregateKindOf final : public AggregateKind {
 public:
  using State = typename T::State;
  using Commit = typename T::Commit;
  using Command = typename T::Command;
  using CommandRecord = typename T::CommandRecord;

  std::string_view name() const override { return T::kName; }
  bool has_commands_topic() const override {
    if constexpr (requires { T::kByCallsAlone; }) return !T::kByCallsAlone;
    return true;
  }
  std::optional<Slot> SlotOf(std::string_view id) const override { return T::SlotOf(id); }

  std::unique_ptr<Message> NewState() const override { return std::make_unique<State>(); }
  std::unique_ptr<Message> NewCommit() const override { return std::make_unique<Commit>(); }
  std::unique_ptr<Message> NewCommandRecord() const override {
    return std::make_unique<CommandRecord>();
  }

  const CommitHeader& HeaderOf(const Message& commit) const override {
    return static_cast<const Commit&>(commit).header();
  }
  CommitHeader& MutableHeaderOf(Message& commit) const override {
    return *static_cast<Commit&>(commit).mutable_header();
  }
  bool KnowsEvents(const Message& commit) const override {
    return KnowsEventsOf(static_cast<const Commit&>(commit));
  }
  std::string EventKinds(const Message& commit) const override {
    return EventKindsOf(static_cast<const Commit&>(commit));
  }

  const CommandHeader& HeaderOfCommand(const Message& record) const override {
    return static_cast<const CommandRecord&>(record).header();
  }
  const Message& CommandOf(const Message& record) const override {
    return static_cast<const CommandRecord&>(record).command();
  }

  void Evolve(Message& state, const Message& commit) const override {
    auto& typed = static_cast<State&>(state);
    const auto& from = static_cast<const Commit&>(commit);
    for (const typename T::Event& event : from.events()) {
      typed = T::Evolve(std::move(typed), from.header(), event);
    }
  }
  absl::StatusOr<Decided> Decide(const Message& state, const Message& command,
                                 const DecisionContext& context) const override {
    auto decision =
        T::Decide(static_cast<const State&>(state), static_cast<const Command&>(command), context);
    if (!decision.ok()) return std::move(decision).status();
    Decided decided{nullptr, std::move(decision->redirect)};
    if (decision->events.empty()) return decided;
    auto commit = std::make_unique<Commit>();
    commit->mutable_events()->Reserve(static_cast<int>(decision->events.size()));
    for (typename T::Event& event : decision->events) *commit->add_events() = std::move(event);
    decided.commit = std::move(commit);
    return decided;
  }

  bool KeepsRefused(const Message& command) const override {
    const auto& typed = static_cast<const Command&>(command);
    if constexpr (requires { T::KeepsRefused(typed); }) return T::KeepsRefused(typed);
    return false;
  }
};

}  // namespace docket::eventing
