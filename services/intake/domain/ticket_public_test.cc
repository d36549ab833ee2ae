#include "services/intake/domain/ticket_public.h"

#include <set>

#include <google/protobuf/text_format.h>

#include "services/intake/domain/ticket_test.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;

v1::TicketEvent Event(const std::string& text) {
  v1::TicketEvent event;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &event)) << text;
  return event;
}

// What a customer reads of `text`; "-" for nothing.
std::string Shown(const std::string& text) {
  const std::optional<v1::TicketEvent> shown = PublicPart(Event(text));
  return shown.has_value() ? shown->ShortDebugString() : "-";
}

TEST(TicketPublic, HidesWhatIsStaffsFromCustomers) {
  EXPECT_EQ(Shown("adopted {}"), "-");
  EXPECT_EQ(Shown("queued { team_id: 'lamps' entry: 1 pool_id: 'p' }"), "-");
  EXPECT_EQ(Shown("assigned { team_id: 'lamps' assignee_id: 'ann' }"), "-");
  EXPECT_EQ(Shown("unassigned { entry: 1 }"), "-");
  EXPECT_EQ(Shown("tagged { added: 'vip' }"), "-");
  EXPECT_EQ(Shown("followers_changed { added_ids: 'sue' }"), "-");
  EXPECT_EQ(Shown("fields_changed { fields { name: 'risk' } }"), "-");
  EXPECT_EQ(Shown("triaged { matched_rule_ids: 'r1' }"), "-");
  EXPECT_EQ(Shown("comment_redacted { comment: 2 }"), "-");
}

TEST(TicketPublic, HidesNotesAndShowsReplies) {
  EXPECT_EQ(Shown("commented { number: 1 visibility: COMMENT_VISIBILITY_NOTE text: 'rude' }"), "-");
  const std::string reply =
      "commented { number: 2 visibility: COMMENT_VISIBILITY_PUBLIC text: \"Hello\" }";
  EXPECT_EQ(Shown(reply), reply);
}

TEST(TicketPublic, LeavesOnlyThePublicPartOfWhatItShows) {
  EXPECT_EQ(Shown("opened { template { version: 1 } subject: 'Lamp' live: true tags: 'vip'"
                  "  priority: PRIORITY_HIGH priority_source: JUDGEMENT_SOURCE_RULE"
                  "  recorded: true fields { name: 'risk' } }"),
            "opened { subject: \"Lamp\" priority: PRIORITY_HIGH }");
  EXPECT_EQ(Shown("prioritised { priority: PRIORITY_LOW source: JUDGEMENT_SOURCE_BOOST }"),
            "prioritised { priority: PRIORITY_LOW }");
  EXPECT_EQ(Shown("waiting { until_time { seconds: 9 } reminder_time { seconds: 3 }"
                  "  silence_time { seconds: 7 } }"),
            "waiting { until_time { seconds: 9 } }");
  EXPECT_EQ(Shown("reopened { number: 1 assignee_id: 'ann' }"), "reopened { number: 1 }");
  EXPECT_EQ(Shown("classified { kind: TICKET_KIND_FAULT source: JUDGEMENT_SOURCE_MANUAL }"),
            "classified { kind: TICKET_KIND_FAULT }");
  EXPECT_EQ(Shown("classified { source: JUDGEMENT_SOURCE_MANUAL reroute: true }"), "-");
}

TEST(TicketPublic, NamesTheCustomerAndNobodyElse) {
  eventing::Actor ada;
  ada.set_kind(eventing::Actor::KIND_CUSTOMER);
  ada.set_id("ada");
  EXPECT_EQ(PublicActor(ada, "ada").ShortDebugString(), "kind: KIND_CUSTOMER id: \"ada\"");
  EXPECT_EQ(PublicActor(ada, "bob").ShortDebugString(), "kind: KIND_CUSTOMER");
  eventing::Actor ann;
  ann.set_kind(eventing::Actor::KIND_AGENT);
  ann.set_id("ann");
  ann.set_on_behalf_of("ada");
  EXPECT_EQ(PublicActor(ann, "ada").ShortDebugString(), "kind: KIND_AGENT on_behalf_of: \"ada\"");
  EXPECT_EQ(PublicActor(ann, "bob").ShortDebugString(), "kind: KIND_AGENT");
}

TEST(TicketPublic, TakesTheWordsOfARedactedCommentFromEverybody) {
  TicketState state;
  state.add_redacted_comments(2);
  v1::TicketEvent kept = Event("commented { number: 1 text: 'one' }");
  HideRedacted(state, kept);
  EXPECT_EQ(kept.ShortDebugString(), "commented { number: 1 text: \"one\" }");
  v1::TicketEvent hidden = Event(
      "commented { number: 2 text: 'two' attachments { name: 'two.pdf' } channel_reference: 'm2' "
      "}");
  HideRedacted(state, hidden);
  EXPECT_EQ(hidden.ShortDebugString(), "commented { number: 2 }");
}

}  // namespace
}  // namespace docket::intake
