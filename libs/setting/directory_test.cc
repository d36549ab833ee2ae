#include "libs/setting/directory.h"

#include "libs/setting/kind_test.h"

namespace docket::setting {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::Document Home() {
  return DocumentOf(R"(
    name: 'home'
    pool {
      label: 'Home'
      mode: ASSIGNMENT_MODE_SKILL_FIRST
      accept_within { seconds: 120 }
      sticky_wait { seconds: 300 }
    })");
}

v1::Document First() {
  return DocumentOf(R"(
    name: 'first'
    team {
      label: '一线'
      pool: 'home'
      overflow_after { seconds: 600 }
      supervisors: ['ada', 'not-yet-there']
      claimable: true
    })");
}

v1::Document Ada() {
  return DocumentOf(R"(
    name: 'ada'
    agent {
      label: '阿达'
      pool: 'home'
      teams: ['first', 'second']
      skills { name: 'repair:washer' level: 5 }
      skills { name: 'english' level: 1 }
      capacity: 120
      open_max: 20
      shift_calendar: 'work'
      channels: [CHANNEL_PHONE, CHANNEL_CHAT]
    })");
}

template <typename How>
std::vector<std::string> HomeWith(How how) {
  return ToldAfter(Home(), [&](v1::Document& document) { how(*document.mutable_pool()); });
}
template <typename How>
std::vector<std::string> FirstWith(How how) {
  return ToldAfter(First(), [&](v1::Document& document) { how(*document.mutable_team()); });
}
template <typename How>
std::vector<std::string> AdaWith(How how) {
  return ToldAfter(Ada(), [&](v1::Document& document) { how(*document.mutable_agent()); });
}

TEST(PoolDocument, MayBePublishedWholeOrWithALabelAlone) {
  EXPECT_THAT(Told(Home()), IsEmpty());
  EXPECT_THAT(Told(DocumentOf("name: 'home' pool { label: 'Home' }")), IsEmpty());
  EXPECT_THAT(HomeWith([](v1::Pool& pool) { pool.mutable_sticky_wait()->Clear(); }), IsEmpty());
}

TEST(PoolDocument, HasALabelAndAModeThatThereIs) {
  EXPECT_THAT(HomeWith([](v1::Pool& pool) { pool.clear_label(); }),
              ElementsAre("pool.label must be 1 to 100 characters"));
  EXPECT_THAT(HomeWith([](v1::Pool& pool) { pool.set_mode(v1::AssignmentMode(9)); }),
              ElementsAre("pool.mode must be one of ASSIGNMENT_MODE_BALANCED, "
                          "ASSIGNMENT_MODE_ROUND_ROBIN, ASSIGNMENT_MODE_SKILL_FIRST"));
}

TEST(PoolDocument, WaitsWithinBounds) {
  EXPECT_THAT(HomeWith([](v1::Pool& pool) { pool.mutable_accept_within()->set_seconds(9); }),
              ElementsAre("pool.accept_within must be a duration in whole milliseconds from 10 "
                          "seconds to 1 day"));
  EXPECT_THAT(HomeWith([](v1::Pool& pool) { pool.mutable_sticky_wait()->set_seconds(86401); }),
              ElementsAre("pool.sticky_wait must be a duration in whole milliseconds from 0 to 1 "
                          "day"));
}

TEST(TeamDocument, MayBePublishedBeforeItsSupervisors) {
  EXPECT_THAT(Told(First()), IsEmpty());
  EXPECT_THAT(Told(DocumentOf("name: 'first' team { label: 'First' pool: 'home' }")), IsEmpty());
}

TEST(TeamDocument, OverflowsWithinBounds) {
  EXPECT_THAT(FirstWith([](v1::Team& team) { team.mutable_overflow_after()->Clear(); }),
              ElementsAre("team.overflow_after must be a duration in whole milliseconds from 1 "
                          "second to 30 days"));
}

TEST(TeamDocument, NamesEachSupervisorOnceAndByTheRule) {
  EXPECT_THAT(FirstWith([](v1::Team& team) {
                team.add_supervisors("ada");
                team.add_supervisors("Ada L.");
              }),
              ElementsAre("team.supervisors[3] must be 1 to 64 of a-z, 0-9, '-', '_' and '.'",
                          "team.supervisors[2] must be other than those before it"));
  EXPECT_THAT(FirstWith([](v1::Team& team) {
                for (int i = 0; i < 20; ++i) team.add_supervisors("a");
              }),
              ElementsAre("team.supervisors must be at most 20 elements"));
}

TEST(AgentDocument, MayBePublishedWholeOrWithLabelAndPoolAlone) {
  EXPECT_THAT(Told(Ada()), IsEmpty());
  EXPECT_THAT(Told(DocumentOf("name: 'ada' agent { label: 'Ada' pool: 'home' }")), IsEmpty());
}

TEST(AgentDocument, HasALabelAndNamesWhatIsInForce) {
  EXPECT_THAT(AdaWith([](v1::Agent& agent) { agent.clear_label(); }),
              ElementsAre("agent.label must be 1 to 100 characters"));
  EXPECT_THAT(AdaWith([](v1::Agent& agent) {
                agent.clear_teams();
                agent.set_pool("nowhere");
              }),
              ElementsAre("agent.pool must be the name of a pool in force"));
  EXPECT_THAT(AdaWith([](v1::Agent& agent) { agent.set_shift_calendar("night"); }),
              ElementsAre("agent.shift_calendar must be the name of a calendar in force"));
}

TEST(AgentDocument, WorksInTeamsOfItsPool) {
  EXPECT_THAT(AdaWith([](v1::Agent& agent) { agent.set_teams(1, "third"); }),
              ElementsAre("agent.teams[1] must be the name of a team in force"));
  EXPECT_THAT(AdaWith([](v1::Agent& agent) { agent.set_teams(1, "far"); }),
              ElementsAre("agent.teams[1] must be a team of the agent's pool"));
  EXPECT_THAT(AdaWith([](v1::Agent& agent) { agent.set_teams(1, "first"); }),
              ElementsAre("agent.teams[1] must be other than those before it"));
  EXPECT_THAT(AdaWith([](v1::Agent& agent) {
                agent.clear_teams();
                for (int i = 0; i < 51; ++i) agent.add_teams("first");
              }),
              ElementsAre("agent.teams must be at most 50 elements"));
}

TEST(AgentDocument, HasSkillsAtALevel) {
  EXPECT_THAT(AdaWith([](v1::Agent& agent) { agent.mutable_skills(1)->set_level(6); }),
              ElementsAre("agent.skills[1].level must be from 1 to 5"));
  EXPECT_THAT(AdaWith([](v1::Agent& agent) { agent.mutable_skills(1)->clear_level(); }),
              ElementsAre("agent.skills[1].level must be from 1 to 5"));
  EXPECT_THAT(AdaWith([](v1::Agent& agent) { agent.mutable_skills(0)->clear_name(); }),
              ElementsAre("agent.skills[0].name must be 1 to 64 characters"));
  EXPECT_THAT(AdaWith([](v1::Agent& agent) { agent.mutable_skills(1)->set_name("repair:washer"); }),
              ElementsAre("agent.skills[1].name must be other than those before it"));
  EXPECT_THAT(AdaWith([](v1::Agent& agent) {
                for (int i = 0; i < 99; ++i) *agent.add_skills() = agent.skills(0);
              }),
              ElementsAre("agent.skills must be at most 100 elements"));
}

TEST(AgentDocument, CarriesWithinBounds) {
  EXPECT_THAT(AdaWith([](v1::Agent& agent) { agent.set_capacity(0); }),
              ElementsAre("agent.capacity must be from 1 to 10000"));
  EXPECT_THAT(AdaWith([](v1::Agent& agent) { agent.set_open_max(1001); }),
              ElementsAre("agent.open_max must be from 1 to 1000"));
}

TEST(AgentDocument, ServesChannelsThatThereAre) {
  EXPECT_THAT(AdaWith([](v1::Agent& agent) { agent.set_channels(1, ticket::v1::Channel(99)); }),
              ElementsAre(::testing::StartsWith("agent.channels[1] must be one of CHANNEL_WEB, ")));
  EXPECT_THAT(
      AdaWith([](v1::Agent& agent) { agent.set_channels(1, ticket::v1::CHANNEL_UNSPECIFIED); }),
      ElementsAre(::testing::StartsWith("agent.channels[1] must be one of CHANNEL_WEB, ")));
  EXPECT_THAT(AdaWith([](v1::Agent& agent) { agent.set_channels(1, agent.channels(0)); }),
              ElementsAre("agent.channels[1] must be other than those before it"));
  EXPECT_THAT(AdaWith([](v1::Agent& agent) {
                for (int i = 0; i < 12; ++i) agent.add_channels(ticket::v1::CHANNEL_WEB);
              }),
              ElementsAre("agent.channels must be at most 12 elements"));
}

TEST(AgentDocument, IsToldAllFaultsAtOnce) {
  EXPECT_THAT(
      Told(DocumentOf("name: 'ada' agent { teams: 'x' skills {} capacity: 0 open_max: 0 "
                      "shift_calendar: 'x' channels: CHANNEL_UNSPECIFIED }")),
      ElementsAre("agent.label must be 1 to 100 characters",
                  "agent.pool must be the name of a pool in force",
                  "agent.teams[0] must be the name of a team in force",
                  "agent.skills[0].name must be 1 to 64 characters",
                  "agent.skills[0].level must be from 1 to 5",
                  "agent.capacity must be from 1 to 10000", "agent.open_max must be from 1 to 1000",
                  "agent.shift_calendar must be the name of a calendar in force",
                  ::testing::StartsWith("agent.channels[0] must be one of CHANNEL_WEB, ")));
}

}  // namespace
}  // namespace docket::setting
