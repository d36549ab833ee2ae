#include "services/intake/domain/ticket_clocks.h"

#include <deque>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/intake/domain/ticket_test.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;
using std::chrono::hours;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A first answer within an hour and a solution within four, at high priority within two; half way
// to the solution the priority rises, and with its breach a team of experts gets the ticket.
constexpr std::string_view kFourHours = R"(
  name: 'default' policies { items { id: 'all'
    targets { metric: SLA_METRIC_FIRST_RESPONSE normal { seconds: 3600 } }
    targets { metric: SLA_METRIC_RESOLUTION normal { seconds: 14400 } high { seconds: 7200 } }
    levels { id: 'half' metric: SLA_METRIC_RESOLUTION percent: 50 actions { raise_priority: true } }
    levels { id: 'boss' metric: SLA_METRIC_RESOLUTION breach: true
             actions { raise_escalation_level: true } actions { transfer { team: 'kettles' } }
             actions { follow { agents: 'lea' } } } } })";

// What "acme" has published.
class Promises {
 public:
  explicit Promises(std::string_view policies) {
    Publish("name: 'lamps' team { label: 'Lamps' pool: 'home' }");
    Publish("name: 'kettles' team { label: 'Kettles' pool: 'home' }");
    Publish(policies);
  }
  void Publish(std::string_view text) {
    setting::v1::SettingCommit commit;
    setting::v1::Document& document = *commit.add_events()->mutable_published()->mutable_document();
    testing::ParseText(text, document, std::source_location::current());
    commit.mutable_header()->set_tenant("acme");
    commit.mutable_header()->set_aggregate_id(document.name());
    commit.mutable_header()->set_version(++versions_[document.name()]);
    book_.Add(book_.number() + 1, commit);
  }
  CommandOptions By(CommandOptions who) {
    settings_.emplace_back(book_.Newest());
    who.settings = &settings_.back();
    return who;
  }

 private:
  setting::SettingBook book_;
  std::map<std::string, uint64_t> versions_;
  std::deque<setting::Settings> settings_;
};

// As in TicketEvent: "policy_applied".
std::string KindOf(const v1::TicketEvent& event) {
  const auto* kind = event.GetDescriptor()->FindOneofByName("kind");
  return event.GetReflection()->GetOneofFieldDescriptor(event, kind)->name();
}

// A ticket that is asked one thing after another.
class Life {
 public:
  // The kinds of the events that `command` brings, or why it is refused.
  std::vector<std::string> Ask(std::string_view command, Time now, const CommandOptions& by) {
    Ticket::Command parsed;
    log::v1::Actor actor;
    testing::ParseText(command, parsed, std::source_location::current());
    testing::ParseText(by.actor, actor, std::source_location::current());
    const auto decision = Ticket::Decide(state_, parsed,
                                         {.now = now,
                                          .tenant = by.tenant,
                                          .aggregate_id = kTicket,
                                          .actor = actor,
                                          .roles = by.roles,
                                          .settings = by.settings});
    if (!decision.ok()) return {RejectionOf(decision.status())->reason};
    header_.set_version(header_.version() + 1);
    *header_.mutable_time() = ToProto(now);
    events_ = decision->events;
    std::vector<std::string> kinds;
    for (const v1::TicketEvent& event : events_) {
      state_ = Ticket::Evolve(std::move(state_), header_, event);
      kinds.push_back(KindOf(event));
    }
    return kinds;
  }
  const TicketState& state() const { return state_; }
  const v1::TicketEvent& event(size_t index) const { return events_.at(index); }
  // How the clock of `metric` stopped by the last command.
  v1::ClockStopped Stop(setting::v1::SlaMetric metric) const {
    for (const v1::TicketEvent& event : events_) {
      if (event.clock_stopped().metric() == metric) return event.clock_stopped();
    }
    return {};
  }

 private:
  TicketState state_;
  eventing::CommitHeader header_;
  std::vector<v1::TicketEvent> events_;
};

constexpr std::string_view kOpen =
    "open { requester { customer_key: 'ada' } channel: CHANNEL_WEB subject: 'A lamp' }";

std::string FireOf(const std::string& metric, Time due, const std::string& level = "") {
  return "fire { metric: SLA_METRIC_" + metric + " instance: 1 level_id: '" + level +
         "' due_time { seconds: " + std::to_string(ToMillis(due) / 1000) + " } }";
}

class TicketClocks : public ::testing::Test {
 protected:
  TicketClocks() { opened_ = life_.Ask(kOpen, kNoon, promises_.By(kAda)); }

  Promises promises_{kFourHours};
  Life life_;
  std::vector<std::string> opened_;
};

TEST_F(TicketClocks, BeginWithTheOpeningByThePolicyInForce) {
  EXPECT_THAT(opened_, ElementsAre("opened", "policy_applied", "dues_set"));
  EXPECT_EQ(life_.event(1).policy_applied().policy_id(), "all");
  const v1::DuesSet& dues = life_.event(2).dues_set();
  ASSERT_EQ(dues.clocks_size(), 2);
  EXPECT_EQ(FromProto(dues.clocks(0).deadline_time()), kNoon + hours(1));
  EXPECT_EQ(FromProto(dues.clocks(1).deadline_time()), kNoon + hours(4));
}

