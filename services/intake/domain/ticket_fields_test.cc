#include <gmock/gmock.h>

#include "services/intake/domain/ticket_test.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;

constexpr std::string_view kClosed = "closed {}";
constexpr std::string_view kSolved = "solved { number: 1 }";
constexpr std::string_view kForty =
    "fields_changed { fields { name: 'watts' value { integer: 40 } } }";

std::string Numbered(const std::string& before, int count, const std::string& after) {
  std::string text;
  for (int i = 0; i < count; ++i) text += before + std::to_string(i) + after;
  return text;
}

TEST(TicketSetFields, TellsOnlyWhatChanged) {
  Given<Ticket>({kOpened, kForty})
      .When(
          "set_fields { fields { name: 'watts' value { integer: 40 } }"
          "             fields { name: 'colour' value { text: 'warm' } } }",
          kNoon, kAgent)
      .Then({"fields_changed { fields { name: 'colour' value { text: 'warm' } } }"});
}

TEST(TicketSetFields, ReplacesAndClearsAField) {
  Given<Ticket>({kOpened, kForty})
      .When("set_fields { fields { name: 'watts' value { integer: 60 } } }", kNoon, kAgent)
      .Then({"fields_changed { fields { name: 'watts' value { integer: 60 } } }"});
  const auto outcome = Given<Ticket>({kOpened, kForty})
                           .When("set_fields { fields { name: 'watts' } }", kNoon, kAgent);
  outcome.Then({"fields_changed { fields { name: 'watts' } }"});
  EXPECT_TRUE(outcome.state().fields().empty());
}

TEST(TicketSetFields, HoldsEveryKindOfValue) {
  for (const char* value : {"text: ''", "integer: -1", "decimal { units: 15 scale: 18 }",
                            "money { minor_units: 995 currency: 'CNY' }", "boolean: false",
                            "instant { seconds: 1 }", "choices { values: 'a' values: 'b' }"}) {
    const std::string fields = "{ fields { name: 'f' value { " + std::string(value) + " } } }";
    Given<Ticket>({kOpened})
        .When("set_fields " + fields, kNoon, kAgent)
        .Then({"fields_changed " + fields});
  }
}

TEST(TicketSetFields, RefusesWhatIsKnown) {
  for (const char* command :
       {"set_fields {}", "set_fields { fields { name: 'watts' value { integer: 40 } } }",
        "set_fields { fields { name: 'colour' } }"}) {
    Given<Ticket>({kOpened, kForty})
        .When(command, kNoon, kAgent)
        .ThenRejected(v1::TICKET_REJECTION_NO_CHANGE);
  }
}

TEST(TicketSetFields, NamesTheRuleThatAFieldBreaks) {
  const std::pair<std::string, std::string> cases[] = {
      {"name: ''", "no empty name"},
      {"name: '" + std::string(65, 'x') + "'", "at most 64 characters"},
      {"name: 'f' value {}", "of one kind"},
      {"name: 'f' value { text: '" + std::string(4097, 'x') + "' }", "at most 4096 bytes"},
      {"name: 'f' value { decimal { scale: 19 } }", "of at most 18 digits behind the point"},
      {"name: 'f' value { money { currency: 'yen' } }", "of a currency of three capital letters"},
      {"name: 'f' value { choices { values: '' } }", "no empty name"},
      {"name: 'f' value { choices { " + Numbered("values: 'c", 51, "' ") + " } }",
       "at most 50 elements"},
  };
  for (const auto& [field, rule] : cases) {
    Given<Ticket>({kOpened})
        .When("set_fields { fields { " + field + " } }", kNoon, kAgent)
        .ThenRejected(v1::TICKET_REJECTION_FIELD_INVALID, {{"rule", rule}});
  }
}

TEST(TicketSetFields, RefusesTheHundredAndFirstField) {
  const std::string hundred = Numbered("fields { name: 'f", 100, "' value { integer: 1 } }");
  Given<Ticket>({kOpened, "fields_changed { " + hundred + " }"})
      .When("set_fields { fields { name: 'g' value { integer: 1 } } }", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_INVALID, {{"rule", "at most 100 elements"}});
}

