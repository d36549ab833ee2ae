#include "services/routing/domain/pool_roster.h"

#include <gtest/gtest.h>

#include "services/routing/domain/pool_test.h"

namespace docket::routing {
namespace {

constexpr char kApply[] = "apply_roster { pool_id: 'home' }";

// What "acme" has published.
class Company {
 public:
  Company() {
    Publish(
        "name: 'home' pool { label: 'Home' mode: ASSIGNMENT_MODE_ROUND_ROBIN"
        "                    sticky_wait { seconds: 60 } }");
    Publish("name: 'away' pool { label: 'Away' }");
    Publish("name: 'lamps' team { label: 'Lamps' pool: 'home' claimable: true }");
    Publish("name: 'far' team { label: 'Far' pool: 'away' }");
    Publish("name: 'ann' agent { label: 'Ann' pool: 'home' teams: 'lamps' open_max: 3 }");
    Publish("name: 'eve' agent { label: 'Eve' pool: 'away' teams: 'far' }");
  }
  // Each document is a version of its own.
  void Publish(std::string_view text) {
    setting::v1::SettingCommit commit;
    auto& document = *commit.add_events()->mutable_published()->mutable_document();
    testing::ParseText(text, document, std::source_location::current());
    commit.mutable_header()->set_tenant("acme");
    commit.mutable_header()->set_aggregate_id(document.name());
    commit.mutable_header()->set_version(++number_);
    book_.Add(number_, commit);
  }
  CommandOptions Routing() {
    settings_ = book_.Newest();
    CommandOptions routing = kRouting;
    routing.settings = &*settings_;
    return routing;
  }

 private:
  setting::SettingBook book_;
  std::optional<setting::Settings> settings_;
  uint64_t number_ = 0;
};

constexpr char kOfHome[] =
    "rostered { pool_id: 'home' version: 1 mode: ASSIGNMENT_MODE_ROUND_ROBIN"
    " sticky_wait { seconds: 60 }"
    " teams { team_id: 'lamps' version: 3 claimable: true }"
    " agents { agent_id: 'ann' version: 5 team_ids: 'lamps' capacity: 100 open_max: 3"
    "          on_shift: true } }";

TEST(PoolRoster, IsWhatSettingsSayOfThePool) {
  Company company;
  Given<Pool>({}).When(kApply, kNoon, company.Routing()).Then({kOfHome});
}

TEST(PoolRoster, IsTakenOverOnceForEachVersion) {
  Company company;
  Given<Pool>({kOfHome}).When(kApply, kNoon, company.Routing()).ThenNothing();
  company.Publish("name: 'ann' agent { label: 'Ann' pool: 'home' teams: 'lamps' open_max: 4 }");
  const auto outcome =
      Given<Pool>({kOfHome, Present("ann")}).When(kApply, kNoon, company.Routing());
  EXPECT_EQ(outcome.state().agents(0).roster().open_max(), 4u);
  EXPECT_EQ(outcome.state().agents(0).presence(), v1::PRESENCE_AVAILABLE);
}

TEST(PoolRoster, TakesTheTicketsOfWhoLeaves) {
  Company company;
  company.Publish("name: 'sue' agent { label: 'Sue' pool: 'home' teams: 'lamps' }");
  const std::string before = Rostered(Agent("bob", "lamps") + Agent("sue", "lamps"));
  const auto outcome =
      Given<Pool>({before, Present("bob"), Present("sue"), Queued(0), Assigned(0, "bob")})
          .When(kApply, kNoon, company.Routing());
  ASSERT_TRUE(outcome.decision().ok());
  EXPECT_EQ(outcome.decision()->events[1].returned().cause(), v1::RETURN_CAUSE_REMOVED);
  EXPECT_EQ(WhoGot(outcome), "0 sue");
  EXPECT_EQ(outcome.state().agents_size(), 2);
}

TEST(PoolRoster, OfAPoolThatIsNotIsEmpty) {
  Company company;
  const std::string nowhere = PoolId::Of("acme", "nowhere").text();
  CommandOptions routing = company.Routing();
  routing.aggregate_id = nowhere;
  Given<Pool>({}).When("apply_roster { pool_id: 'nowhere' }", kNoon, routing).ThenNothing();
  Given<Pool>({})
      .When("apply_roster { pool_id: 'away' }", kNoon, company.Routing())
      .ThenRejected(v1::POOL_REJECTION_FIELD_INVALID, {{"field", "pool_id"}});
}

}  // namespace
}  // namespace docket::routing
