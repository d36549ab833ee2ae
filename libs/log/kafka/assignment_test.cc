#include "libs/log/kafka/assignment.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace docket::log::kafka {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::string_literals;

// Version 0; "a" with partitions 1 and 258, "b" with 7; no user data.
const std::string kTwoTopics =
    "\0\0"s
    "\0\0\0\2"s
    "\0\1"s
    "a"
    "\0\0\0\2"s
    "\0\0\0\1"s
    "\0\0\1\2"s
    "\0\1"s
    "b"
    "\0\0\0\1"s
    "\0\0\0\7"s
    "\0\0\0\0"s;

TEST(Assignment, NamesThePartitionsOfATopic) {
  EXPECT_THAT(AssignedPartitions(kTwoTopics, "a"), ElementsAre(1, 258));
  EXPECT_THAT(AssignedPartitions(kTwoTopics, "b"), ElementsAre(7));
  EXPECT_THAT(AssignedPartitions(kTwoTopics, "c"), IsEmpty());
}

TEST(Assignment, OfAMemberWithNothingIsEmpty) {
  EXPECT_THAT(AssignedPartitions("", "a"), IsEmpty());
}

TEST(Assignment, ThatIsCutAnywhereGivesNothingOrWhatIsWhole) {
  for (size_t size = 0; size < kTwoTopics.size() - 4; ++size) {
    EXPECT_THAT(AssignedPartitions(kTwoTopics.substr(0, size), "b"), IsEmpty()) << size;
  }
}

TEST(Assignment, ThatPromisesMoreThanItHoldsGivesNothing) {
  const std::string many =
      "\0\0"s
      "\x7f\xff\xff\xff"s
      "\0\1"s
      "a"
      "\x7f\xff\xff\xff"s;
  EXPECT_THAT(AssignedPartitions(many, "a"), IsEmpty());
  const std::string negative =
      "\0\0"s
      "\xff\xff\xff\xff"s;
  EXPECT_THAT(AssignedPartitions(negative, "a"), IsEmpty());
}

}  // namespace
}  // namespace docket::log::kafka
