#include "libs/setting/policy.h"

#include "libs/setting/kind_test.h"

namespace docket::setting {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

v1::Document Policies() {
  return DocumentOf(R"(
    name: 'default'
    policies {
      apply_to_open: true
      items {
        id: 'gold'
        label: 'Gold'
        condition { all { test { path: 'tier' equals: 'gold' } } }
        calendar: 'work'
        targets { metric: SLA_METRIC_FIRST_RESPONSE low { seconds: 28800 } normal { seconds: 14400 }
                  high { seconds: 3600 } urgent { seconds: 900 } }
        targets { metric: SLA_METRIC_RESOLUTION normal { seconds: 86400 } }
        pause { statuses: [TICKET_STATUS_PENDING, TICKET_STATUS_HELD] }
        on_reopen: REOPEN_EFFECT_RESTART
        reopen_floor { seconds: 3600 }
        levels { id: 'warn' metric: SLA_METRIC_FIRST_RESPONSE percent: 70 actions { notify: true } }
        levels { id: 'soon' metric: SLA_METRIC_RESOLUTION before { seconds: 3600 }
                 condition { test { path: 'priority' greater: 2 } }
                 actions { follow { agents: 'ada' } } actions { raise_priority: true } }
        levels { id: 'breach' metric: SLA_METRIC_RESOLUTION breach: true
                 actions { transfer { team: 'second' } } actions { raise_escalation_level: true } }
        levels { id: 'late' metric: SLA_METRIC_RESOLUTION after { seconds: 21600 }
                 actions { webhook { endpoint: 'hook' } } }
      }
      items { id: 'rest' label: 'All others' pause {} }
    })");
}

template <typename How>
std::vector<std::string> With(How how) {
  return ToldAfter(Policies(), [&](v1::Document& document) {
    how(*document.mutable_policies()->mutable_items(0));
  });
}

TEST(PoliciesDocument, MayBePublishedWholeOrEmpty) {
  EXPECT_THAT(Told(Policies()), IsEmpty());
  EXPECT_THAT(Told(DocumentOf("name: 'default' policies {}")), IsEmpty());
}

TEST(PoliciesDocument, IsTheOnlyOneAndHasIdsOnce) {
  EXPECT_THAT(ToldAfter(Policies(), [](v1::Document& document) { document.set_name("mine"); }),
              ElementsAre("name must be default"));
  EXPECT_THAT(With([](v1::Policy& policy) { policy.set_id("rest"); }),
              ElementsAre("policies.items[1].id must be other than those before it"));
  EXPECT_THAT(With([](v1::Policy& policy) { policy.mutable_levels(1)->set_id("warn"); }),
              ElementsAre("policies.items[0].levels[1].id must be other than those before it"));
}

TEST(PoliciesDocument, HasNoPolicyBehindOneWithoutACondition) {
  EXPECT_THAT(
      With([](v1::Policy& policy) { policy.mutable_condition()->Clear(); }),
      ElementsAre("policies.items[1] must be before policies.items[0], which has no condition"));
}

TEST(PoliciesDocument, SeesOfATicketWhatSelectsAPolicy) {
  EXPECT_THAT(With([](v1::Policy& policy) {
                policy.mutable_condition()->mutable_all(0)->mutable_test()->set_path("subject");
              }),
              ElementsAre("policies.items[0].condition.all[0].test.path must be a known path"));
  EXPECT_THAT(With([](v1::Policy& policy) {
                policy.mutable_levels(1)->mutable_condition()->mutable_test()->set_equals("2");
              }),
              ElementsAre("policies.items[0].levels[1].condition.test.equals must be an operator "
                          "for a whole number"));
}

TEST(PoliciesDocument, HasALabelACalendarAndATimeAfterReopening) {
  EXPECT_THAT(With([](v1::Policy& policy) { policy.clear_label(); }),
              ElementsAre("policies.items[0].label must be 1 to 100 characters"));
  EXPECT_THAT(With([](v1::Policy& policy) { policy.set_calendar("night"); }),
              ElementsAre("policies.items[0].calendar must be the name of a calendar in force"));
  EXPECT_THAT(With([](v1::Policy& policy) { policy.set_on_reopen(v1::ReopenEffect(9)); }),
              ElementsAre(StartsWith("policies.items[0].on_reopen must be one of")));
  EXPECT_THAT(With([](v1::Policy& policy) { policy.mutable_reopen_floor()->set_seconds(-1); }),
              ElementsAre(StartsWith("policies.items[0].reopen_floor must be a duration")));
}

TEST(PoliciesDocument, HasATargetAtMostForEachMetric) {
  EXPECT_THAT(
      With([](v1::Policy& policy) { *policy.add_targets() = policy.targets(0); }),
      ElementsAre("policies.items[0].targets[2].metric must be other than those before it"));
  EXPECT_THAT(
      With([](v1::Policy& policy) { policy.mutable_targets(1)->clear_normal(); }),
      ElementsAre("policies.items[0].targets[1] must be given for low, normal, high or urgent"));
  EXPECT_THAT(
      With([](v1::Policy& policy) { policy.mutable_targets(0)->mutable_high()->Clear(); }),
      ElementsAre(
          "policies.items[0].targets[0].high must be a duration in whole milliseconds from 1 "
          "second to 365 days"));
  EXPECT_THAT(
      With([](v1::Policy& policy) { policy.add_targets()->mutable_low()->set_seconds(1); }),
      ElementsAre(StartsWith("policies.items[0].targets[2].metric must be one of SLA_METRIC_")));
}

TEST(PoliciesDocument, RestsInUnsolvedStatusesOnly) {
  EXPECT_THAT(With([](v1::Policy& policy) {
                policy.mutable_pause()->add_statuses(ticket::v1::TICKET_STATUS_CLOSED);
              }),
              ElementsAre("policies.items[0].pause.statuses[2] must be an unsolved status: no "
                          "clock runs in another"));
}

TEST(PoliciesDocument, HasLevelsOfWhatIsPromised) {
  EXPECT_THAT(
      With([](v1::Policy& policy) { policy.mutable_levels(0)->set_metric(v1::SLA_METRIC_UPDATE); }),
      ElementsAre(
          "policies.items[0].levels[0].metric must be one that has a target in this policy"));
  EXPECT_THAT(With([](v1::Policy& policy) { policy.mutable_levels(0)->set_percent(100); }),
              ElementsAre("policies.items[0].levels[0].percent must be from 1 to 99"));
  EXPECT_THAT(With([](v1::Policy& policy) { policy.mutable_levels(1)->mutable_before()->Clear(); }),
              ElementsAre(StartsWith("policies.items[0].levels[1].before must be a duration")));
  EXPECT_THAT(With([](v1::Policy& policy) { policy.mutable_levels(2)->set_breach(false); }),
              ElementsAre("policies.items[0].levels[2].breach must be true"));
  EXPECT_THAT(
      With([](v1::Policy& policy) { policy.mutable_levels(3)->mutable_after()->set_nanos(1); }),
      ElementsAre(StartsWith("policies.items[0].levels[3].after must be a duration")));
  EXPECT_THAT(
      With([](v1::Policy& policy) { policy.mutable_levels(3)->clear_offset(); }),
      ElementsAre("policies.items[0].levels[3] must be given percent, before, breach or after"));
}

TEST(PoliciesDocument, HasActionsOnWhatIsInForce) {
  EXPECT_THAT(With([](v1::Policy& policy) { policy.mutable_levels(0)->clear_actions(); }),
              ElementsAre("policies.items[0].levels[0].actions must be 1 to 10 elements"));
  EXPECT_THAT(
      With([](v1::Policy& policy) { policy.mutable_levels(0)->mutable_actions(0)->clear_kind(); }),
      ElementsAre(
          "policies.items[0].levels[0].actions[0] must be an action that this release knows"));
  EXPECT_THAT(With([](v1::Policy& policy) {
                policy.mutable_levels(0)->mutable_actions(0)->set_notify(false);
              }),
              ElementsAre("policies.items[0].levels[0].actions[0].notify must be true"));
  EXPECT_THAT(With([](v1::Policy& policy) {
                auto& levels = *policy.mutable_levels();
                levels[1].mutable_actions(0)->mutable_follow()->set_agents(0, "bob");
                levels[2].mutable_actions(0)->mutable_transfer()->set_team("third");
                levels[3].mutable_actions(0)->mutable_webhook()->set_endpoint("x");
              }),
              ElementsAre("policies.items[0].levels[1].actions[0].follow.agents[0] must be the "
                          "name of an agent in force",
                          "policies.items[0].levels[2].actions[0].transfer.team must be the name "
                          "of a team in force",
                          "policies.items[0].levels[3].actions[0].webhook.endpoint must be the "
                          "name of an endpoint in force"));
}

}  // namespace
}  // namespace docket::setting
