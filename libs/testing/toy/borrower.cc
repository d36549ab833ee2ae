#include "libs/testing/toy/borrower.h"

#include <algorithm>
#include <optional>

#include "libs/base/id.h"
#include "libs/testing/toy/toy_id.h"

namespace docket::testing {
namespace {

using Decision = eventing::Decision<Borrower::Event>;
using State = Borrower::State;
using Event = Borrower::Event;

// The open loan that `named` (a command or an event) names; the end if it is not open.
template <typename Named>
auto Find(const State& state, const Named& named) {
  return std::ranges::find_if(state.open(), [&named](const toy::v1::OpenLoan& open) {
    return open.umbrella_id() == named.umbrella_id() && open.loan() == named.loan();
  });
}

template <typename From, typename To>
void CopyLoan(const From& from, To& to) {
  to.set_umbrella_id(from.umbrella_id());
  to.set_loan(from.loan());
}

// The desk must learn the verdict, so a refusal is an event as well.
Decision Take(const State& state, const toy::v1::TakeLoan& command) {
  if (Find(state, command) != state.open().end()) return {};
  Event event;
  if (state.open_size() < Borrower::kOpenLoansMax) {
    CopyLoan(command, *event.mutable_taken());
  } else {
    CopyLoan(command, *event.mutable_refused());
  }
  return {{event}};
}

Decision End(const State& state, const toy::v1::EndLoan& command) {
  if (Find(state, command) == state.open().end()) return {};
  Event event;
  CopyLoan(command, *event.mutable_ended());
  return {{event}};
}

}  // namespace

std::string Borrower::IdOf(std::string_view tenant, std::string_view name) {
  return ToyId(kPrefix, tenant, name);
}

bool Borrower::IsId(std::string_view text) {
  const std::optional<IdBits> bits = ParseId(kPrefix, text);
  return bits.has_value() && FormatId(kPrefix, *bits) == text;
}

std::optional<Slot> Borrower::SlotOf(std::string_view id) { return ToySlot(kPrefix, id); }

State Borrower::Evolve(State state, const eventing::CommitHeader&, const Event& event) {
  switch (event.kind_case()) {
    case Event::kTaken: CopyLoan(event.taken(), *state.add_open()); break;
    case Event::kRefused: break;
    case Event::kEnded:
      if (auto ended = Find(state, event.ended()); ended != state.open().end()) {
        state.mutable_open()->erase(ended);
      }
      break;
    case Event::KIND_NOT_SET: break;  // Halts the partition before the fold.
  }
  return state;
}

absl::StatusOr<Decision> Borrower::Decide(const State& state, const Command& command,
                                          const eventing::DecisionContext&) {
  switch (command.kind_case()) {
    case Command::kTake: return Take(state, command.take());
    case Command::kEnd: return End(state, command.end());
    case Command::KIND_NOT_SET: break;
  }
  return InvalidArgument("borrower command without a kind");
}

}  // namespace docket::testing
