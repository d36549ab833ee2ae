#pragma once

// The toy's rules said a second time, for the oracles: written from the protos' comments alone and
// sharing no code with libs/testing/toy or libs/eventing.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "docket/log/v1/log_events.pb.h"
#include "libs/log/record.h"
#include "libs/testing/toy/borrower_events.pb.h"
#include "libs/testing/toy/toy_state.pb.h"
#include "libs/testing/toy/umbrella_events.pb.h"

namespace docket::simulation {

using google::protobuf::Message;
using log::v1::CommandHeader;
using log::v1::CommitHeader;

enum class Kind { kUmbrella, kBorrower };
inline constexpr Kind kKinds[] = {Kind::kUmbrella, Kind::kBorrower};

std::string_view NameOf(Kind kind);
// Where settings are published.
log::TopicPartition SettingsPlace();
// The kind whose events or commands `topic` carries.
std::optional<Kind> EventsKindOf(std::string_view topic);
std::optional<Kind> CommandsKindOf(std::string_view topic);

// A record of an events topic, read; none if it has no header.
struct CommitText {
  CommitHeader header;
  std::shared_ptr<const Message> commit;
};
std::optional<CommitText> ReadCommitText(Kind kind, const std::string& value);

// A record of a commands topic, read.
struct CommandText {
  CommandHeader header;
  std::shared_ptr<const Message> command;
};
std::optional<CommandText> ReadCommandText(Kind kind, const std::string& value);

// Lives for ever.
const std::shared_ptr<const Message>& FreshState(Kind kind);
// The state after every event of `commit`.
std::shared_ptr<const Message> StateAfter(Kind kind, const Message& state, const Message& commit);

// What a command does to a state. A reminder of an open loan changes it or is refused, as the
// decider's clock says; other terms change it or do nothing, as the decider's settings say; a
// lending of a scrapped umbrella is its successor's.
enum class Effect { kChanges, kNothing, kRefused, kClockDecides, kSettingsDecide, kElsewhere };
Effect EffectOf(Kind kind, const Message& state, const Message& command);

// The umbrella that takes the place of `umbrella_id` once that is scrapped.
std::string SuccessorOf(std::string_view umbrella_id);

// A command that a commit calls for, as it must stand in the log.
struct DueReaction {
  Kind kind;  // Of the aggregate that decides.
  std::string aggregate_id;
  std::string command;  // Deterministic bytes.
};
// In the order of the commit's events. `before` is the state that the commit extends.
std::vector<DueReaction> ReactionsTo(Kind kind, const CommitHeader& header, const Message& before,
                                     const Message& commit);

// The partition where `aggregate_id` lives among `partitions`.
int32_t PartitionOf(std::string_view aggregate_id, int32_t partitions);

// Equal messages give equal bytes.
std::string BytesOf(const Message& message);

}  // namespace docket::simulation
