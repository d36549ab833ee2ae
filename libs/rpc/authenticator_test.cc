#include "libs/rpc/authenticator.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace docket::rpc {
namespace {

using eventing::Role;
using log::v1::Actor;
using ::testing::HasSubstr;

absl::StatusOr<Caller> Ask(const CallMetadata& metadata) {
  return DevelopmentAuthenticator().Authenticate(metadata);
}

void ExpectRefused(const CallMetadata& metadata, const std::string& why) {
  const absl::StatusOr<Caller> caller = Ask(metadata);
  EXPECT_EQ(caller.status().code(), absl::StatusCode::kUnauthenticated);
  EXPECT_THAT(std::string(Message(caller.status())), HasSubstr(why));
}

TEST(DevelopmentAuthenticator, BelievesWhatTheCallerSays) {
  const absl::StatusOr<Caller> caller = Ask({{"user-agent", "x"},
                                             {"docket-tenant", "acme-2"},
                                             {"docket-actor", "customer:mailto:bob@example.org"},
                                             {"docket-roles", "customer"}});
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->tenant, "acme-2");
  EXPECT_EQ(caller->actor.kind(), Actor::KIND_CUSTOMER);
  EXPECT_EQ(caller->actor.id(), "mailto:bob@example.org");
  EXPECT_TRUE(caller->roles.Has(Role::kCustomer));
  EXPECT_FALSE(caller->roles.Has(Role::kAgent));
}

TEST(DevelopmentAuthenticator, TakesSeveralRolesAndTheDefaultTenant) {
  const absl::StatusOr<Caller> caller =
      Ask({{"docket-actor", "agent:ada"}, {"docket-roles", "agent,supervisor"}});
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->tenant, "default");
  EXPECT_TRUE(caller->roles.Has(Role::kAgent));
  EXPECT_TRUE(caller->roles.Has(Role::kSupervisor));
}

TEST(DevelopmentAuthenticator, BelievesForWhomStaffCalls) {
  const absl::StatusOr<Caller> caller = Ask({{"docket-actor", "agent:ada"},
                                             {"docket-roles", "agent"},
                                             {"docket-on-behalf-of", "mailto:bob@Example.ORG"}});
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->actor.id(), "ada");
  EXPECT_EQ(caller->actor.on_behalf_of(), "mailto:bob@example.org");
}

TEST(DevelopmentAuthenticator, LetsNoCustomerCallForAnother) {
  ExpectRefused({{"docket-actor", "customer:eve"},
                 {"docket-roles", "customer"},
                 {"docket-on-behalf-of", "bob"}},
                "docket-on-behalf-of");
  ExpectRefused(
      {{"docket-actor", "agent:ada"}, {"docket-roles", "agent"}, {"docket-on-behalf-of", ""}},
      "docket-on-behalf-of");
}

TEST(DevelopmentAuthenticator, SpellsACustomerOneWay) {
  const absl::StatusOr<Caller> caller =
      Ask({{"docket-actor", "customer:mailto:bob@Example.ORG"}, {"docket-roles", "customer"}});
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->actor.id(), "mailto:bob@example.org");
}

TEST(DevelopmentAuthenticator, SaysWhatToSend) {
  ExpectRefused({}, "send customer:ID, agent:ID or service:ID");
  ExpectRefused({{"docket-actor", "agent:ada"}}, "send some of customer,agent,");
  ExpectRefused({{"docket-roles", "agent"}}, "docket-actor");
}

TEST(DevelopmentAuthenticator, RefusesWhatItCannotRead) {
  const std::vector<std::string> actors = {
      "", "ada", "agent:", "robot:ada", ":ada", "agent:\xFF", "agent:" + std::string(257, 'x')};
  for (const std::string& actor : actors) {
    ExpectRefused({{"docket-actor", actor}, {"docket-roles", "agent"}}, "docket-actor");
  }
  for (const char* roles : {"", ",", "agent,", "agent,,import", "agent, import", "root"}) {
    ExpectRefused({{"docket-actor", "agent:ada"}, {"docket-roles", roles}}, "docket-roles");
  }
  for (const char* tenant : {"", "Acme", "a b", "a/b"}) {
    ExpectRefused({{"docket-tenant", tenant}, {"docket-actor", "agent:ada"}}, "docket-tenant");
  }
}

TEST(DevelopmentAuthenticator, RefusesTwoAnswersToOneQuestion) {
  ExpectRefused({{"docket-actor", "agent:ada"}, {"docket-actor", "agent:bob"}}, "came twice");
}

}  // namespace
}  // namespace docket::rpc
