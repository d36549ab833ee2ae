#include <gmock/gmock.h>

#include "libs/base/id.h"
#include "services/intake/domain/ticket_test.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;

constexpr std::string_view kSolved = "solved { number: 1 resolution: RESOLUTION_ANSWERED }";

std::string Public(const std::string& rest) {
  return "comment { visibility: COMMENT_VISIBILITY_PUBLIC " + rest + " }";
}
std::string Note(const std::string& rest) {
  return "comment { visibility: COMMENT_VISIBILITY_NOTE " + rest + " }";
}
std::string Said(const std::string& rest) {
  return "commented { visibility: COMMENT_VISIBILITY_PUBLIC " + rest + " }";
}
std::string AdaSaid(int number, const std::string& text) {
  return Said("author: COMMENT_AUTHOR_CUSTOMER number: " + std::to_string(number) + " text: '" +
              text + "'");
}

TEST(TicketComment, IsAHumanReplyWhenAnAgentSpeaks) {
  const auto outcome = Given<Ticket>({kOpened}).When(Public("text: 'Hello.'"), kNoon, kAgent);
  outcome.Then({Said("number: 1 author: COMMENT_AUTHOR_AGENT text: 'Hello.'")});
  EXPECT_EQ(outcome.state().status(), v1::TICKET_STATUS_OPEN);
  EXPECT_EQ(outcome.state().human_replies(), 1u);
  EXPECT_EQ(outcome.state().last_reply_time().seconds(), 43200);
  EXPECT_FALSE(outcome.state().reply_owed());
}

TEST(TicketComment, AsksForAnAnswerWhenTheCustomerSpeaks) {
  const auto outcome = Given<Ticket>({kOpened, kReplied}).When(Public("text: 'Why?'"), kNoon, kAda);
  outcome.Then({AdaSaid(2, "Why?")});
  EXPECT_EQ(outcome.state().customer_comments(), 1u);
  EXPECT_TRUE(outcome.state().reply_owed());
}

TEST(TicketComment, HoldsTheCustomersWordsWhoeverWritesThemDown) {
  Given<Ticket>({kOpened}).When(Public("text: 'Why?'"), kNoon, kForAda).Then({AdaSaid(1, "Why?")});
  CommandOptions mail = kRouting;
  mail.actor = "kind: KIND_SERVICE id: 'mail' on_behalf_of: 'ada'";
  Given<Ticket>({kOpened})
      .When(Public("text: 'Why?' channel_reference: '<1@example.org>'"), kNoon, mail)
      .Then({Said("number: 1 author: COMMENT_AUTHOR_CUSTOMER text: 'Why?' "
                  "channel_reference: '<1@example.org>'")});
}

TEST(TicketComment, IsNoReplyWhenItIsANote) {
  const auto outcome = Given<Ticket>({kOpened}).When(Note("text: 'Hm.'"), kNoon, kAgent);
  outcome.Then(
      {"commented { number: 1 visibility: COMMENT_VISIBILITY_NOTE"
       "            author: COMMENT_AUTHOR_AGENT text: 'Hm.' }"});
  EXPECT_EQ(outcome.state().status(), v1::TICKET_STATUS_NEW);
  EXPECT_TRUE(outcome.state().reply_owed());
}

TEST(TicketComment, IsAutomaticWhenAServiceSpeaksForItself) {
  const auto outcome = Given<Ticket>({kOpened}).When(Public("text: 'Received.'"), kNoon, kRouting);
  outcome.Then(
      {Said("number: 1 author: COMMENT_AUTHOR_SERVICE automatic: true text: 'Received.'")});
  EXPECT_EQ(outcome.state().status(), v1::TICKET_STATUS_NEW);
  EXPECT_EQ(outcome.state().human_replies(), 0u);
  EXPECT_TRUE(outcome.state().reply_owed());
}

