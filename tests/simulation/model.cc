#include "tests/simulation/model.h"

#include <algorithm>

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "libs/base/check.h"
#include "libs/base/id.h"

namespace docket::simulation {
namespace {

using toy::v1::BorrowerCommand;
using toy::v1::BorrowerCommandRecord;
using toy::v1::BorrowerCommit;
using toy::v1::BorrowerEvent;
using toy::v1::BorrowerState;
using toy::v1::UmbrellaCommand;
using toy::v1::UmbrellaCommandRecord;
using toy::v1::UmbrellaCommit;
using toy::v1::UmbrellaEvent;
using toy::v1::UmbrellaState;

template <typename Commit>
std::optional<CommitText> ReadAs(const std::string& value) {
  auto commit = std::make_shared<Commit>();
  if (!commit->ParseFromString(value) || commit->header().aggregate_id().empty()) {
    return std::nullopt;
  }
  return CommitText{commit->header(), commit};
}

template <typename Record>
std::optional<CommandText> ReadCommandAs(const std::string& value) {
  auto record = std::make_shared<Record>();
  if (!record->ParseFromString(value) || record->header().aggregate_id().empty()) {
    return std::nullopt;
  }
  return CommandText{record->header(), {record, &record->command()}};
}

bool IsOpen(const UmbrellaState& state, uint64_t loan) {
  return loan == state.loans() && !state.borrower_id().empty();
}

template <typename Loan>
int PlaceOf(const BorrowerState& state, const Loan& loan) {
  for (int i = 0; i < state.open_size(); ++i) {
    const toy::v1::OpenLoan& open = state.open(i);
    if (open.umbrella_id() == loan.umbrella_id() && open.loan() == loan.loan()) return i;
  }
  return -1;
}

void Apply(const UmbrellaEvent& event, UmbrellaState& state) {
  if (event.has_lent()) {
    state.set_loans(event.lent().loan());
    state.set_terms(event.lent().terms());
    state.set_borrower_id(event.lent().borrower_id());
    *state.mutable_due_time() = event.lent().due_time();
  } else if (event.has_confirmed()) {
    state.set_confirmed(true);
  } else if (event.has_reminded()) {
    state.set_reminded(true);
  } else if (event.has_scrapped()) {
    state.set_scrapped(true);
  } else if (event.has_collected() || event.has_declined()) {
    state.clear_borrower_id();
    state.clear_due_time();
    state.clear_confirmed();
    state.clear_reminded();
    state.clear_terms();
  } else if (event.has_terms_changed()) {
    state.set_terms(event.terms_changed().terms());
  }
}

void Apply(const BorrowerEvent& event, BorrowerState& state) {
  if (event.has_taken()) {
    state.add_open()->set_umbrella_id(event.taken().umbrella_id());
    state.mutable_open(state.open_size() - 1)->set_loan(event.taken().loan());
  } else if (event.has_ended()) {
    const int place = PlaceOf(state, event.ended());
    if (place >= 0) state.mutable_open()->DeleteSubrange(place, 1);
  }
}

template <typename State, typename Commit>
std::shared_ptr<const Message> After(const Message& state, const Message& commit) {
  auto after = std::make_shared<State>(static_cast<const State&>(state));
  for (const auto& event : static_cast<const Commit&>(commit).events()) Apply(event, *after);
  return after;
}

Effect EffectOn(const UmbrellaState& state, const UmbrellaCommand& command) {
  const bool out = !state.borrower_id().empty();
  if (command.has_lend()) {
    if (state.scrapped()) return Effect::kElsewhere;
    return out ? Effect::kRefused : Effect::kChanges;
  }
  if (command.has_scrap()) {
    if (state.scrapped()) return Effect::kNothing;
    return out ? Effect::kRefused : Effect::kChanges;
  }
  if (command.has_collect()) return out ? Effect::kChanges : Effect::kNothing;
  if (command.has_confirm()) {
    if (!IsOpen(state, command.confirm().loan())) return Effect::kRefused;
    return state.confirmed() ? Effect::kNothing : Effect::kChanges;
  }
  if (command.has_decline()) {
    return IsOpen(state, command.decline().loan()) ? Effect::kChanges : Effect::kRefused;
  }
  if (command.has_apply_terms()) {
    return IsOpen(state, command.apply_terms().loan()) ? Effect::kSettingsDecide : Effect::kRefused;
  }
  if (!IsOpen(state, command.remind().loan())) return Effect::kRefused;
  return state.reminded() ? Effect::kNothing : Effect::kClockDecides;
}

Effect EffectOn(const BorrowerState& state, const BorrowerCommand& command) {
  if (command.has_take()) {
    return PlaceOf(state, command.take()) < 0 ? Effect::kChanges : Effect::kNothing;
  }
  return PlaceOf(state, command.end()) < 0 ? Effect::kNothing : Effect::kChanges;
}

// Of a loan's end at the desk; one that the ledger declined was never noted there.
void ReactTo(const CommitHeader& header, const UmbrellaState& before, const UmbrellaCommit& commit,
             std::vector<DueReaction>& due) {
  for (const UmbrellaEvent& event : commit.events()) {
    BorrowerCommand command;
    if (event.has_lent()) {
      command.mutable_take()->set_umbrella_id(header.aggregate_id());
      command.mutable_take()->set_loan(event.lent().loan());
      due.push_back({Kind::kBorrower, event.lent().borrower_id(), BytesOf(command)});
    } else if (event.has_collected()) {
      command.mutable_end()->set_umbrella_id(header.aggregate_id());
      command.mutable_end()->set_loan(event.collected().loan());
      due.push_back({Kind::kBorrower, before.borrower_id(), BytesOf(command)});
    }
  }
}

void ReactTo(const BorrowerCommit& commit, std::vector<DueReaction>& due) {
  for (const BorrowerEvent& event : commit.events()) {
    UmbrellaCommand command;
    if (event.has_taken()) {
      command.mutable_confirm()->set_loan(event.taken().loan());
      due.push_back({Kind::kUmbrella, event.taken().umbrella_id(), BytesOf(command)});
    } else if (event.has_refused()) {
      command.mutable_decline()->set_loan(event.refused().loan());
      due.push_back({Kind::kUmbrella, event.refused().umbrella_id(), BytesOf(command)});
    }
  }
}

}  // namespace

std::string_view NameOf(Kind kind) { return kind == Kind::kUmbrella ? "umbrella" : "borrower"; }

log::TopicPartition SettingsPlace() { return {"docket.setting.events.v1", 0}; }

std::optional<Kind> EventsKindOf(std::string_view topic) {
  if (topic == "docket.umbrella.events.v1") return Kind::kUmbrella;
  if (topic == "docket.borrower.events.v1") return Kind::kBorrower;
  return std::nullopt;
}

std::optional<Kind> CommandsKindOf(std::string_view topic) {
  if (topic == "docket.umbrella.commands.v1") return Kind::kUmbrella;
  if (topic == "docket.borrower.commands.v1") return Kind::kBorrower;
  return std::nullopt;
}

std::optional<CommitText> ReadCommitText(Kind kind, const std::string& value) {
  return kind == Kind::kUmbrella ? ReadAs<UmbrellaCommit>(value) : ReadAs<BorrowerCommit>(value);
}

std::optional<CommandText> ReadCommandText(Kind kind, const std::string& value) {
  return kind == Kind::kUmbrella ? ReadCommandAs<UmbrellaCommandRecord>(value)
                                 : ReadCommandAs<BorrowerCommandRecord>(value);
}

const std::shared_ptr<const Message>& FreshState(Kind kind) {
  static const std::shared_ptr<const Message> kUmbrella = std::make_shared<UmbrellaState>();
  static const std::shared_ptr<const Message> kBorrower = std::make_shared<BorrowerState>();
  return kind == Kind::kUmbrella ? kUmbrella : kBorrower;
}

std::shared_ptr<const Message> StateAfter(Kind kind, const Message& state, const Message& commit) {
  return kind == Kind::kUmbrella ? After<UmbrellaState, UmbrellaCommit>(state, commit)
                                 : After<BorrowerState, BorrowerCommit>(state, commit);
}

Effect EffectOf(Kind kind, const Message& state, const Message& command) {
  return kind == Kind::kUmbrella ? EffectOn(static_cast<const UmbrellaState&>(state),
                                            static_cast<const UmbrellaCommand&>(command))
                                 : EffectOn(static_cast<const BorrowerState&>(state),
                                            static_cast<const BorrowerCommand&>(command));
}

std::string SuccessorOf(std::string_view umbrella_id) {
  const std::optional<IdBits> bits = ParseId("UM", umbrella_id);
  DOCKET_CHECK(bits.has_value());
  const std::string_view parts[] = {umbrella_id, "successor"};
  return FormatId("UM", {bits->slot, IdHash(parts)});
}

std::vector<DueReaction> ReactionsTo(Kind kind, const CommitHeader& header, const Message& before,
                                     const Message& commit) {
  std::vector<DueReaction> due;
  if (kind == Kind::kUmbrella) {
    ReactTo(header, static_cast<const UmbrellaState&>(before),
            static_cast<const UmbrellaCommit&>(commit), due);
  } else {
    ReactTo(static_cast<const BorrowerCommit&>(commit), due);
  }
  return due;
}

int32_t PartitionOf(std::string_view aggregate_id, int32_t partitions) {
  const std::optional<IdBits> bits = ParseId(aggregate_id.substr(0, 2), aggregate_id);
  DOCKET_CHECK(bits.has_value());
  return static_cast<int32_t>(static_cast<int64_t>(bits->slot.value) * partitions / 65'536);
}

std::string BytesOf(const Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream output(&stream);
    output.SetSerializationDeterministic(true);
    DOCKET_CHECK(message.SerializeToCodedStream(&output));
  }
  return bytes;
}

}  // namespace docket::simulation
