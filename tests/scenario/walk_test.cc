// A ticket's walk as a person takes it, the server killed at will.

#include <string>
#include <vector>

#include <signal.h>

#include "tests/scenario/scenario.h"

namespace docket {
namespace {

using nlohmann::json;
using testing::ChildProcess;

class Walk : public Scenario {
 protected:
  // Opens a ticket under `request_id` and gives its receipt.
  json Open(const std::string& request_id, const std::string& subject) {
    const Outcome opened = Docketctl({"ticket", "create", "--customer", "mailto:bob@example.org",
                                      "--subject", subject, "--request-id", request_id});
    EXPECT_EQ(opened.exit, 0) << opened.output;
    return json::parse(opened.output);
  }
};

TEST_F(Walk, ATicketSurvivesAKill) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const json receipt = Open("r-1", "The kettle does not boil");
  const json before = Get(receipt["ticket_id"]);
  ASSERT_NO_FATAL_FAILURE(Kill());
  ASSERT_NO_FATAL_FAILURE(Start());
  const json after = Get(receipt["ticket_id"]);
  EXPECT_EQ(after["subject"], "The kettle does not boil");
  EXPECT_EQ(after["version"], "1");
  EXPECT_EQ(after, before);
}

TEST_F(Walk, ARequestRepeatedAfterAKillGetsItsFirstAnswer) {
  ASSERT_NO_FATAL_FAILURE(Start());
  json first = Open("r-1", "The kettle does not boil");
  ASSERT_NO_FATAL_FAILURE(Kill());
  ASSERT_NO_FATAL_FAILURE(Start());
  json second = Open("r-1", "The kettle does not boil");
  first.erase("token");  // Says how far the log was folded, which has grown.
  second.erase("token");
  EXPECT_EQ(second, first);
}

// Whoever calls while the server is away is answered once it is back, within --timeout.
TEST_F(Walk, ACommandWaitsForAServerThatIsStartedAnew) {
  listen_ = "unix:" + data_.path() + "/socket";
  ASSERT_NO_FATAL_FAILURE(Start());
  const json receipt = Open("r-1", "The kettle does not boil");
  ASSERT_NO_FATAL_FAILURE(Kill());
  const auto docketctl = [this](const std::vector<std::string>& arguments) {
    std::vector<std::string> command = {
        "/bin/sh",   "-c",     R"(exec "$@" 2>&1)", "sh", DOCKET_BIN "/docketctl",
        "--address", address_, "--timeout",         "30", "ticket"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return command;
  };
  const std::string id = receipt["ticket_id"];
  ChildProcess change(docketctl({"comment", id, "Please plug it in."}));
  ChildProcess read(docketctl({"get", id}));
  for (ChildProcess* waiting : {&change, &read}) {
    const auto complaint = waiting->WaitForLine("docketctl: ", kStartDeadline);
    ASSERT_TRUE(complaint.has_value());
    EXPECT_TRUE(complaint->ends_with("; trying again")) << *complaint;
  }
  ASSERT_NO_FATAL_FAILURE(Start());
  EXPECT_EQ(change.Wait(), 0);
  EXPECT_EQ(read.Wait(), 0);
  EXPECT_EQ(Get(id)["version"], "2");
}

TEST_F(Walk, ARequestIdIsNotTakenForAnotherRequest) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const json receipt = Open("r-1", "The kettle does not boil");
  const Outcome other = Docketctl({"ticket", "create", "--customer", "mailto:bob@example.org",
                                   "--subject", "Another kettle", "--request-id", "r-1"});
  EXPECT_EQ(other.exit, 1);
  EXPECT_EQ(Get(receipt["ticket_id"])["subject"], "The kettle does not boil");
}

TEST_F(Walk, AnotherTenantFindsNothing) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const json receipt = Open("r-1", "The kettle does not boil");
  EXPECT_EQ(Docketctl({"--tenant", "other", "ticket", "get", receipt["ticket_id"]}).exit, 1);
}

TEST_F(Walk, ACustomerSeesTheirOwnTicketAndNobodyElses) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const json receipt = Open("r-1", "The kettle does not boil");
  const auto get_as = [&](const std::string& customer) {
    return Docketctl({"--actor", "customer:" + customer, "--roles", "customer", "ticket", "get",
                      receipt["ticket_id"]});
  };
  EXPECT_EQ(get_as("mailto:eve@example.org").exit, 1);
  const Outcome own = get_as("mailto:bob@example.org");
  ASSERT_EQ(own.exit, 0);
  EXPECT_EQ(json::parse(own.output)["subject"], "The kettle does not boil");
  EXPECT_FALSE(json::parse(own.output).contains("handling"));
  EXPECT_FALSE(json::parse(own.output).contains("opened_by"));
}

TEST_F(Walk, HealthIsToldOfTheWholeAndOfItsParts) {
  ASSERT_NO_FATAL_FAILURE(Start());
  EXPECT_EQ(Docketctl({"health"}).exit, 0);
  EXPECT_EQ(json::parse(Docketctl({"health", "intake/3"}).output)["serving"], true);
  EXPECT_EQ(Complaint({"health", "intake/4"}), "docketctl: the server has no part 'intake/4'\n");
  ASSERT_NO_FATAL_FAILURE(Kill());
  EXPECT_TRUE(Complaint({"health", "--alive", "--timeout", "0.2"})
                  .starts_with("docketctl: no answer from " + address_ +
                               ": the server did not tell its "
                               "health: "));
}

TEST_F(Walk, StopsWhenAskedTo) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const json receipt = Open("r-1", "The kettle does not boil");
  server_->Signal(SIGTERM);
  EXPECT_EQ(server_->Wait(), 0);
  ASSERT_NO_FATAL_FAILURE(Start());
  EXPECT_EQ(Get(receipt["ticket_id"])["version"], "1");
}

TEST_F(Walk, ASecondProcessIsKeptOutOfTheDirectory) {
  ASSERT_NO_FATAL_FAILURE(Start());
  ChildProcess second(
      {DOCKET_BIN "/docket", "--data", data_.path() + "/data", "--address", "127.0.0.1:0"});
  EXPECT_EQ(second.WaitForLine("docket serves at ", kStartDeadline), std::nullopt);
  EXPECT_EQ(second.Wait(), 1);
}

}  // namespace
}  // namespace docket
