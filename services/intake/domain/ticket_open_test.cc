#include <gmock/gmock.h>

#include "services/intake/domain/ticket_test.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;

constexpr std::string_view kOpen =
    "open { channel: CHANNEL_WEB requester { customer_key: 'ada' } subject: 'Lamp is broken' }";

// An opening that is right but for `field`.
std::string OpenWith(const std::string& field) {
  return "open { channel: CHANNEL_WEB requester { customer_key: 'ada' } subject: 'x' " + field +
         " }";
}

TEST(TicketOpen, TakesTheDefaultsOfTheBuiltinTemplate) {
  Given<Ticket>({})
      .When(kOpen, kNoon, kAda)
      .Then({
          "opened { template { template_id: 'builtin/default' version: 1 } channel: CHANNEL_WEB"
          "         requester { customer_key: 'ada' } subject: 'Lamp is broken'"
          "         priority: PRIORITY_NORMAL priority_source: JUDGEMENT_SOURCE_RULE"
          "         feeling: FEELING_CALM feeling_source: JUDGEMENT_SOURCE_RULE }",
      });
}

TEST(TicketOpen, KeepsWhatStaffSaysAboutTheCall) {
  Given<Ticket>({})
      .When(
          "open { template_id: 'builtin/default' channel: CHANNEL_PHONE channel_reference: 'c7'"
          "       language: 'zh-CN' live: true subject: 'Lamp' description: 'It is dark.'"
          "       requester { customer_key: 'ada' name: 'Ada' tier: 'gold' region: '310000'"
          "                   contacts { kind: KIND_PHONE address: '+8621' } verified: true }"
          "       kind: TICKET_KIND_FAULT category { levels: 'goods' levels: 'lamps' }"
          "       priority: PRIORITY_URGENT feeling: FEELING_UPSET }",
          kNoon, kAgent)
      .Then({
          "opened { template { template_id: 'builtin/default' version: 1 } channel: CHANNEL_PHONE"
          "         channel_reference: 'c7' language: 'zh-CN' live: true"
          "         requester { customer_key: 'ada' name: 'Ada' tier: 'gold' region: '310000'"
          "                     contacts { kind: KIND_PHONE address: '+8621' } verified: true }"
          "         subject: 'Lamp' description: 'It is dark.' kind: TICKET_KIND_FAULT"
          "         category { levels: 'goods' levels: 'lamps' }"
          "         priority: PRIORITY_URGENT priority_source: JUDGEMENT_SOURCE_MANUAL"
          "         feeling: FEELING_UPSET feeling_source: JUDGEMENT_SOURCE_MANUAL }",
      });
}

TEST(TicketOpen, KeepsLabelsFieldsAndFiles) {
  Given<Ticket>({})
      .When(OpenWith("tags: 'vip' tags: 'vip' fields { name: 'watts' value { integer: 40 } } "
                     "fields { name: 'empty' } attachments { attachment_id: 'a1' name: 'lamp.jpg' "
                     "media_type: 'image/jpeg' size_bytes: 9 "
                     "sha256: '0123456789abcdef0123456789abcdef' }"),
            kNoon, kAgent)
      .Then({
          "opened { template { template_id: 'builtin/default' version: 1 } channel: CHANNEL_WEB"
          "         requester { customer_key: 'ada' } subject: 'x'"
          "         priority: PRIORITY_NORMAL priority_source: JUDGEMENT_SOURCE_RULE"
          "         feeling: FEELING_CALM feeling_source: JUDGEMENT_SOURCE_RULE"
          "         tags: 'vip' fields { name: 'watts' value { integer: 40 } }"
          "         attachments { attachment_id: 'a1' name: 'lamp.jpg' media_type: 'image/jpeg'"
          "                       size_bytes: 9 sha256: '0123456789abcdef0123456789abcdef' } }",
      });
}

TEST(TicketOpen, AnswersAndSolvesInOneCommit) {
  const auto outcome = Given<Ticket>({}).When(
      "open { channel: CHANNEL_PHONE requester { customer_key: 'ada' }"
      "       subject: 'Which bulb?'"
      "       solved { text: '40 watts.' resolution: RESOLUTION_ANSWERED } }",
      kNoon, kAgent);
  outcome.Then({
      "opened { template { template_id: 'builtin/default' version: 1 } channel: CHANNEL_PHONE"
      "         requester { customer_key: 'ada' } subject: 'Which bulb?'"
      "         priority: PRIORITY_NORMAL priority_source: JUDGEMENT_SOURCE_RULE"
      "         feeling: FEELING_CALM feeling_source: JUDGEMENT_SOURCE_RULE }",
      "commented { number: 1 visibility: COMMENT_VISIBILITY_PUBLIC author: COMMENT_AUTHOR_AGENT"
      "            text: '40 watts.' }",
      Solved("number: 1 resolution: RESOLUTION_ANSWERED solution_comment: 1"),
  });
  EXPECT_EQ(outcome.state().handling(), v1::HANDLING_NONE);
  EXPECT_THAT(outcome.state().solver_ids(), ::testing::ElementsAre("ann"));
}

