#include "libs/setting/notification.h"

#include "libs/setting/kind_test.h"

namespace docket::setting {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

v1::Document Rules() {
  return DocumentOf(R"(
    name: 'default'
    notification_rules {
      items {
        id: 'urged'
        event_kinds: ['urged', 'reopened']
        condition { test { path: 'urges' greater: 1 } }
        recipients: [RECIPIENT_GROUP_ASSIGNEE, RECIPIENT_GROUP_TEAM_SUPERVISORS]
        agents: 'ada'
        endpoint: 'hook'
        channels: [MESSAGE_CHANNEL_EMAIL, MESSAGE_CHANNEL_WEBHOOK]
        template: 'news'
        urgency: URGENCY_HIGH
        quiet: QUIET_EFFECT_PIERCE
        bundle_window { seconds: 60 }
      }
      items { id: 'in' event_kinds: 'opened' recipients: RECIPIENT_GROUP_REQUESTER
              channels: MESSAGE_CHANNEL_IN_APP template: 'news' }
    })");
}

template <typename How>
std::vector<std::string> With(How how) {
  return ToldAfter(Rules(), [&](v1::Document& document) {
    how(*document.mutable_notification_rules()->mutable_items(0));
  });
}

TEST(NotificationRulesDocument, MayBePublishedWholeOrEmpty) {
  EXPECT_THAT(Told(Rules()), IsEmpty());
  EXPECT_THAT(Told(DocumentOf("name: 'default' notification_rules {}")), IsEmpty());
}

TEST(NotificationRulesDocument, IsTheOnlyOneAndHasIdsOnce) {
  EXPECT_THAT(ToldAfter(Rules(), [](v1::Document& document) { document.set_name("mine"); }),
              ElementsAre("name must be default"));
  EXPECT_THAT(With([](auto& rule) { rule.set_id("in"); }),
              ElementsAre("notification_rules.items[1].id must be other than those before it"));
}

TEST(NotificationRulesDocument, KnowsEventsAndWhatTheyShow) {
  EXPECT_THAT(With([](auto& rule) { rule.clear_event_kinds(); }),
              ElementsAre("notification_rules.items[0].event_kinds must be 1 to 50 elements"));
  EXPECT_THAT(With([](auto& rule) { rule.set_event_kinds(1, "exploded"); }),
              ElementsAre(StartsWith(
                  "notification_rules.items[0].event_kinds[1] must be an event of tickets")));
  EXPECT_THAT(With([](auto& rule) { rule.mutable_condition()->mutable_test()->set_path("mood"); }),
              ElementsAre("notification_rules.items[0].condition.test.path must be a known path"));
}

TEST(NotificationRulesDocument, NamesWhatIsInForce) {
  EXPECT_THAT(
      With([](auto& rule) {
        rule.set_agents(0, "bob");
        rule.set_endpoint("x");
        rule.set_template_("x");
      }),
      ElementsAre(
          "notification_rules.items[0].agents[0] must be the name of an agent in force",
          "notification_rules.items[0].endpoint must be the name of an endpoint in force",
          "notification_rules.items[0].template must be the name of a message_template in force"));
}

TEST(NotificationRulesDocument, HasAWayForEachRecipientAndBack) {
  EXPECT_THAT(With([](auto& rule) { rule.clear_channels(); }),
              ElementsAre("notification_rules.items[0].channels must be 1 to 4 elements"));
  EXPECT_THAT(With([](auto& rule) { rule.set_channels(1, v1::MESSAGE_CHANNEL_IN_APP); }),
              ElementsAre("notification_rules.items[0].channels must be with webhook or chat "
                          "robot, for the endpoint"));
  EXPECT_THAT(
      With([](auto& rule) { rule.clear_endpoint(); }),
      ElementsAre("notification_rules.items[0].endpoint must be given for webhook and chat robot"));
  EXPECT_THAT(
      With([](auto& rule) {
        rule.clear_channels();
        rule.add_channels(v1::MESSAGE_CHANNEL_WEBHOOK);
      }),
      ElementsAre(
          "notification_rules.items[0].channels must be with in-app or e-mail, for people"));
  EXPECT_THAT(
      ToldAfter(Rules(),
                [](v1::Document& document) {
                  document.mutable_notification_rules()->mutable_items(1)->clear_recipients();
                }),
      ElementsAre("notification_rules.items[1] must be given recipients, agents or an endpoint"));
}

TEST(NotificationRulesDocument, HasWordsForEachWay) {
  EXPECT_THAT(With([](auto& rule) { rule.set_channels(1, v1::MESSAGE_CHANNEL_CHAT_ROBOT); }),
              ElementsAre("notification_rules.items[0].template must be one with words for "
                          "MESSAGE_CHANNEL_CHAT_ROBOT"));
}

TEST(NotificationRulesDocument, HasValuesThatThereAre) {
  EXPECT_THAT(With([](auto& rule) { rule.set_urgency(v1::Urgency(9)); }),
              ElementsAre(StartsWith("notification_rules.items[0].urgency must be one of")));
  EXPECT_THAT(With([](auto& rule) { rule.set_quiet(v1::QuietEffect(9)); }),
              ElementsAre(StartsWith("notification_rules.items[0].quiet must be one of")));
  EXPECT_THAT(With([](auto& rule) { rule.set_recipients(1, v1::RecipientGroup(9)); }),
              ElementsAre(StartsWith("notification_rules.items[0].recipients[1] must be one of")));
  EXPECT_THAT(With([](auto& rule) { rule.mutable_bundle_window()->set_seconds(3601); }),
              ElementsAre("notification_rules.items[0].bundle_window must be a duration in whole "
                          "milliseconds from 0 to "
                          "1 hour"));
}

}  // namespace
}  // namespace docket::setting
