#include "libs/sla/drawn_history_test.h"

#include <rapidcheck/gtest.h>

#include "libs/sla/sla_test.h"

namespace docket::sla {

namespace naive {

namespace {

void Show(const Fact& fact, std::ostream& out) {
  out << "fact " << fact.kind << " status " << fact.status << " resolution " << fact.resolution
      << " source " << fact.source_opened << " " << fact.source_asked;
}

}  // namespace

void showValue(const Timer& timer, std::ostream& out) {
  out << "timer " << timer.metric << "/" << timer.instance << " '" << timer.level << "' "
      << timer.due;
}
void showValue(const Stop& stop, std::ostream& out) {
  out << "stop " << stop.metric << "/" << stop.instance << " #" << stop.number << " outcome "
      << stop.outcome << " used " << stop.used << " wall " << stop.wall << " of " << stop.target
      << " due " << stop.due;
}
void showValue(const Commit& commit, std::ostream& out) {
  out << "\n  at " << commit.at << " select " << commit.policy.value_or(-9) << " version "
      << commit.version << " priority " << commit.priority << ": ";
  for (const Fact& fact : commit.facts) {
    Show(fact, out);
    out << "; ";
  }
}
void showValue(const Policy& policy, std::ostream& out) {
  out << "\n  policy " << policy.id << " calendar " << policy.calendar << " reopen "
      << policy.on_reopen << " floor " << policy.floor << " targets";
  for (int metric = 1; metric <= 5; ++metric) {
    out << " " << policy.targets[metric][1] << "," << policy.targets[metric][4];
  }
  out << " pause";
  for (const auto status : policy.pause) out << " " << status;
  for (const Level& level : policy.levels) {
    out << " [" << level.id << " metric " << level.metric << " kind " << level.kind << " "
        << level.amount << "]";
  }
}

}  // namespace naive

namespace {

using naive::Commit;
using naive::Fact;
using naive::kTickMillis;
using naive::Tick;

google::protobuf::Duration SpanOfTicks(int ticks) {
  return SpanProto(milliseconds(ticks * kTickMillis));
}

// Seconds in turn closed and open, up to less than the walk's end.
std::vector<uint32_t> DrawSpans() {
  std::vector<uint32_t> spans;
  for (int i = 2 + DrawBelow(14); i > 0; --i)
    spans.push_back(static_cast<uint32_t>(1 + DrawBelow(9)));
  if (DrawOneIn(3)) spans[0] = 0;
  return spans;
}

naive::Calendar OpenTicks(const std::vector<uint32_t>& spans) {
  std::vector<bool> open;
  for (size_t i = 0; i < spans.size(); ++i) open.insert(open.end(), spans[i] * 4, i % 2 == 1);
  return open;
}

calendar::WorkingTime TimeOfSpans(const std::vector<uint32_t>& spans) {
  setting::v1::CompiledCalendar compiled;
  *compiled.mutable_start_time() = ToProto(TimeOf(0));
  for (const uint32_t span : spans) compiled.add_spans(span);
  return calendar::WorkingTime(compiled);
}

naive::Policy DrawPolicy(int number, int calendars) {
  naive::Policy policy;
  policy.id = "p" + std::to_string(number);
  policy.calendar = DrawBelow(calendars);
  for (int metric = 1; metric <= 5; ++metric) {
    for (int priority = 1; priority <= 4; ++priority) {
      policy.targets[metric][priority] = DrawOneIn(5) ? 0 : 1 + DrawBelow(60);
    }
  }
  for (int status = v1::TICKET_STATUS_NEW; status <= v1::TICKET_STATUS_HELD; ++status) {
    if (DrawOneIn(3)) policy.pause.push_back(static_cast<v1::TicketStatus>(status));
  }
  policy.on_reopen = static_cast<setting::v1::ReopenEffect>(1 + DrawBelow(3));
  policy.floor = DrawOneIn(2) ? 0 : DrawBelow(30);
  for (int i = DrawBelow(6); i > 0; --i) {
    using Kind = decltype(naive::Level::kind);
    const auto kind = static_cast<Kind>(DrawBelow(4));
    // Ids are shared by policies, as those of an edited one are.
    policy.levels.push_back(
        {"l" + std::to_string(i), 1 + DrawBelow(5), kind,
         kind == naive::Level::kPercent ? 1 + DrawBelow(99) : 1 + DrawBelow(20)});
  }
  return policy;
}

setting::v1::Policy ProtoOf(const naive::Policy& policy) {
  setting::v1::Policy proto;
  proto.set_id(policy.id);
  proto.set_calendar(policy.calendar == 0 ? "" : "c" + std::to_string(policy.calendar));
  for (int metric = 1; metric <= 5; ++metric) {
    auto& target = *proto.add_targets();
    target.set_metric(static_cast<setting::v1::SlaMetric>(metric));
    const auto& ticks = policy.targets[metric];
    if (ticks[1] > 0) *target.mutable_low() = SpanOfTicks(ticks[1]);
    if (ticks[2] > 0) *target.mutable_normal() = SpanOfTicks(ticks[2]);
    if (ticks[3] > 0) *target.mutable_high() = SpanOfTicks(ticks[3]);
    if (ticks[4] > 0) *target.mutable_urgent() = SpanOfTicks(ticks[4]);
  }
  proto.mutable_pause();
  for (const auto status : policy.pause) proto.mutable_pause()->add_statuses(status);
  proto.set_on_reopen(policy.on_reopen);
  *proto.mutable_reopen_floor() = SpanOfTicks(policy.floor);
  for (const naive::Level& level : policy.levels) {
    auto& added = *proto.add_levels();
    added.set_id(level.id);
    added.set_metric(static_cast<setting::v1::SlaMetric>(level.metric));
    switch (level.kind) {
      case naive::Level::kPercent: added.set_percent(static_cast<uint32_t>(level.amount)); break;
      case naive::Level::kBefore: *added.mutable_before() = SpanOfTicks(level.amount); break;
      case naive::Level::kBreach: added.set_breach(true); break;
      case naive::Level::kAfter: *added.mutable_after() = SpanOfTicks(level.amount); break;
    }
  }
  return proto;
}

// A ticket as far as it has been drawn: what may happen to it next.
class TicketDraw {
 public:
  std::vector<Fact> Opening() {
    status_ = kNew;
    std::vector<Fact> facts = {{Moment::kOpened, kNew}};
    if (DrawOneIn(4)) facts.push_back(Reply());
    if (DrawOneIn(6)) facts.push_back(Solve());
    return facts;
  }

