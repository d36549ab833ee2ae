#pragma once

// A kind of aggregate for those who only follow it: made of the protos that it publishes and the
// prefix of its ids alone, for a service knows no other service's decider.
//
//   const FollowedKindOf<ticket::v1::TicketCommit> ticket("ticket", TicketId::kPrefix);
//   UnitSpec{..., .follows = {&ticket}, ...}

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "libs/eventing/aggregate_kind.h"

namespace docket::eventing {

// The slot of `id` if that is an id with `prefix`, in its canonical spelling.
std::optional<Slot> SlotOfId(std::string_view prefix, std::string_view id);

// What is told of a kind without knowing its commits. It decides nothing and has no state: who asks
// it for that has named it among the decided kinds by mistake.
class FollowedKind : public AggregateKind {
 public:
  // Both texts live for ever.
  FollowedKind(std::string_view name, std::string_view id_prefix)
      : name_(name), id_prefix_(id_prefix) {}

  std::string_view name() const override { return name_; }
  bool has_commands_topic() const override { return false; }
  std::optional<Slot> SlotOf(std::string_view id) const override {
    return SlotOfId(id_prefix_, id);
  }

  std::unique_ptr<Message> NewState() const override;
  std::unique_ptr<Message> NewCommandRecord() const override;
  const CommandHeader& HeaderOfCommand(const Message& record) const override;
  const Message& CommandOf(const Message& record) const override;
  void Evolve(Message& state, const Message& commit) const override;
  absl::StatusOr<Decided> Decide(const Message& state, const Message& command,
                                 const DecisionContext& context) const override;
  bool KeepsRefused(const Message& command) const override;

 private:
  const std::string_view name_;
  const std::string_view id_prefix_;
};

// `C` is a message { CommitHeader header = 1; repeated Event events = 2; } whose events are
// oneofs `kind`.
template <typename C>
class FollowedKindOf final : public FollowedKind {
 public:
  using FollowedKind::FollowedKind;

  std::unique_ptr<Message> NewCommit() const override { return std::make_unique<C>(); }
  const CommitHeader& HeaderOf(const Message& commit) const override {
    return static_cast<const C&>(commit).header();
  }
  CommitHeader& MutableHeaderOf(Message& commit) const override {
    return *static_cast<C&>(commit).mutable_header();
  }
  bool KnowsEvents(const Message& commit) const override {
    return KnowsEventsOf(static_cast<const C&>(commit));
  }
  std::string EventKinds(const Message& commit) const override {
    return EventKindsOf(static_cast<const C&>(commit));
  }
};

}  // namespace docket::eventing
