#include "tools/docketctl/routing/explanation_text.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/docketctl/parsed_test.h"

namespace docket::docketctl {
namespace {

using routing::v1::ExplainEntryResponse;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Explained(const std::string& response) {
  return ExplanationText(Parsed<ExplainEntryResponse>(response));
}

TEST(ExplanationText, TellsAtWhichStagesNobodyWasLeft) {
  EXPECT_EQ(Explained("entry { ticket_id: 'TK-1' team_id: 'first' priority: PRIORITY_HIGH "
                      "  skills { name: 'english' level: 3 } queue_position: 3 returns: 2 "
                      "  waiting_since_time { seconds: 60 } } "
                      "explanation { queue_position: 3 "
                      "  drops { stage: CANDIDATE_STAGE_SKILLS agents: 4 } "
                      "  drops { stage: CANDIDATE_STAGE_SHIFT agents: 1 } }"),
            "ticket      TK-1\n"
            "waits       at place 3\n"
            "agents      none of 5 agents can take it\n"
            "team        first\n"
            "needs       english 3\n"
            "priority    high\n"
            "since       1970-01-01T00:01:00.000Z\n"
            "given back  2 times\n"
            "\n"
            "stage   agents  which\n"
            "skills  4       lack a skill, or its level\n"
            "shift   1       are not on shift\n");
}

TEST(ExplanationText, TellsWhatDecidedBetweenCandidates) {
  EXPECT_EQ(Explained("entry { ticket_id: 'TK-1' team_id: 'first' agent_id: 'ada' accepted: true } "
                      "way: ASSIGNMENT_WAY_RANKED "
                      "explanation { queue_position: 1 candidates_total: 3 "
                      "  candidates { agent_id: 'ada' load: 10 capacity: 100 open: 1 "
                      "    skill_score: 5 last_assigned_version: 12 } "
                      "  candidates { agent_id: 'bob' load: 20 capacity: 100 open: 2 } "
                      "  winner_agent_id: 'ada' deciding_key: DECIDING_KEY_RATIO "
                      "  drops { stage: CANDIDATE_STAGE_TEAM agents: 1 } }"),
            "ticket   TK-1\n"
            "agent    ada\n"
            "way      the pool chose them\n"
            "because  their load was least for what they can carry\n"
            "stood    at place 1\n"
            "team     first\n"
            "\n"
            "candidate  load    open  skill score  last assigned\n"
            "ada        10/100  1     5            version 12\n"
            "bob        20/100  2     0            never\n"
            "and 1 more\n"
            "\n"
            "stage  agents  which\n"
            "team   1       are of another team\n");
}

TEST(ExplanationText, TellsThatAPersonChose) {
  const std::string text = Explained(
      "entry { ticket_id: 'TK-1' agent_id: 'ada' } way: ASSIGNMENT_WAY_HANDED_OVER "
      "explanation { winner_agent_id: 'ada' deciding_key: DECIDING_KEY_CHOSEN }");
  EXPECT_THAT(text, HasSubstr("agent    ada (not accepted)\n"
                              "way      a colleague handed it over\n"
                              "because  a person chose them\n"));
  EXPECT_THAT(text, Not(HasSubstr("stood")));
}

TEST(ExplanationText, TellsWhoWouldGetItNow) {
  EXPECT_THAT(Explained("entry { ticket_id: 'TK-1' queue_position: 1 } "
                        "explanation { candidates_total: 1 winner_agent_id: 'ada' "
                        "  candidates { agent_id: 'ada' capacity: 100 } }"),
              HasSubstr("agents       1 of 1 agent can take it\n"
                        "would go to  ada\n"));
}

TEST(ExplanationText, TellsThatThePoolHasNoAgents) {
  EXPECT_THAT(Explained("entry { ticket_id: 'TK-1' queue_position: 1 } explanation {}"),
              HasSubstr("agents  the pool has none\n"));
}

TEST(ExplanationText, LeavesWhatItHasNoWordsForAsItCame) {
  EXPECT_THAT(Explained("entry { ticket_id: 'TK-1' agent_id: 'ada' } way: 99 "
                        "explanation { drops { stage: 98 agents: 1 } }"),
              AllOf(HasSubstr("way     99\n"), HasSubstr("98     1       98\n")));
}

}  // namespace
}  // namespace docket::docketctl
