// The real programs as a person uses them: the server killed at will, docketctl beside it.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <signal.h>

#include "libs/testing/child_process.h"
#include "libs/testing/scratch_directory.h"

namespace docket {
namespace {

using nlohmann::json;
using testing::ChildProcess;

constexpr std::chrono::seconds kStartDeadline{30};

struct Outcome {
  int exit = 0;
  std::string output;
};

class Walk : public ::testing::Test {
 protected:
  void Start() {
    server_ = std::make_unique<ChildProcess>(std::vector<std::string>{
        DOCKET_BIN "/docket", "--data", data_.path() + "/data", "--address", "127.0.0.1:0"});
    const std::optional<std::string> address =
        server_->WaitForLine("docket serves at ", kStartDeadline);
    ASSERT_TRUE(address.has_value()) << "docket did not start";
    address_ = *address;
  }

  void Kill() {
    server_->Signal(SIGKILL);
    ASSERT_EQ(server_->Wait(), -SIGKILL);
  }

  Outcome Docketctl(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {DOCKET_BIN "/docketctl", "--json", "--address", address_});
    ChildProcess command(arguments);
    Outcome outcome;
    outcome.output = command.ReadAll();
    outcome.exit = command.Wait();
    return outcome;
  }

  // Opens a ticket under `request_id` and gives its receipt.
  json Open(const std::string& request_id, const std::string& subject) {
    const Outcome opened = Docketctl({"ticket", "create", "--customer", "mailto:bob@example.org",
                                      "--subject", subject, "--request-id", request_id});
    EXPECT_EQ(opened.exit, 0) << opened.output;
    return json::parse(opened.output);
  }

  json Get(const std::string& ticket_id) {
    const Outcome got = Docketctl({"ticket", "get", ticket_id});
    EXPECT_EQ(got.exit, 0) << got.output;
    return json::parse(got.output);
  }

  testing::ScratchDirectory data_;
  std::unique_ptr<ChildProcess> server_;
  std::string address_;
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