TEST(TicketSetFields, RefusesAClosedTicket) {
  Given<Ticket>({kOpened, kSolved, kClosed})
      .When("set_fields { fields { name: 'f' value { integer: 1 } } }", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_TICKET_CLOSED);
}

TEST(TicketTag, AddsAndRemovesLabels) {
  const auto outcome =
      Given<Ticket>({kOpened, "tagged { added: 'vip' added: 'old' }"})
          .When("tag { add: 'new' add: 'new' add: 'vip' remove: 'old' remove: 'never' }", kNoon,
                kAgent);
  outcome.Then({"tagged { added: 'new' removed: 'old' }"});
  EXPECT_THAT(outcome.state().tags(), ::testing::ElementsAre("vip", "new"));
}

TEST(TicketTag, KeepsALabelThatIsBothAddedAndRemoved) {
  Given<Ticket>({kOpened, "tagged { added: 'vip' }"})
      .When("tag { add: 'vip' add: 'new' remove: 'vip' }", kNoon, kAgent)
      .Then({"tagged { added: 'new' }"});
}

TEST(TicketTag, RefusesWhatIsKnown) {
  for (const char* command : {"tag {}", "tag { add: 'vip' }", "tag { remove: 'never' }"}) {
    Given<Ticket>({kOpened, "tagged { added: 'vip' }"})
        .When(command, kNoon, kAgent)
        .ThenRejected(v1::TICKET_REJECTION_NO_CHANGE);
  }
}

TEST(TicketTag, RefusesTheFiftyFirstLabel) {
  const std::string fifty = "tagged { " + Numbered("added: 't", 50, "' ") + " }";
  Given<Ticket>({kOpened, fifty})
      .When("tag { add: 'u' }", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_TOO_MANY_TAGS);
  Given<Ticket>({kOpened, fifty})
      .When("tag { add: 'u' remove: 't0' }", kNoon, kAgent)
      .Then({"tagged { added: 'u' removed: 't0' }"});
}

TEST(TicketTag, RefusesLabelsOfWrongForm) {
  for (const std::string& command :
       {std::string("tag { add: '' }"), "tag { add: '" + std::string(65, 'x') + "' }"}) {
    Given<Ticket>({kOpened})
        .When(command, kNoon, kAgent)
        .ThenRejected(v1::TICKET_REJECTION_FIELD_INVALID, {{"field", "add"}});
  }
}

TEST(TicketTag, RefusesAClosedTicket) {
  Given<Ticket>({kOpened, kSolved, kClosed})
      .When("tag { add: 'vip' }", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_TICKET_CLOSED);
}

TEST(TicketFollow, IsForTheCallerUnlessSomebodyIsNamed) {
  Given<Ticket>({kOpened})
      .When("follow {}", kNoon, kAgent)
      .Then({"followers_changed { added_ids: 'ann' }"});
  Given<Ticket>({kOpened})
      .When("follow { follower_id: 'amy' }", kNoon, kAgent)
      .Then({"followers_changed { added_ids: 'amy' }"});
}

TEST(TicketFollow, RefusesWhoFollowsAlready) {
  Given<Ticket>({kOpened, "followers_changed { added_ids: 'ann' }"})
      .When("follow {}", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_NO_CHANGE);
}

TEST(TicketFollow, RefusesTheHundredAndFirst) {
  const std::string hundred = "followers_changed { " + Numbered("added_ids: 'a", 100, "' ") + " }";
  Given<Ticket>({kOpened, hundred})
      .When("follow {}", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_INVALID, {{"rule", "at most 100 elements"}});
}

TEST(TicketUnfollow, EndsWhatFollowBegan) {
  const auto outcome = Given<Ticket>({kOpened, "followers_changed { added_ids: 'ann' }"})
                           .When("unfollow {}", kNoon, kAgent);
  outcome.Then({"followers_changed { removed_ids: 'ann' }"});
  EXPECT_TRUE(outcome.state().follower_ids().empty());
}

TEST(TicketUnfollow, RefusesWhoDoesNotFollow) {
  Given<Ticket>({kOpened})
      .When("unfollow {}", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_NO_CHANGE);
}

}  // namespace
}  // namespace docket::intake
