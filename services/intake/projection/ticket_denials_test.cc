// What somebody is told who may not see a ticket, or not do what they ask.

#include <gtest/gtest.h>

#include "libs/base/rejection.h"
#include "libs/testing/scripted_event_log.h"
#include "libs/testing/scripted_positions.h"
#include "services/intake/projection/intake_unit_test.h"

namespace docket::intake {
namespace {

class TicketDenialsTest : public ::testing::Test {
 protected:
  TicketDenialsTest() {
    desk_.Assign();
    desk_.Done("open { requester { customer_key: 'ada' } channel: CHANNEL_WEB subject: 'Lamp' }",
               kAda, "open");
  }

  // The reason for which a comment on a version that never was is refused.
  std::string ReasonFor(const CommandOptions& by) {
    const auto outcome =
        desk_.Ask("comment { visibility: COMMENT_VISIBILITY_PUBLIC text: 'Me too' }", by, "r1", 99);
    return RejectionOf(outcome.status()).value_or(Rejection{}).reason;
  }

  testing::ScriptedEventLog log_;
  testing::ScriptedPositions positions_;
  IntakeDesk desk_{log_, positions_};
};

TEST_F(TicketDenialsTest, TellNobodyOfAVersionWhoMayNotSeeIt) {
  EXPECT_EQ(ReasonFor(kBob), "NOT_FOUND");
  EXPECT_EQ(ReasonFor(kAda), "VERSION_CONFLICT");
}

}  // namespace
}  // namespace docket::intake
