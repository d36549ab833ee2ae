#include "libs/log/embedded/write_queue.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace docket::log::embedded {
namespace {

PendingWrite OfBytes(size_t bytes) {
  return {nullptr, std::vector<Record>{{"", std::string(bytes, 'x'), {}}}, nullptr};
}

PendingWrite Named(const std::string& group) {
  return {nullptr, StoredPosition{group, 0}, nullptr};
}

std::vector<std::string> GroupsOf(const std::vector<PendingWrite>& writes) {
  std::vector<std::string> groups;
  for (const PendingWrite& write : writes) {
    groups.push_back(std::get<StoredPosition>(write.what).group);
  }
  return groups;
}

using Groups = std::vector<std::string>;

TEST(WriteQueue, GivesWhatWaitsInOrder) {
  WriteQueue queue(1 << 20, 1 << 20);
  for (const char* group : {"a", "b", "c"}) ASSERT_TRUE(queue.Push(Named(group)).ok());
  EXPECT_EQ(GroupsOf(queue.Take()), (Groups{"a", "b", "c"}));
}

TEST(WriteQueue, RefusesWhenTooMuchWaitsAndTakesAgainAfterwards) {
  WriteQueue queue(5000, 1 << 20);
  ASSERT_TRUE(queue.Push(OfBytes(3000)).ok());
  EXPECT_EQ(queue.Push(OfBytes(3000)).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(queue.Take().size(), 1u);
  EXPECT_TRUE(queue.Push(OfBytes(3000)).ok());
}

TEST(WriteQueue, IsFilledByManyEmptyRecordsToo) {
  WriteQueue queue(10'000, 1 << 20);
  int taken = 0;
  while (taken < 1000 && queue.Push(OfBytes(0)).ok()) ++taken;
  EXPECT_LT(taken, 100);
}

TEST(WriteQueue, TakesAnySizeWhenEmpty) {
  WriteQueue queue(1, 1);
  EXPECT_TRUE(queue.Push(OfBytes(3000)).ok());
  EXPECT_EQ(queue.Take().size(), 1u);
}

TEST(WriteQueue, CutsBatchesAtTheirSize) {
  WriteQueue queue(1 << 20, 5000);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(queue.Push(OfBytes(2000)).ok());
  EXPECT_EQ(queue.Take().size(), 2u);
  EXPECT_EQ(queue.Take().size(), 1u);
}

TEST(WriteQueue, GivesWhatWaitsAfterItWasClosed) {
  WriteQueue queue(1 << 20, 1 << 20);
  ASSERT_TRUE(queue.Push(Named("a")).ok());
  queue.Close();
  EXPECT_EQ(GroupsOf(queue.Take()), Groups{"a"});
  EXPECT_TRUE(queue.Take().empty());
}

TEST(WriteQueue, RefusesEverythingAfterAStop) {
  WriteQueue queue(1 << 20, 1 << 20);
  ASSERT_TRUE(queue.Push(Named("a")).ok());
  EXPECT_EQ(GroupsOf(queue.Stop(Unavailable("no disk"))), Groups{"a"});
  EXPECT_TRUE(queue.Take().empty());
  EXPECT_EQ(queue.Push(Named("b")), Unavailable("no disk"));
  EXPECT_EQ(queue.stopped(), Unavailable("no disk"));
}

}  // namespace
}  // namespace docket::log::embedded
