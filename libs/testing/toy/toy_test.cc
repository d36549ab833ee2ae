#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "libs/testing/toy/borrower.h"
#include "libs/testing/toy/umbrella.h"

namespace docket::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Time kNoon = FromMillis(43'200'000);

// A decider after some events, which says what a command does to it.
template <typename T>
class Given {
 public:
  explicit Given(const std::vector<std::string>& events) {
    for (const std::string& event : events) {
      state_ = T::Evolve(std::move(state_), {}, Parse<typename T::Event>(event));
    }
  }
  // The events caused, or the reason of a refusal.
  std::vector<std::string> When(const std::string& command, Time now = kNoon) const {
    const eventing::Actor actor;
    auto decision = T::Decide(state_, Parse<typename T::Command>(command),
                              {.now = now,
                               .tenant = "acme",
                               .aggregate_id = "",
                               .actor = actor,
                               .roles = {},
                               .recorded = nullptr});
    if (!decision.ok()) {
      const std::optional<Rejection> rejection = RejectionOf(decision.status());
      return {rejection ? rejection->reason : "no rejection"};
    }
    std::vector<std::string> events;
    for (const auto& event : decision->events) events.push_back(event.ShortDebugString());
    return events;
  }

 private:
  template <typename M>
  static M Parse(const std::string& text) {
    M message;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
    return message;
  }

  typename T::State state_;
};

const std::string kAda = Borrower::IdOf("acme", "ada");
const std::string kLent =
    "lent { loan: 1 borrower_id: '" + kAda + "' due_time { seconds: 43200 } }";

TEST(Umbrella, IsLentToOnePersonAtATime) {
  const std::string lend = "lend { borrower_id: '" + kAda + "' }";
  EXPECT_THAT(Given<Umbrella>({}).When(lend),
              ElementsAre("lent { loan: 1 borrower_id: \"" + kAda + "\" due_time { } }"));
  EXPECT_THAT(Given<Umbrella>({kLent}).When(lend), ElementsAre("LENT"));
  EXPECT_THAT(Given<Umbrella>({kLent, "collected { loan: 1 }"}).When(lend),
              ElementsAre("lent { loan: 2 borrower_id: \"" + kAda + "\" due_time { } }"));
}

TEST(Umbrella, KeepsLoansApart) {
  EXPECT_THAT(Given<Umbrella>({}).When("confirm { loan: 1 }"), ElementsAre("LOAN_UNKNOWN"));
  EXPECT_THAT(Given<Umbrella>({kLent}).When("decline { loan: 2 }"), ElementsAre("LOAN_UNKNOWN"));
  EXPECT_THAT(Given<Umbrella>({kLent}).When("confirm { loan: 1 }"),
              ElementsAre("confirmed { loan: 1 }"));
  EXPECT_THAT(Given<Umbrella>({kLent, "collected { loan: 1 }"}).When("confirm { loan: 1 }"),
              ElementsAre("LOAN_OVER"));
  EXPECT_THAT(Given<Umbrella>({kLent, "declined { loan: 1 }"}).When("collect {}"), IsEmpty());
}

TEST(Umbrella, RemindsOnceAndNeverEarly) {
  const std::string remind = "remind { loan: 1 }";
  EXPECT_THAT(Given<Umbrella>({kLent}).When(remind, kNoon), ElementsAre("TOO_EARLY"));
  EXPECT_THAT(Given<Umbrella>({kLent}).When(remind, kNoon + std::chrono::milliseconds(1)),
              ElementsAre("reminded { loan: 1 }"));
  EXPECT_THAT(Given<Umbrella>({kLent, "reminded { loan: 1 }"}).When(remind), IsEmpty());
}

TEST(Umbrella, GivesAnOpenLoanOtherTermsAndNoneTheTermsThatItHas) {
  const std::string apply = "apply_terms { loan: 1 }";
  EXPECT_THAT(Given<Umbrella>({kLent}).When(apply), IsEmpty());
  EXPECT_THAT(Given<Umbrella>({kLent, "terms_changed { loan: 1 terms: 'old' }"}).When(apply),
              ElementsAre("terms_changed { loan: 1 }"));
  EXPECT_THAT(Given<Umbrella>({kLent, "collected { loan: 1 }"}).When(apply),
              ElementsAre("LOAN_OVER"));
}

TEST(Borrower, HasTwoUmbrellasAtOnceAtMost) {
  const std::vector<std::string> two = {"taken { umbrella_id: 'a' loan: 1 }",
                                        "taken { umbrella_id: 'b' loan: 1 }"};
  const std::string third = "take { umbrella_id: 'c' loan: 1 }";
  EXPECT_THAT(Given<Borrower>(two).When(third),
              ElementsAre("refused { umbrella_id: \"c\" loan: 1 }"));
  EXPECT_THAT(Given<Borrower>({two[0], two[1], "ended { umbrella_id: 'a' loan: 1 }"}).When(third),
              ElementsAre("taken { umbrella_id: \"c\" loan: 1 }"));
}

TEST(Borrower, EndsOnlyWhatItHasTaken) {
  const std::vector<std::string> one = {"taken { umbrella_id: 'a' loan: 1 }"};
  EXPECT_THAT(Given<Borrower>(one).When("end { umbrella_id: 'a' loan: 1 }"),
              ElementsAre("ended { umbrella_id: \"a\" loan: 1 }"));
  EXPECT_THAT(Given<Borrower>(one).When("end { umbrella_id: 'a' loan: 2 }"), IsEmpty());
}

}  // namespace
}  // namespace docket::testing
