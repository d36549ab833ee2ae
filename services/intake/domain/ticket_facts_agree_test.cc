// What services that follow tickets read from their events (libs/ticket) is what intake, which
// decides, knows: along histories of drawn commands, live and recorded.

#include <random>
#include <string>
#include <vector>

#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "libs/sla/fire.h"
#include "libs/ticket/ticket_clocks.h"
#include "services/intake/domain/ticket_known.h"
#include "services/intake/domain/ticket_test.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;
using ticket_facts::TicketFacts;

struct Drawn {
  std::string_view command;
  const CommandOptions& by;
};

// Sooner for what is more urgent; a breach moves the ticket.
constexpr std::string_view kPolicies = R"(name: 'default' policies {
  items { id: 'upset' label: 'Upset' condition { test { path: 'feeling' equals: 'upset' } }
          on_reopen: REOPEN_EFFECT_RESTART
          targets { metric: SLA_METRIC_FIRST_RESPONSE low { seconds: 3600 } normal { seconds: 60 } }
          targets { metric: SLA_METRIC_NEXT_RESPONSE normal { seconds: 3600 } } }
  items { id: 'all' label: 'All'
          targets { metric: SLA_METRIC_FIRST_RESPONSE normal { seconds: 7200 } }
          targets { metric: SLA_METRIC_UPDATE normal { seconds: 7200 } high { seconds: 3600 } }
          targets { metric: SLA_METRIC_RESOLUTION low { seconds: 86400 } normal { seconds: 36000 } }
          levels { id: 'half' metric: SLA_METRIC_RESOLUTION percent: 50
                   actions { raise_priority: true } }
          levels { id: 'late' metric: SLA_METRIC_RESOLUTION breach: true
                   actions { transfer { team: 'kettles' } } }
          levels { id: 'later' metric: SLA_METRIC_RESOLUTION after { seconds: 3600 }
                   actions { raise_escalation_level: true } } } })";

// What people and machines may ask. $E, $A and $C are replaced by entry, next assignment and cause,
// $F by what is due of a clock.
const Drawn kCommands[] = {
    {"classify { kind: TICKET_KIND_FAULT }", kAgent},
    {"classify { kind: TICKET_KIND_REQUEST reroute: true }", kAgent},
    {"classify { category { levels: 'a' levels: 'b' } feeling: FEELING_UPSET }", kAgent},
    {"prioritise { priority: PRIORITY_HIGH }", kAgent},
    {"prioritise { priority: PRIORITY_LOW }", kAgent},
    {"tag { add: 'x' remove: 'y' }", kAgent},
    {"tag { add: 'y' remove: 'x' }", kAgent},
    {"triage { cause_version: $C team_id: 'lamps' pool_id: 'home' feeling: FEELING_FURIOUS "
     "feeling_source: JUDGEMENT_SOURCE_RULE priority: PRIORITY_URGENT "
     "priority_source: JUDGEMENT_SOURCE_RULE tags: 'z' kind: TICKET_KIND_COMPLAINT "
     "kind_source: JUDGEMENT_SOURCE_RULE }",
     kRouting},
    {"queue { cause_version: $C team_id: 'kettles' pool_id: 'away' }", kRouting},
    {"assign { team_id: 'lamps' assignee_id: 'ann' entry: $E assignment: $A }", kRouting},
    {"assign { team_id: 'kettles' assignee_id: 'sue' entry: $E assignment: $A }", kRouting},
    {"unassign { entry: $E assignment: $B }", kRouting},
    {"unassign { entry: $E assignment: $A }", kRouting},
    {"comment { visibility: COMMENT_VISIBILITY_PUBLIC text: 'Try this.' }", kAgent},
    {"comment { visibility: COMMENT_VISIBILITY_PUBLIC text: 'Try.' automatic: true }", kAgent},
    {"comment { visibility: COMMENT_VISIBILITY_PUBLIC text: 'It does not help.' }", kAda},
    {"transfer { team_id: 'kettles' reason: 'no lamp' }", kAgent},
    {"transfer { team_id: 'lamps' reason: 'no kettle' }", kAgent},
    {"wait {}", kAgent},
    {"hold { reason: 'parts' until_time { seconds: 500000 } }", kAgent},
    {"resume {}", kAgent},
    {"solve { resolution: RESOLUTION_SPAM }", kAgent},
    {"solve { resolution: RESOLUTION_FIXED }", kAgent},
    {"reopen {}", kAgent},
    {"close {}", kSupervisor},
    {"urge {}", kAda},
    {"rate { rating { score: 2 } }", kAda},
    {"rate { rating { verdict: RATING_VERDICT_GOOD } }", kAda},
    {"fire { $F }", kRouting},
    {"apply_policy {}", kRouting},
};

