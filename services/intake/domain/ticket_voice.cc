#include "services/intake/domain/ticket_voice.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "libs/base/proto_time.h"
#include "libs/setting/local_day.h"
#include "services/intake/domain/limits.h"
#include "services/intake/domain/tenant_rules.h"
#include "services/intake/domain/ticket_form.h"
#include "services/intake/domain/ticket_judgement.h"
#include "services/intake/domain/ticket_lifecycle.h"
#include "services/intake/domain/ticket_status.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;
using eventing::Reject;
using setting::v1::CompiledZone;
using std::chrono::days;

// How often the customer has urged on the day of `now`.
uint64_t UrgesOfDay(const TicketState& state, const CompiledZone& zone, Time now) {
  if (!state.has_last_urged_time()) return 0;
  const auto last = setting::LocalDayOf(zone, FromProto(state.last_urged_time()));
  return last == setting::LocalDayOf(zone, now) ? state.urges_of_day() : 0;
}

// From when on the customer may urge, seen at `now`.
Time NextUrge(const TicketState& state, const CompiledZone& zone, Time now) {
  Time next = FromProto(state.opened_time()) + kUrgeAfter;
  if (state.has_last_reply_time()) {
    next = std::max(next, FromProto(state.last_reply_time()) + kUrgeAfter);
  }
  if (!state.has_last_urged_time()) return next;
  next = std::max(next, FromProto(state.last_urged_time()) + kUrgeSpacing);
  if (UrgesOfDay(state, zone, now) >= kUrgesOfDayMax) {
    next = std::max(next, setting::StartOf(zone, setting::LocalDayOf(zone, now) + days(1)));
  }
  return next;
}

absl::Status CheckSpacing(const CompiledZone& zone, const Draft& draft) {
  const Time now = draft.context().now;
  const Time next = NextUrge(draft.state(), zone, now);
  if (draft.recorded() || now >= next) return absl::OkStatus();
  return Reject(v1::TICKET_REJECTION_URGE_TOO_SOON, "The ticket can be urged again later.",
                {{"retry_at", FormatTime(next)}});
}

absl::Status CheckRating(const v1::RateTicket& command) {
  using Rating = v1::Rating;
  DOCKET_RETURN_IF_ERROR(CheckCharacters("words", command.words(), kRatingWordsCharactersMax));
  switch (command.rating().kind_case()) {
    case Rating::kVerdict: return CheckChosen("rating.verdict", command.rating().verdict());
    case Rating::kScore: {
      const uint32_t score = command.rating().score();
      return score >= 1 && score <= kScoreMax ? absl::OkStatus()
                                              : FieldInvalid("rating.score", "1 to 5");
    }
    case Rating::KIND_NOT_SET: break;
  }
  return FieldRequired("rating");
}

bool IsRatedSo(const TicketState& state, const v1::RateTicket& command) {
  return state.rating().SerializeAsString() == command.rating().SerializeAsString() &&
         state.rating_words() == command.words();
}

}  // namespace

absl::Status Urge(Draft& draft) {
  const TicketState& state = draft.state();
  DOCKET_RETURN_IF_ERROR(RequireUnsolved(state));
  if (state.status() == v1::TICKET_STATUS_PENDING) {
    return Reject(v1::TICKET_REJECTION_ANSWER_AWAITED, "We wait for the customer's answer.");
  }
  const CompiledZone zone = ZoneOf(draft.context());
  DOCKET_RETURN_IF_ERROR(CheckSpacing(zone, draft));
  v1::TicketEvent event;
  event.mutable_urged()->set_number(state.urges() + 1);
  if (!draft.recorded()) {
    event.mutable_urged()->set_number_of_day(UrgesOfDay(state, zone, draft.context().now) + 1);
  }
  draft.Add(std::move(event));
  if (draft.state().urges() % kUrgesPerRaise == 0) AddRaised(draft);
  return absl::OkStatus();
}

absl::Status Rate(const v1::RateTicket& command, Draft& draft) {
  DOCKET_RETURN_IF_ERROR(CheckRating(command));
  const TicketState& state = draft.state();
  DOCKET_RETURN_IF_ERROR(RequireDone(state));
  if (draft.context().now > FromProto(state.rating_end_time())) {
    return Reject(v1::TICKET_REJECTION_RATING_WINDOW_OVER, "The ticket can be rated no more.");
  }
  if (IsRatedSo(state, command)) return NothingNew(draft);
  v1::TicketEvent event;
  event.mutable_rated()->set_solve(state.solves());
  *event.mutable_rated()->mutable_rating() = command.rating();
  event.mutable_rated()->set_words(command.words());
  draft.Add(std::move(event));
  return absl::OkStatus();
}

absl::Status Withdraw(Draft& draft) {
  v1::SolveTicket solve;
  solve.set_resolution(v1::RESOLUTION_WITHDRAWN);
  return Solve(solve, draft);
}

void Apply(const v1::TicketUrged& event, const eventing::CommitHeader& header, TicketState& state) {
  state.set_urges(event.number());
  state.set_urges_of_day(event.number_of_day() != 0
                             ? event.number_of_day()
                             : UrgesOfDay(state, CompiledZone{}, FromProto(header.time())) + 1);
  *state.mutable_last_urged_time() = header.time();
  state.set_reply_owed(true);
}

void Apply(const v1::TicketRated& event, TicketState& state) {
  *state.mutable_rating() = event.rating();
  state.set_rating_words(event.words());
}

}  // namespace docket::intake
