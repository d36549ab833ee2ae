// Fails when the ticket can give a reason that no test of this program has met. Looks after the
// last test, and only if all of them ran: a filtered run has met few.

#include "services/intake/domain/ticket_test.h"

namespace docket::intake {
namespace {

class EveryRejectionIsTested : public ::testing::Environment {
 public:
  void TearDown() override {
    const auto& run = *::testing::UnitTest::GetInstance();
    if (run.test_to_run_count() + run.disabled_test_count() != run.total_test_count()) return;
    const auto& reasons = *ticket::v1::TicketRejection_descriptor();
    for (int i = 0; i < reasons.value_count(); ++i) {
      const int reason = reasons.value(i)->number();
      if (reason == ticket::v1::TICKET_REJECTION_UNSPECIFIED) continue;
      EXPECT_TRUE(docket::testing::ReasonsMet().contains(eventing::ReasonName(reasons, reason)))
          << reasons.value(i)->name() << " is reached by no test";
    }
  }
};

const auto* const kEnvironment = ::testing::AddGlobalTestEnvironment(new EveryRejectionIsTested);

}  // namespace
}  // namespace docket::intake