TEST_F(TicketClocks, StopInTheCommitThatStopsThem) {
  EXPECT_THAT(life_.Ask("comment { visibility: COMMENT_VISIBILITY_PUBLIC text: 'Try this.' }",
                        kNoon + hours(1), promises_.By(kAgent)),
              ElementsAre("commented", "clock_stopped"));
  EXPECT_EQ(life_.event(1).clock_stopped().outcome(), v1::CLOCK_OUTCOME_MET);
  EXPECT_THAT(life_.Ask("tag { add: 'x' }", kNoon + hours(2), promises_.By(kAgent)),
              ElementsAre("tagged"));
  EXPECT_THAT(
      life_.Ask("solve { resolution: RESOLUTION_FIXED }", kNoon + hours(5), promises_.By(kAgent)),
      ::testing::Contains("clock_stopped"));
  EXPECT_EQ(life_.Stop(setting::v1::SLA_METRIC_RESOLUTION).outcome(), v1::CLOCK_OUTCOME_MISSED);
}

TEST_F(TicketClocks, HaveAnotherTargetAtAnotherPriority) {
  EXPECT_THAT(
      life_.Ask("prioritise { priority: PRIORITY_HIGH }", kNoon + hours(1), promises_.By(kAgent)),
      ElementsAre("prioritised", "policy_applied", "dues_set"));
  const v1::DuesSet& dues = life_.event(2).dues_set();
  EXPECT_EQ(FromProto(dues.clocks(dues.clocks_size() - 1).deadline_time()), kNoon + hours(2));
}

TEST_F(TicketClocks, FireALevelOnceWithWhatItDoes) {
  const CommandOptions service = promises_.By(kRouting);
  const std::string half = FireOf("RESOLUTION", kNoon + hours(2), "half");
  EXPECT_THAT(life_.Ask(half, kNoon + hours(2), service), ElementsAre("TOO_EARLY"));
  EXPECT_THAT(life_.Ask(half, kNoon + hours(2) + milliseconds(1), service),
              ElementsAre("warned", "prioritised", "policy_applied", "dues_set"));
  EXPECT_EQ(life_.state().priority(), v1::PRIORITY_HIGH);
  EXPECT_THAT(life_.Ask(half, kNoon + hours(3), service), IsEmpty());
}

TEST_F(TicketClocks, FireABreachHoweverLate) {
  EXPECT_THAT(
      life_.Ask(FireOf("RESOLUTION", kNoon + hours(4)), kNoon + hours(9), promises_.By(kRouting)),
      ElementsAre("breached", "escalation_raised", "transferred", "followers_changed"));
  EXPECT_EQ(life_.state().escalation_level(), 1u);
  EXPECT_EQ(life_.state().team_id(), "kettles");
}

TEST_F(TicketClocks, RecordABreachOfASolvedTicketAndDoNoMore) {
  life_.Ask("solve { resolution: RESOLUTION_SPAM }", kNoon + hours(5), promises_.By(kAgent));
  EXPECT_THAT(
      life_.Ask(FireOf("RESOLUTION", kNoon + hours(4)), kNoon + hours(9), promises_.By(kRouting)),
      ElementsAre("breached"));
}

TEST_F(TicketClocks, MeetANewVersionAtTheNextChangeOrWhenAsked) {
  const auto twice = [this](const char* seconds) {
    promises_.Publish(
        "name: 'default' policies { items { id: 'all' targets { metric: "
        "SLA_METRIC_RESOLUTION normal { seconds: " +
        std::string(seconds) + " } } } }");
  };
  twice("28800");
  EXPECT_THAT(life_.Ask("follow { follower_id: 'lea' }", kNoon + hours(1), promises_.By(kAgent)),
              ElementsAre("followers_changed"));  // Which no condition sees.
  EXPECT_THAT(life_.Ask("tag { add: 'x' }", kNoon + hours(1), promises_.By(kAgent)),
              ElementsAre("tagged", "policy_applied", "dues_set"));
  twice("36000");
  EXPECT_THAT(life_.Ask("apply_policy {}", kNoon + hours(2), promises_.By(kRouting)),
              ElementsAre("policy_applied", "dues_set"));
  EXPECT_THAT(life_.Ask("apply_policy {}", kNoon + hours(2), promises_.By(kRouting)), IsEmpty());
  life_.Ask("solve { resolution: RESOLUTION_SPAM }", kNoon + hours(3), promises_.By(kAgent));
  twice("3600");
  EXPECT_THAT(life_.Ask("apply_policy {}", kNoon + hours(4), promises_.By(kRouting)), IsEmpty());
}

TEST_F(TicketClocks, RefuseWhatIsNotDue) {
  // Of a ticket without promises.
  Given<Ticket>({kOpened})
      .When(FireOf("RESOLUTION", kNoon), kNoon + hours(1), kRouting)
      .ThenRejected(v1::TICKET_REJECTION_CLOCK_MOVED);
  const std::string dues =
      "dues_set { clocks { metric: SLA_METRIC_RESOLUTION instance: 1 running: true"
      " deadline_time { seconds: 50000 } } }";
  Given<Ticket>({kOpened,
                 "policy_applied { policy_id: 'all' policies_version: 1 targets { metric: "
                 "SLA_METRIC_RESOLUTION target { seconds: 50000 } } }",
                 dues})
      .When("fire { metric: SLA_METRIC_RESOLUTION instance: 1 due_time { seconds: 50000 } }", kNoon,
            kRouting)
      .ThenRejected(v1::TICKET_REJECTION_TOO_EARLY);
}

TEST(TicketClocksOfRecordedHistory, DoNotBringItToLife) {
  Promises promises(kFourHours);
  const auto history = Given<Ticket>({kOpenedRecorded}, kNoon);
  const auto outcome = history.When("apply_policy {}", kNoon + hours(1), promises.By(kRouting));
  ASSERT_TRUE(outcome.decision().ok());
  EXPECT_EQ(KindOf(outcome.decision()->events.at(0)), "policy_applied");
  EXPECT_FALSE(outcome.state().adopted());
}

}  // namespace
}  // namespace docket::intake
