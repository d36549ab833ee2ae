#include "libs/ticket/ticket_facts.h"

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace docket::ticket_facts {
namespace {

namespace v1 = ticket::v1;
using ::testing::ElementsAre;

constexpr char kOpening[] = R"(
  opened {
    template { template_id: 'builtin/default' version: 1 } channel: CHANNEL_WEB
    requester { customer_key: 'bob' tier: 'gold' } subject: 'Kettle' priority: PRIORITY_NORMAL
    feeling: FEELING_CALM tags: 'a'
  })";

// A ticket after commits whose events are given; versions count from 1.
class Followed {
 public:
  Followed& After(const std::string& events) {
    v1::TicketEvent event;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(events, &event)) << events;
    log::v1::CommitHeader header;
    header.set_tenant("acme");
    header.set_version(++version_);
    header.mutable_time()->set_seconds(static_cast<int64_t>(version_));
    Evolve(event, header, facts_);
    return *this;
  }
  const TicketFacts& facts() const { return facts_; }

 private:
  uint64_t version_ = 0;
  TicketFacts facts_;
};

Followed Opened() { return Followed().After(kOpening); }
Followed Assigned() {
  return Opened()
      .After("queued { team_id: 'first' pool_id: 'support' entry: 1 }")
      .After("assigned { team_id: 'first' assignee_id: 'ann' entry: 1 assignment: 1 }");
}

TEST(TicketFacts, BeginInTriageWithoutATeam) {
  const TicketFacts facts = Opened().facts();
  EXPECT_EQ(facts.handling(), v1::HANDLING_TRIAGE);
  EXPECT_EQ(facts.triage_version(), 1u);
  EXPECT_EQ(facts.team_id(), "");
  EXPECT_TRUE(IsUnsolved(facts));
}

TEST(TicketFacts, TellWhoHasIt) {
  const TicketFacts facts = Assigned().facts();
  EXPECT_EQ(facts.handling(), v1::HANDLING_ASSIGNED);
  EXPECT_EQ(facts.assignee_id(), "ann");
  EXPECT_EQ(facts.status(), v1::TICKET_STATUS_OPEN);
}

TEST(TicketFacts, KeepTheTeamWhenATicketComesBack) {
  const TicketFacts facts =
      Assigned().After("solved { number: 1 }").After("reopened { number: 1 }").facts();
  EXPECT_EQ(facts.handling(), v1::HANDLING_TRIAGE);
  EXPECT_EQ(facts.triage_version(), 5u);
  EXPECT_EQ(facts.team_id(), "first");
}

TEST(TicketFacts, ForgetTheTeamWhenItIsPlacedAnew) {
  const TicketFacts facts =
      Assigned().After("classified { kind: TICKET_KIND_FAULT reroute: true }").facts();
  EXPECT_EQ(facts.handling(), v1::HANDLING_TRIAGE);
  EXPECT_EQ(facts.team_id(), "");
}

TEST(TicketFacts, PassOverAnEndOfAnAssignmentThatNeverBegan) {
  const TicketFacts facts =
      Assigned().After("unassigned { entry: 1 assignment: 2 team_id: 'first' }").facts();
  EXPECT_EQ(facts.assignee_id(), "ann");
}

TEST(TicketFacts, CountAnAnswerForTheAssignmentInWhichItIsGiven) {
  Followed ticket = Assigned();
  EXPECT_FALSE(ticket.facts().answered());
  ticket.After(
      "commented { number: 1 visibility: COMMENT_VISIBILITY_PUBLIC author: COMMENT_AUTHOR_AGENT }");
  EXPECT_TRUE(ticket.facts().answered());
  ticket.After("assigned { team_id: 'first' assignee_id: 'sue' entry: 1 assignment: 2 }");
  EXPECT_FALSE(ticket.facts().answered());
}

TEST(TicketFacts, CountNoAnswerOfAProgram) {
  EXPECT_FALSE(Assigned()
                   .After("commented { number: 1 visibility: COMMENT_VISIBILITY_PUBLIC "
                          "author: COMMENT_AUTHOR_AGENT automatic: true }")
                   .facts()
                   .answered());
}

TEST(TicketFacts, HaveEachLabelOnce) {
  EXPECT_THAT(Opened()
                  .After("triaged { added_tags: ['a', 'b'] }")
                  .After("tagged { added: ['c'] removed: ['a'] }")
                  .facts()
                  .tags(),
              ElementsAre("b", "c"));
}

TEST(TicketFacts, PassOverOnlyWhatNoRuleAsksFor) {
  const std::set<std::string> passed_over = {
      "comment_redacted", "fields_changed", "followers_changed", "reminded",
      "policy_applied",   "clock_stopped",  "dues_set",          "warned",
      "breached",         "escalated"};
  const auto* events = v1::TicketEvent::descriptor();
  for (int i = 0; i < events->field_count(); ++i) {
    v1::TicketCommit commit;
    TicketFacts facts = Assigned().facts();
    facts.set_recorded(true);
    facts.set_status(v1::TICKET_STATUS_NEW);
    facts.mutable_rating()->set_score(3);
    facts.set_handling(v1::HANDLING_UNSPECIFIED);
    const std::string before = facts.SerializeAsString();
    const auto* kind = events->field(i);
    v1::TicketEvent& event = *commit.add_events();
    event.GetReflection()->MutableMessage(&event, kind);
    if (event.has_commented()) {
      event.mutable_commented()->set_visibility(v1::COMMENT_VISIBILITY_PUBLIC);
      event.mutable_commented()->set_author(v1::COMMENT_AUTHOR_AGENT);
    }
    if (event.has_classified()) event.mutable_classified()->set_kind(v1::TICKET_KIND_FAULT);
    if (event.has_triaged()) event.mutable_triaged()->set_kind(v1::TICKET_KIND_FAULT);
    if (event.has_tagged()) event.mutable_tagged()->add_added("new");
    if (event.has_urged()) event.mutable_urged()->set_number(1);
    if (event.has_escalation_raised()) event.mutable_escalation_raised()->set_level(1);
    if (event.has_unassigned()) event.mutable_unassigned()->set_assignment(1);
    Evolve(event, commit.header(), facts);
    EXPECT_EQ(facts.SerializeAsString() == before, passed_over.contains(kind->name()))
        << kind->name();
  }
}

}  // namespace
}  // namespace docket::ticket_facts