TEST(TicketComment, ResumesAndReopensNothingWhenItIsAutomatic) {
  for (const std::string_view before : {std::string_view("waiting {}"), kSolved}) {
    Given<Ticket>({kOpenedLive, before})
        .When(Public("text: 'I am away.' automatic: true"), kNoon, kAda)
        .Then({Said("number: 1 author: COMMENT_AUTHOR_CUSTOMER automatic: true "
                    "text: 'I am away.'")});
  }
}

TEST(TicketComment, MakesItOurTurnWhenTheCustomerWasAwaited) {
  for (const char* before : {"waiting {}", "held { reason: 'parts' }"}) {
    Given<Ticket>({kOpenedLive, before})
        .When(Public("text: 'Here I am.'"), kNoon, kAda)
        .Then({AdaSaid(1, "Here I am."), "resumed {}"});
  }
}

TEST(TicketComment, ReopensASolvedTicketWhenTheCustomerSpeaks) {
  Given<Ticket>({kOpenedLive, kSolved})
      .When(Public("text: 'Dark again.'"), kNoon, kAda)
      .Then({AdaSaid(1, "Dark again."), "reopened { number: 1 }"});
}

TEST(TicketComment, OnlyGivesThanksOnASolvedTicket) {
  const auto outcome =
      Given<Ticket>({kOpenedLive, kSolved}).When(Public("text: '谢谢！'"), kNoon, kAda);
  outcome.Then({Said("number: 1 author: COMMENT_AUTHOR_CUSTOMER text: '谢谢！' thanks: true")});
  EXPECT_EQ(outcome.state().status(), v1::TICKET_STATUS_SOLVED);
  EXPECT_FALSE(outcome.state().reply_owed());
}

TEST(TicketComment, IsMoreThanThanksWithAFileOrBeforeASolution) {
  const std::string file =
      "attachments { attachment_id: 'a' name: 'a' media_type: 'a/b' size_bytes: 1"
      "              sha256: '0123456789abcdef0123456789abcdef' }";
  Given<Ticket>({kOpenedLive, kSolved})
      .When(Public("text: 'Thanks' " + file), kNoon, kAda)
      .Then({Said("number: 1 author: COMMENT_AUTHOR_CUSTOMER text: 'Thanks' " + file),
             "reopened { number: 1 }"});
  Given<Ticket>({kOpenedLive, "waiting {}"})
      .When(Public("text: 'Thanks'"), kNoon, kAda)
      .Then({AdaSaid(1, "Thanks"), "resumed {}"});
}

TEST(TicketComment, DoesInTheSameCommitWhatIsToHappenThen) {
  const std::string reply = Said("number: 1 author: COMMENT_AUTHOR_AGENT text: 'x'");
  Given<Ticket>({kOpened})
      .When(Public("text: 'x' wait {}"), kNoon, kAgent)
      .Then({reply, Waiting()});
  Given<Ticket>({kOpened})
      .When(Public("text: 'x' hold { reason: 'parts' until_time { seconds: 129600 } }"), kNoon,
            kAgent)
      .Then({reply, "held { reason: 'parts' until_time { seconds: 129600 } }"});
  Given<Ticket>({kOpenedLive, "waiting {}"})
      .When(Public("text: 'x' resume {}"), kNoon, kAgent)
      .Then({reply, "resumed {}"});
  Given<Ticket>({kOpened})
      .When(Public("text: 'x' solve { resolution: RESOLUTION_FIXED }"), kNoon, kAgent)
      .Then({reply, Solved("number: 1 resolution: RESOLUTION_FIXED solution_comment: 1")});
}

TEST(TicketComment, IsNotWrittenWhenWhatIsToHappenThenIsRefused) {
  Given<Ticket>({kOpened})
      .When(Note("text: 'x' wait {}"), kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_REPLY_REQUIRED);
  Given<Ticket>({kOpened})
      .When(Public("text: 'x' resume {}"), kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_NOT_WAITING);
}