TEST(TicketOpen, SolvesNothingAtOnceWithoutAnAnswer) {
  Given<Ticket>({})
      .When(OpenWith("solved { resolution: RESOLUTION_ANSWERED }"), kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_COMMENT_EMPTY);
  Given<Ticket>({})
      .When(OpenWith("solved { text: '40 watts.' }"), kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_REQUIRED, {{"field", "resolution"}});
}

TEST(TicketOpen, MakesANewTicketThatRoutingMustPlace) {
  const TicketState state = Given<Ticket>({}).When(kOpen, kNoon, kAda).state();
  EXPECT_EQ(state.status(), v1::TICKET_STATUS_NEW);
  EXPECT_EQ(state.handling(), v1::HANDLING_TRIAGE);
  EXPECT_EQ(state.triage_version(), 1u);
  EXPECT_EQ(state.opened_time().seconds(), 43200);
  EXPECT_EQ(state.opened_by().id(), "ada");
}

TEST(TicketOpen, RefusesASecondOpeningOnOneId) {
  Given<Ticket>({kOpened})
      .When(kOpen, kNoon, kAda)
      .ThenRejected(v1::TICKET_REJECTION_REQUEST_REUSED);
}

TEST(TicketOpen, RefusesATemplateThatDoesNotExist) {
  Given<Ticket>({})
      .When(OpenWith("template_id: 'returns'"), kNoon, kAda)
      .ThenRejected(v1::TICKET_REJECTION_TEMPLATE_UNKNOWN);
}

TEST(TicketOpen, RefusesACustomerWhoOpensForSomebodyElse) {
  Given<Ticket>({}).When(kOpen, kNoon, kBob).ThenRejected(v1::TICKET_REJECTION_NOT_ALLOWED);
}

TEST(TicketOpen, RefusesWhatOnlyStaffMaySay) {
  for (const char* field : {"live: true", "priority: PRIORITY_HIGH", "tags: 'vip'",
                            "solved { text: 'x' resolution: RESOLUTION_FIXED }"}) {
    Given<Ticket>({})
        .When(OpenWith(field), kNoon, kAda)
        .ThenRejected(v1::TICKET_REJECTION_NOT_ALLOWED);
  }
}

TEST(TicketOpen, RefusesACustomerWhoVouchesForThemselves) {
  for (const std::string field : {"verified: true", "tier: 'gold'"}) {
    Given<Ticket>({})
        .When("open { channel: CHANNEL_WEB subject: 'x' requester { customer_key: 'ada' " + field +
                  " } }",
              kNoon, kAda)
        .ThenRejected(v1::TICKET_REJECTION_NOT_ALLOWED);
  }
}

TEST(TicketOpen, NamesTheFieldThatIsMissing) {
  const std::pair<const char*, const char*> cases[] = {
      {"requester { customer_key: 'ada' } subject: 'x'", "channel"},
      {"channel: CHANNEL_WEB subject: 'x'", "requester.customer_key"},
      {"channel: CHANNEL_WEB requester { customer_key: 'ada' }", "subject"},
      {"channel: CHANNEL_WEB requester { customer_key: 'ada' } subject: ' \\t '", "subject"},
      {"channel: CHANNEL_WEB requester { customer_key: 'ada' contacts { kind: KIND_PHONE } }",
       "requester.contacts.address"},
      {"channel: CHANNEL_WEB requester { customer_key: 'ada' contacts { address: '1' } }",
       "requester.contacts.kind"},
  };
  for (const auto& [fields, missing] : cases) {
    Given<Ticket>({})
        .When("open { " + std::string(fields) + " }", kNoon, kAda)
        .ThenRejected(v1::TICKET_REJECTION_FIELD_REQUIRED, {{"field", missing}});
  }
}

// An opening that breaks one rule.
struct Malformed {
  std::string field;
  std::string rule;
  std::string channel = "CHANNEL_WEB";
  std::string requester = "customer_key: 'ada'";
  std::string rest = "";
};

std::string Text(size_t characters) { return "'" + std::string(characters, 'x') + "'"; }

