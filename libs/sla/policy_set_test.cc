// Which policy a ticket has, and what it comes down to.

#include "libs/sla/policy_set.h"

#include "libs/condition/facts.h"
#include "libs/sla/sla_test.h"
#include "libs/sla/terms.h"

namespace docket::sla {
namespace {

using condition::Reading;
using condition::Value;
using setting::v1::Policies;
using ::testing::IsNull;
using ::testing::NotNull;

// A ticket of one priority.
struct PriorityFacts final : condition::Facts {
  explicit PriorityFacts(int64_t given) : priority(given) {}
  std::optional<Value> Now(std::string_view path) const override {
    return path == "priority" ? std::optional<Value>(priority) : std::nullopt;
  }
  std::optional<Value> Before(std::string_view /*path*/) const override { return std::nullopt; }
  bool IsWorkingTime(std::string_view /*calendar*/, Time /*instant*/) const override {
    return false;
  }
  int64_t priority;
};

constexpr const char* kIfUrgent = "condition { test { path: 'priority' equals_number: 4 } }";

std::string IdFor(const PolicySet& set, int64_t priority) {
  const PriorityFacts facts(priority);
  Reading reading(facts);
  const auto* policy = set.Select(reading);
  return policy == nullptr ? "none" : policy->id();
}

PolicySet SetOf(const std::string& text) { return {FromText<Policies>(text), 7}; }

TEST(PolicySet, GivesTheFirstPolicyThatMatches) {
  const PolicySet set = SetOf(std::string("items { id: 'a' ") + kIfUrgent + " } items { id: 'b' }" +
                              "items { id: 'c' " + kIfUrgent + " }");
  EXPECT_EQ(IdFor(set, 4), "a");
  EXPECT_EQ(IdFor(set, 2), "b");
  EXPECT_EQ(set.version(), 7u);
}

TEST(PolicySet, GivesNoneWhereNoneMatches) {
  EXPECT_EQ(IdFor(SetOf(std::string("items { id: 'a' ") + kIfUrgent + " }"), 2), "none");
  EXPECT_EQ(IdFor(SetOf(""), 2), "none");
}

TEST(PolicySet, FindsALevelAndAsksItsCondition) {
  const PolicySet set = SetOf(std::string("items { id: 'a' levels { id: 'x' } levels { id: 'y' ") +
                              kIfUrgent + " } } items { id: 'b' levels { id: 'x' percent: 5 } }");
  ASSERT_THAT(set.FindLevel("b", "x"), NotNull());
  EXPECT_EQ(set.FindLevel("b", "x")->percent(), 5u);
  EXPECT_THAT(set.FindLevel("b", "y"), IsNull());
  EXPECT_THAT(set.FindLevel("c", "x"), IsNull());
  EXPECT_THAT(set.Find("c"), IsNull());
  EXPECT_EQ(set.Find("b")->id(), "b");
  const PriorityFacts facts(2);
  Reading reading(facts);
  EXPECT_TRUE(set.Acts("a", "x", reading));
  EXPECT_FALSE(set.Acts("a", "y", reading));
  EXPECT_FALSE(set.Acts("a", "z", reading));
}

TEST(Terms, AreTheTargetsOfOnePriority) {
  const auto policy = PolicyOf(
      "id: 'p' calendar: 'cn'"
      " targets { metric: SLA_METRIC_RESOLUTION low { seconds: 9 } urgent { seconds: 1 } }"
      " targets { metric: SLA_METRIC_UPDATE normal { seconds: 5 } urgent { seconds: 2 } }");
  const auto targets = [&](v1::Priority priority) {
    std::string text;
    const auto terms = TermsOf(policy, 3, 8, priority);
    for (const auto& target : terms.targets()) {
      text += ClockOf(FromText<v1::ClockUse>("metric: " + SlaMetric_Name(target.metric()))) + "=" +
              std::to_string(SpanOf(target.target()).count()) + " ";
    }
    return text;
  };
  EXPECT_EQ(targets(v1::PRIORITY_LOW), "resolution/0=9000 ");
  EXPECT_EQ(targets(v1::PRIORITY_NORMAL), "update/0=5000 ");
  EXPECT_EQ(targets(v1::PRIORITY_HIGH), "");
  EXPECT_EQ(targets(v1::PRIORITY_URGENT), "update/0=2000 resolution/0=1000 ");
  EXPECT_EQ(targets(v1::PRIORITY_UNSPECIFIED), "");
  const auto terms = TermsOf(policy, 3, 8, v1::PRIORITY_LOW);
  EXPECT_EQ(terms.policies_version(), 3u);
  EXPECT_EQ(terms.calendar_version(), 8u);
}

TEST(Terms, AreTotal) {
  const auto terms =
      TermsOf(PolicyOf("targets { metric: SLA_METRIC_RESOLUTION normal { seconds: 5 } }"
                       "targets { metric: SLA_METRIC_RESOLUTION normal { seconds: 6 } }"
                       "targets { metric: SLA_METRIC_UPDATE normal { seconds: -5 } }"
                       "targets { normal { seconds: 5 } }"
                       "levels { id: 'a' metric: SLA_METRIC_RESOLUTION percent: 4000000000 }"
                       "levels { id: 'a' metric: SLA_METRIC_RESOLUTION breach: true }"
                       "levels { id: 'b' metric: SLA_METRIC_RESOLUTION }"
                       "levels { id: '' metric: SLA_METRIC_RESOLUTION breach: true }"
                       "levels { id: 'c' metric: SLA_METRIC_UPDATE breach: true }"
                       "levels { id: 'd' metric: SLA_METRIC_RESOLUTION"
                       "         after { seconds: 9223372036854775807 } }"),
              1, 1, v1::PRIORITY_NORMAL);
  ASSERT_EQ(terms.targets_size(), 1);
  EXPECT_EQ(terms.targets(0).target().seconds(), 5);
  ASSERT_EQ(terms.levels_size(), 2);
  EXPECT_EQ(terms.levels(0).percent(), 99u);
  EXPECT_EQ(ThresholdOf(terms.levels(1), seconds(5)), seconds(5) + kSpanMax);
  EXPECT_EQ(terms.on_reopen(), setting::v1::REOPEN_EFFECT_RESUME);
  EXPECT_EQ(terms.calendar_version(), 0u);
}

}  // namespace
}  // namespace docket::sla