TEST(TicketComment, LetsThoseFollowWhoAreNamedInIt) {
  Given<Ticket>({kOpened, "followers_changed { added_ids: 'amy' }"})
      .When(Note("text: '@amy @abe' mentioned_ids: 'amy' mentioned_ids: 'abe'"), kNoon, kAgent)
      .Then({"commented { number: 1 visibility: COMMENT_VISIBILITY_NOTE"
             "            author: COMMENT_AUTHOR_AGENT text: '@amy @abe' }",
             "followers_changed { added_ids: 'abe' }"});
}

TEST(TicketComment, AsksForVisibilityAndForWordsOrFiles) {
  Given<Ticket>({kOpened})
      .When("comment { text: 'x' }", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_REQUIRED, {{"field", "visibility"}});
  Given<Ticket>({kOpened})
      .When(Public(""), kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_COMMENT_EMPTY);
}

TEST(TicketComment, RefusesMoreThan64KiBOfWords) {
  Given<Ticket>({kOpened})
      .When(Public("text: '" + std::string(64 * 1024 + 1, 'x') + "'"), kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_INVALID, {{"field", "text"}});
}

TEST(TicketComment, RefusesFilesThatAreNotWhatTheyMustBe) {
  const std::string sha = " sha256: '0123456789abcdef0123456789abcdef'";
  const std::pair<std::string, const char*> cases[] = {
      {"name: 'a' media_type: 'a/b' size_bytes: 1" + sha, "named"},
      {"attachment_id: '" + std::string(129, 'x') + "'", "named in at most 128 bytes"},
      {"attachment_id: 'a'", "called by 1 to 256 characters"},
      {"attachment_id: 'a' name: 'a'", "of a media type of 1 to 128 characters"},
      {"attachment_id: 'a' name: 'a' media_type: 'a/b'", "not empty"},
      {"attachment_id: 'a' name: 'a' media_type: 'a/b' size_bytes: 1", "with its SHA-256"},
      {"attachment_id: 'a' name: 'a' media_type: 'a/b' size_bytes: 1 verdict: VERDICT_INFECTED" +
           sha,
       "not infected"},
      {"attachment_id: 'a' name: 'a' media_type: 'a/b' size_bytes: 1 verdict: 9" + sha,
       "of a known verdict"},
  };
  for (const auto& [attachment, rule] : cases) {
    Given<Ticket>({kOpened})
        .When(Public("attachments { " + attachment + " }"), kNoon, kAgent)
        .ThenRejected(v1::TICKET_REJECTION_ATTACHMENT_REFUSED,
                      {{"field", "attachments"}, {"rule", rule}});
  }
}

TEST(TicketComment, RefusesTheTwentyFirstFile) {
  std::string files;
  for (int i = 0; i < 21; ++i) files += " attachments {}";
  Given<Ticket>({kOpened})
      .When(Public(files), kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_ATTACHMENT_REFUSED, {{"rule", "at most 20"}});
}

TEST(TicketComment, IsRefusedOnAClosedTicketUnlessACustomerSpeaks) {
  for (const std::string& command :
       {Public("text: 'x'"), Note("text: 'x'"), Public("text: 'x' automatic: true")}) {
    Given<Ticket>({kOpened, kSolved, "closed {}"})
        .When(command, kNoon, kAgent)
        .ThenRejected(v1::TICKET_REJECTION_TICKET_CLOSED);
  }
  Given<Ticket>({kOpened, kSolved, "closed {}"})
      .When(Public("text: 'I am away.' automatic: true"), kNoon, kAda)
      .ThenRejected(v1::TICKET_REJECTION_TICKET_CLOSED);
}

// Ada speaks on her closed ticket under the command id of sixteen 'i's.
CommandOptions AdaByCommand() {
  CommandOptions options = kAda;
  options.command_id = "iiiiiiiiiiiiiiii";
  return options;
}

