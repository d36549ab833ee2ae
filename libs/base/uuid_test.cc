#include "libs/base/uuid.h"

#include <initializer_list>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace docket {
namespace {

constexpr Time kTime = FromMillis(1'645'557'742'000);
constexpr size_t kVersionAt = 14;
constexpr size_t kVariantAt = 19;

// RFC 9562, appendix A.6.
TEST(UuidV7, GivesTheVectorOfItsRfc) {
  const UuidBytes random = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x0C, 0xC3,
                            0x18, 0xC4, 0xDC, 0x0C, 0x0C, 0x07, 0x39, 0x8F};
  EXPECT_EQ(FormatUuid(MakeUuidV7(kTime, random)), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

TEST(UuidV7, BearsVersionAndVariantWhateverTheRandomBits) {
  for (uint8_t fill : std::initializer_list<uint8_t>{0x00, 0xFF, 0x55, 0xAA}) {
    UuidBytes random;
    random.fill(fill);
    const std::string uuid = FormatUuid(MakeUuidV7(kTime, random));
    EXPECT_EQ(uuid[kVersionAt], '7') << uuid;
    EXPECT_NE(std::string("89ab").find(uuid[kVariantAt]), std::string::npos) << uuid;
  }
}

TEST(UuidV7, SortsByTimeBeforeRandomBits) {
  UuidBytes low{};
  UuidBytes high;
  high.fill(0xFF);
  EXPECT_LT(MakeUuidV7(kTime, high), MakeUuidV7(kTime + std::chrono::milliseconds(1), low));
}

TEST(DrawUuidV7, RisesAndNeverRepeatsWithinOneMillisecond) {
  std::string last;
  for (int i = 0; i < 100'000; ++i) {
    std::string uuid = DrawUuidV7(kTime);
    ASSERT_GT(uuid, last) << "draw " << i;
    ASSERT_EQ(uuid[kVersionAt], '7') << uuid;
    ASSERT_NE(std::string("89ab").find(uuid[kVariantAt]), std::string::npos) << uuid;
    last = std::move(uuid);
  }
}

TEST(DrawUuidV7, RisesWhenTheClockStepsBack) {
  const std::string before = DrawUuidV7(kTime + std::chrono::hours(1));
  EXPECT_GT(DrawUuidV7(kTime), before);
}

TEST(DrawUuidV7, NeverRepeatsAcrossThreads) {
  constexpr size_t kThreads = 4;
  constexpr size_t kDraws = 2'000;
  std::vector<std::vector<std::string>> drawn(kThreads);
  std::vector<std::thread> threads;
  for (auto& mine : drawn) {
    threads.emplace_back([&mine] {
      for (size_t i = 0; i < kDraws; ++i) mine.push_back(DrawUuidV7(kTime));
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> all;
  for (const auto& mine : drawn) all.insert(mine.begin(), mine.end());
  EXPECT_EQ(all.size(), kThreads * kDraws);
}

}  // namespace
}  // namespace docket
