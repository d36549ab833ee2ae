#include "tools/docketctl/routing/presence_keeping.h"

#include <deque>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace docket::docketctl {
namespace {

using routing::v1::Presence;
using routing::v1::PRESENCE_AVAILABLE;
using routing::v1::PRESENCE_BUSY;
using routing::v1::PRESENCE_OFFLINE;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A server that answers as each test says and, beyond that, with OK; and somebody who interrupts
// after so many waits.
class PresenceKeepingTest : public ::testing::Test {
 protected:
  absl::Status Keep(Presence presence, size_t waits) {
    return KeepPresence(presence, {.say =
                                       [this](Presence said_presence) {
                                         said.push_back(said_presence);
                                         if (answers.empty()) return absl::OkStatus();
                                         absl::Status answer = answers.front();
                                         answers.pop_front();
                                         return answer;
                                       },
                                   .wait =
                                       [this, waits](std::chrono::milliseconds time) {
                                         waited.push_back(time);
                                         return waited.size() == waits;
                                       },
                                   .on_unsaid =
                                       [this](const absl::Status& status) {
                                         unsaid.emplace_back(Message(status));
                                       }});
  }

  std::deque<absl::Status> answers;
  std::vector<Presence> said;
  std::vector<std::chrono::milliseconds> waited;
  std::vector<std::string> unsaid;
};

TEST_F(PresenceKeepingTest, SaysItEveryTwentySecondsAndInTheEndOffline) {
  EXPECT_TRUE(Keep(PRESENCE_BUSY, 3).ok());
  EXPECT_THAT(said, ElementsAre(PRESENCE_BUSY, PRESENCE_BUSY, PRESENCE_BUSY, PRESENCE_OFFLINE));
  EXPECT_THAT(waited, Each(std::chrono::seconds(20)));
}

TEST_F(PresenceKeepingTest, GoesOnWhileTheServerIsAway) {
  answers = {absl::OkStatus(), Unavailable("gone"), absl::DeadlineExceededError("slow")};
  EXPECT_TRUE(Keep(PRESENCE_AVAILABLE, 4).ok());
  EXPECT_THAT(said, ElementsAre(PRESENCE_AVAILABLE, PRESENCE_AVAILABLE, PRESENCE_AVAILABLE,
                                PRESENCE_AVAILABLE, PRESENCE_OFFLINE));
  EXPECT_THAT(unsaid, ElementsAre("gone", "slow"));
}

TEST_F(PresenceKeepingTest, DoesNotBeginWithoutAServer) {
  answers = {Unavailable("not there")};
  EXPECT_EQ(Keep(PRESENCE_AVAILABLE, 1), Unavailable("not there"));
  EXPECT_THAT(said, ElementsAre(PRESENCE_AVAILABLE));
  EXPECT_THAT(waited, IsEmpty());
}

TEST_F(PresenceKeepingTest, EndsOnceItIsRefused) {
  answers = {absl::OkStatus(), FailedPrecondition("no such agent")};
  EXPECT_EQ(Keep(PRESENCE_AVAILABLE, 9), FailedPrecondition("no such agent"));
  EXPECT_THAT(said, ElementsAre(PRESENCE_AVAILABLE, PRESENCE_AVAILABLE));
  EXPECT_THAT(unsaid, IsEmpty());
}

TEST_F(PresenceKeepingTest, TellsThatOfflineCouldNotBeSaid) {
  answers = {absl::OkStatus(), Unavailable("gone")};
  EXPECT_EQ(Keep(PRESENCE_AVAILABLE, 1), Unavailable("gone"));
}

}  // namespace
}  // namespace docket::docketctl