  std::vector<Fact> Next(Tick now) {
    if (merged_) {
      merged_ = !DrawOneIn(2);
      return {merged_ ? Fact{Moment::kOther, kIsAlias} : Fact{Moment::kUnmerged, status_}};
    }
    if (DrawOneIn(14)) {
      merged_ = true;
      return {{Moment::kMerged, kIsAlias}};
    }
    if (status_ == kIsSolved) return NextOfSolved();
    return NextOfUnsolved(now);
  }

 private:
  std::vector<Fact> NextOfSolved() {
    switch (DrawBelow(4)) {
      case 0: return {{Moment::kOther, kIsSolved}};
      case 1: return {Reply()};
      case 2: return {Reopen()};
      default: {
        const Fact word{Moment::kAsked, kIsSolved};
        return {word, Reopen()};
      }
    }
  }

  std::vector<Fact> NextOfUnsolved(Tick now) {
    switch (DrawBelow(12)) {
      case 0:
      case 1: return {Reply()};
      case 2: {
        const Fact reply = Reply();
        return {reply, Become(kPending)};
      }
      case 3: {
        const Fact reply = Reply();
        return {reply, Solve()};
      }
      case 4:
      case 5: {
        const Fact word{Moment::kAsked, status_};
        if (status_ == kNew) return {word};
        return {word, Become(kOpen)};
      }
      case 6: return {{Moment::kAsked, status_}};
      case 7: return {Become(kPending)};
      case 8: return {Become(kHeld)};
      case 9: return {Become(kOpen)};
      case 10: return {Solve()};
      default:
        return {{Moment::kAbsorbed,
                 status_,
                 {},
                 DrawOneIn(3) ? -1 : DrawBelow(now + 1),
                 DrawOneIn(2) ? -1 : DrawBelow(now + 1)}};
    }
  }

  Fact Reply() {
    if (status_ == kNew) status_ = kOpen;
    return {Moment::kReplied, status_};
  }
  Fact Solve() {
    status_ = kIsSolved;
    return {Moment::kSolved, status_, DrawOneIn(4) ? v1::RESOLUTION_SPAM : v1::RESOLUTION_FIXED};
  }
  Fact Reopen() {
    status_ = kOpen;
    return {Moment::kReopened, status_};
  }
  Fact Become(v1::TicketStatus status) {
    status_ = status;
    return {Moment::kOther, status_};
  }

  v1::TicketStatus status_{};
  bool merged_ = false;
};

void DrawSelection(size_t policies, Commit& commit) {
  commit.policy = DrawBelow(static_cast<int>(policies) + 1) - 1;
  commit.version = DrawOneIn(5) ? 2 : 1;
  commit.priority = 1 + DrawBelow(4);
}

}  // namespace

int DrawBelow(int bound) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, bound)); }

World DrawWorld() {
  World world;
  world.history.calendars.emplace_back();
  for (int i = 1 + DrawBelow(2); i > 0; --i) {
    const auto spans = DrawSpans();
    world.history.calendars.push_back(OpenTicks(spans));
    world.times.push_back(TimeOfSpans(spans));
  }
  for (int i = 1 + DrawBelow(3); i > 0; --i) {
    world.history.policies.push_back(
        DrawPolicy(i, static_cast<int>(world.history.calendars.size())));
    world.policies.push_back(ProtoOf(world.history.policies.back()));
  }
  TicketDraw ticket;
  Tick at = DrawBelow(40);
  for (int i = 1 + DrawBelow(24); i > 0; --i) {
    Commit commit{at, world.history.commits.empty() ? ticket.Opening() : ticket.Next(at),
                  std::nullopt};
    if (DrawOneIn(3) || (world.history.commits.empty() && !DrawOneIn(3))) {
      DrawSelection(world.history.policies.size(), commit);
    }
    world.history.commits.push_back(std::move(commit));
    at += 1 + (DrawOneIn(4) ? 0 : DrawBelow(20));
  }
  RC_LOG() << "policies " << rc::toString(world.history.policies) << "\ncommits "
           << rc::toString(world.history.commits) << "\n";
  return world;
}

}  // namespace docket::sla