TEST(TicketOpen, NamesTheRuleThatAFieldBreaks) {
  const Malformed cases[] = {
      {.field = "channel", .rule = "a known value", .channel = "99"},
      {.field = "channel_reference",
       .rule = "at most 256 characters",
       .rest = "channel_reference: " + Text(257)},
      {.field = "language", .rule = "at most 35 characters", .rest = "language: " + Text(36)},
      {.field = "requester.customer_key",
       .rule = "at most 256 bytes",
       .requester = "customer_key: " + Text(257)},
      {.field = "requester.customer_key",
       .rule = "with an address behind its scheme",
       .requester = "customer_key: 'mailto:'"},
      {.field = "requester.customer_key",
       .rule = "without control characters",
       .requester = "customer_key: 'ada\\033'"},
      {.field = "requester.name",
       .rule = "at most 200 characters",
       .requester = "customer_key: 'ada' name: " + Text(201)},
      {.field = "requester.tier",
       .rule = "at most 64 characters",
       .requester = "customer_key: 'ada' tier: " + Text(65)},
      {.field = "requester.region",
       .rule = "at most 64 characters",
       .requester = "customer_key: 'ada' region: " + Text(65)},
      {.field = "requester.contacts.address",
       .rule = "at most 256 characters",
       .requester = "customer_key: 'ada' contacts { kind: KIND_PHONE address: " + Text(257) + " }"},
      {.field = "description",
       .rule = "at most 32768 bytes",
       .rest = "description: " + Text(32 * 1024 + 1)},
      {.field = "kind", .rule = "a known value", .rest = "kind: 99"},
      {.field = "priority", .rule = "a known value", .rest = "priority: 5"},
      {.field = "feeling", .rule = "a known value", .rest = "feeling: 5"},
      {.field = "follows_ticket_id", .rule = "a ticket id", .rest = "follows_ticket_id: 'x'"},
      {.field = "fields",
       .rule = "each name once",
       .rest = "fields { name: 'a' } fields { name: 'a' }"},
      {.field = "tags", .rule = "no empty name", .rest = "tags: ''"},
      {.field = "category.levels", .rule = "no empty name", .rest = "category { levels: '' }"},
      {.field = "category.levels",
       .rule = "at most 64 characters",
       .rest = "category { levels: " + Text(65) + " }"},
      {.field = "category.levels",
       .rule = "at most 5 elements",
       .rest = "category { levels: ['1', '2', '3', '4', '5', '6'] }"},
  };
  for (const Malformed& open : cases) {
    Given<Ticket>({})
        .When("open { subject: 'x' channel: " + open.channel + " requester { " + open.requester +
                  " } " + open.rest + " }",
              kNoon, kAda)
        .ThenRejected(v1::TICKET_REJECTION_FIELD_INVALID,
                      {{"field", open.field}, {"rule", open.rule}});
  }
}

TEST(TicketOpen, RefusesAKeyInAnotherSpellingThanItsCanonicalOne) {
  Given<Ticket>({})
      .When(
          "open { channel: CHANNEL_EMAIL subject: 'x'"
          "       requester { customer_key: 'mailto:ada@Example.org' } }",
          kNoon, kRouting)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_INVALID,
                    {{"field", "requester.customer_key"}, {"rule", "in its canonical spelling"}});
}

TEST(TicketOpen, RefusesAnIdThatLiesInAnotherSlotThanItsCustomer) {
  Given<Ticket>({})
      .When("open { channel: CHANNEL_WEB requester { customer_key: 'bob' } subject: 'x' }", kNoon,
            kAgent)
      .ThenRejected(
          v1::TICKET_REJECTION_FIELD_INVALID,
          {{"field", "requester.customer_key"}, {"rule", "of the slot of the ticket's id"}});
}

TEST(TicketOpen, CountsCharactersNotBytes) {
  std::string two_hundred;
  for (int i = 0; i < 200; ++i) two_hundred += "灯";
  const std::string open =
      "open { channel: CHANNEL_WEB requester { customer_key: 'ada' } subject: '";
  EXPECT_TRUE(Given<Ticket>({}).When(open + two_hundred + "' }", kNoon, kAda).decision().ok());
  Given<Ticket>({})
      .When(open + two_hundred + "灯' }", kNoon, kAda)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_INVALID,
                    {{"field", "subject"}, {"rule", "at most 200 characters"}});
}

TEST(TicketOpen, RefusesNineContacts) {
  std::string contacts;
  for (int i = 0; i < 9; ++i) contacts += " contacts { kind: KIND_PHONE address: '1' }";
  Given<Ticket>({})
      .When("open { channel: CHANNEL_WEB requester { customer_key: 'ada'" + contacts + " } }",
            kNoon, kAda)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_INVALID, {{"field", "requester.contacts"}});
}

}  // namespace
}  // namespace docket::intake
