#include "tools/docketctl/import/send_order.h"

#include <gtest/gtest.h>

namespace docket::docketctl {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr nanoseconds kNow{seconds(100)};

// Two cases: numbers 1, 2 and 4 are of one, 3 and 5 of the other.
SendOrder TwoCases() {
  SendOrder order;
  order.Add(1, "a");
  order.Add(2, "a");
  order.Add(3, "b");
  order.Add(4, "a");
  order.Add(5, "b");
  return order;
}

TEST(SendOrder, LetsOneOfEachCaseGoAtATime) {
  SendOrder order = TwoCases();
  EXPECT_EQ(order.Next(kNow), 1);
  EXPECT_EQ(order.Next(kNow), 3);
  EXPECT_EQ(order.Next(kNow), std::nullopt);
  order.Finish(3);
  EXPECT_EQ(order.Next(kNow), 5);
  order.Finish(1);
  EXPECT_EQ(order.Next(kNow), 2);
  EXPECT_EQ(order.Next(kNow), std::nullopt);
  order.Finish(2);
  EXPECT_EQ(order.Next(kNow), 4);
  order.Finish(4);
  order.Finish(5);
  EXPECT_EQ(order.open(), 0);
}

TEST(SendOrder, PrefersWhatComesFirst) {
  SendOrder order;
  for (uint64_t number = 1; number <= 4; ++number) order.Add(number, std::to_string(number % 2));
  EXPECT_EQ(order.Next(kNow), 1);
  order.Finish(1);
  EXPECT_EQ(order.Next(kNow), 2);
  EXPECT_EQ(order.Next(kNow), 3);
}

TEST(SendOrder, HoldsACaseBackWhileItsFirstWaits) {
  SendOrder order = TwoCases();
  EXPECT_EQ(order.Next(kNow), 1);
  order.Postpone(1, kNow);
  EXPECT_EQ(order.next_time(), kNow + milliseconds(100));
  EXPECT_EQ(order.Next(kNow), 3);
  EXPECT_EQ(order.Next(kNow + milliseconds(99)), std::nullopt);
  EXPECT_EQ(order.Next(kNow + milliseconds(100)), 1);
  EXPECT_EQ(order.next_time(), std::nullopt);
  EXPECT_EQ(order.Next(kNow + seconds(9)), std::nullopt);
}

TEST(SendOrder, WaitsLongerEachTimeUntilItsCaseGoesOn) {
  SendOrder order = TwoCases();
  for (const int wait : {100, 200, 400, 800, 1600, 3200, 5000, 5000}) {
    ASSERT_EQ(order.Next(kNow + seconds(99)), 1);
    order.Postpone(1, kNow);
    EXPECT_EQ(order.next_time(), kNow + milliseconds(wait));
  }
  EXPECT_EQ(order.Next(kNow + seconds(99)), 1);
  order.Finish(1);
  EXPECT_EQ(order.Next(kNow), 2);
  order.Postpone(2, kNow);
  EXPECT_EQ(order.next_time(), kNow + milliseconds(100));
}

TEST(SendOrder, SendsWhatNobodyAnswersAgainInItsOrder) {
  SendOrder order = TwoCases();
  EXPECT_EQ(order.Next(kNow), 1);
  EXPECT_EQ(order.Next(kNow), 3);
  order.Recall();
  EXPECT_EQ(order.under_way(), 0);
  EXPECT_EQ(order.open(), 5);
  EXPECT_EQ(order.Next(kNow), 1);
  EXPECT_EQ(order.Next(kNow), 3);
  EXPECT_EQ(order.Next(kNow), std::nullopt);
}

TEST(SendOrder, KeepsPostponedWhatIsRecalledBeside) {
  SendOrder order = TwoCases();
  EXPECT_EQ(order.Next(kNow), 1);
  EXPECT_EQ(order.Next(kNow), 3);
  order.Postpone(1, kNow);
  order.Recall();
  EXPECT_EQ(order.Next(kNow), 3);
  EXPECT_EQ(order.Next(kNow), std::nullopt);
  EXPECT_EQ(order.Next(kNow + milliseconds(100)), 1);
}

}  // namespace
}  // namespace docket::docketctl