// What another system's rows may ask.
const Drawn kRows[] = {
    {"assign { team_id: 'lamps' assignee_id: 'ann' }", kRecorded},
    {"assign { team_id: 'kettles' }", kRecorded},
    {"assign {}", kRecorded},
    {"solve { resolution: RESOLUTION_FIXED }", kRecorded},
    {"close {}", kRecorded},
    {"reopen {}", kRecorded},
    {"hold { reason: 'parts' }", kRecorded},
    {"resume {}", kRecorded},
};

class History {
 public:
  void Open(std::string_view opening) {
    Ticket::Event event;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(std::string(opening), &event));
    Commit({event});
  }

  // Whether it was taken, with something to write.
  bool Ask(const Drawn& drawn) {
    Ticket::Command command;
    const std::string text = Filled(std::string(drawn.command));
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &command)) << text;
    log::v1::Actor actor;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(std::string(drawn.by.actor), &actor));
    log::v1::Recorded row;
    EXPECT_TRUE(
        google::protobuf::TextFormat::ParseFromString(std::string(drawn.by.recorded), &row));
    const auto decision = Ticket::Decide(state_, command,
                                         {.now = now_ + std::chrono::hours(version_),
                                          .tenant = "acme",
                                          .aggregate_id = kTicket,
                                          .actor = actor,
                                          .roles = drawn.by.roles,
                                          .recorded = drawn.by.recorded.empty() ? nullptr : &row,
                                          .settings = &teams_.settings()});
    if (!decision.ok() || decision->events.empty()) return false;
    Commit(decision->events);
    return true;
  }

  // What differs, in words; empty if nothing.
  std::string Difference() const {
    TicketFacts expected = FactsOf("acme", state_);
    expected.set_live(facts_.live());  // Of no interest to intake once it has counted the reply.
    expected.set_answered(facts_.answered());  // Intake does not ask.
    std::string told;
    google::protobuf::util::MessageDifferencer differencer;
    differencer.ReportDifferencesToString(&told);
    differencer.Compare(expected, facts_);
    differencer.Compare(state_.clocks(), clocks_);
    return told;
  }

 private:
  void Commit(const std::vector<Ticket::Event>& events) {
    ticket::v1::TicketCommit commit;
    eventing::CommitHeader& header = *commit.mutable_header();
    header.set_tenant("acme");
    header.set_aggregate_id(std::string(kTicket));
    header.set_version(++version_);
    header.mutable_time()->set_seconds(static_cast<int64_t>(43200 + 3600 * version_));
    for (const Ticket::Event& event : events) *commit.add_events() = event;
    for (const Ticket::Event& event : events) {
      state_ = Ticket::Evolve(std::move(state_), header, event);
    }
    ticket_facts::Follow(commit, facts_, clocks_);
  }

  std::string Filled(std::string text) const {
    const std::pair<std::string_view, uint64_t> marks[] = {{"$E", state_.entry()},
                                                           {"$A", state_.assignment() + 1},
                                                           {"$B", state_.assignment()},
                                                           {"$C", state_.triage_version()}};
    for (const auto& [mark, number] : marks) {
      const size_t at = text.find(mark);
      if (at != std::string::npos) text.replace(at, mark.size(), std::to_string(number));
    }
    const size_t at = text.find("$F");
    if (at != std::string::npos) text.replace(at, 2, TimerText());
    return text;
  }

  // One after another as time goes on; empty if nothing is due.
  std::string TimerText() const {
    const std::vector<v1::FireClock> timers = sla::Timers(state_.clocks());
    return timers.empty() ? "" : timers[version_ % timers.size()].ShortDebugString();
  }

  const Teams teams_{kPolicies};
  Time now_ = kNoon;
  uint64_t version_ = 0;
  TicketState state_;
  TicketFacts facts_;
  sla::ClockState clocks_;
};

TEST(TicketFactsAgree, AlongDrawnHistories) {
  size_t taken = 0;
  for (uint32_t seed = 1; seed <= 400; ++seed) {
    std::mt19937 draw(seed);
    const bool recorded = seed % 3 == 0;
    History history;
    history.Open(recorded ? kOpenedRecorded : kOpened);
    for (int step = 0; step < 40; ++step) {
      // Recorded rows first, for a ticket that lives takes no more of them.
      const bool of_rows = recorded && step < 10;
      const Drawn& drawn =
          of_rows ? kRows[draw() % std::size(kRows)] : kCommands[draw() % std::size(kCommands)];
      if (history.Ask(drawn)) ++taken;
      ASSERT_EQ(history.Difference(), "")
          << "seed " << seed << ", step " << step << ": " << drawn.command;
    }
  }
  EXPECT_GT(taken, 3000u);
}

}  // namespace
}  // namespace docket::intake