TEST(TicketComment, OpensAFollowUpWhenTheCustomerSpeaksOnAClosedTicket) {
  const auto outcome =
      Given<Ticket>({kOpenedLive, kSolved, "closed {}"})
          .When(Public("text: 'Dark again.' channel_reference: 'm2'"), kNoon, AdaByCommand());
  outcome.ThenRedirected(
      TicketId::Of("acme", "ada", "69696969696969696969696969696969").text(),
      "open { channel: CHANNEL_PHONE channel_reference: 'm2' requester { customer_key: 'ada' }"
      "       subject: 'Lamp is broken' description: 'Dark again.'"
      "       follows_ticket_id: 'TK-6Y71VB7QN509XPE1J' }");
}

TEST(TicketComment, OpensAFollowUpThatItsTicketAccepts) {
  // Also what a customer could not say of themselves: the closed ticket says it.
  const auto redirected = Given<Ticket>({"opened { requester { customer_key: 'ada' tier: 'gold'"
                                         "  verified: true } channel: CHANNEL_PHONE live: true"
                                         "  subject: 'Lamp is broken' }",
                                         kSolved, "closed {}"})
                              .When(Public("text: 'Dark again.'"), kNoon, AdaByCommand());
  const eventing::Redirect& redirect = *redirected.decision()->redirect;
  CommandOptions at_follow_up = kAda;
  at_follow_up.aggregate_id = redirect.aggregate_id;
  const TicketState state =
      Given<Ticket>({}).When(redirect.command->ShortDebugString(), kNoon, at_follow_up).state();
  EXPECT_EQ(state.status(), v1::TICKET_STATUS_NEW);
  EXPECT_EQ(state.follows_ticket_id(), kTicket);
  EXPECT_EQ(state.requester().tier(), "gold");
  EXPECT_EQ(TicketId::Parse(redirect.aggregate_id)->slot(), TicketId::Parse(kTicket)->slot());
}

TEST(TicketComment, NamesAFollowUpOfATicketWithoutASubjectAfterIt) {
  const auto redirected = Given<Ticket>({kOpenedRecorded, kSolved, "closed {}"})
                              .When(Public("text: 'x'"), kNoon, AdaByCommand());
  const auto& command =
      static_cast<const v1::TicketCommand&>(*redirected.decision()->redirect->command);
  EXPECT_EQ(command.open().subject(), kTicket);
}

TEST(TicketComment, OpensNoFollowUpWithMoreWordsThanADescriptionHolds) {
  Given<Ticket>({kOpenedLive, kSolved, "closed {}"})
      .When(Public("text: '" + std::string(32 * 1024 + 1, 'x') + "'"), kNoon, AdaByCommand())
      .ThenRejected(v1::TICKET_REJECTION_FIELD_INVALID,
                    {{"field", "text"}, {"rule", "at most 32768 bytes"}});
}

TEST(TicketComment, IsKeptOnAClosedTicketOfRecordedHistory) {
  CommandOptions ada = kRecorded;
  ada.actor = "kind: KIND_CUSTOMER id: 'ada'";
  Given<Ticket>({kOpenedRecorded, kSolved, "closed {}"})
      .When(Public("text: 'Thanks anyway.'"), kNoon, ada)
      .Then({AdaSaid(1, "Thanks anyway.")});
}

TEST(TicketRedact, HidesACommentOnce) {
  Given<Ticket>({kOpened, kReplied})
      .When("redact { comment: 1 }", kNoon, kSupervisor)
      .Then({"comment_redacted { comment: 1 }"});
  Given<Ticket>({kOpened, kReplied, "comment_redacted { comment: 1 }"})
      .When("redact { comment: 1 }", kNoon, kSupervisor)
      .ThenRejected(v1::TICKET_REJECTION_ALREADY_REDACTED);
}

TEST(TicketRedact, RefusesACommentThatWasNeverMade) {
  for (const char* command : {"redact {}", "redact { comment: 2 }"}) {
    Given<Ticket>({kOpened, kReplied})
        .When(command, kNoon, kSupervisor)
        .ThenRejected(v1::TICKET_REJECTION_COMMENT_UNKNOWN);
  }
}

}  // namespace
}  // namespace docket::intake
