#include "libs/base/time.h"

#include <limits>

#include <gtest/gtest.h>

#include "libs/base/proto_time.h"

namespace docket {
namespace {

constexpr Time kFirst = FromMillis(-62'135'596'800'000);
constexpr Time kLast = FromMillis(253'402'300'799'999);

google::protobuf::Timestamp Proto(int64_t seconds, int32_t nanos) {
  google::protobuf::Timestamp proto;
  proto.set_seconds(seconds);
  proto.set_nanos(nanos);
  return proto;
}

TEST(FormatTime, WritesMillisecondsAndZ) {
  EXPECT_EQ(FormatTime(FromMillis(0)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(FormatTime(FromMillis(1'772'352'000'007)), "2026-03-01T08:00:00.007Z");
}

TEST(FormatTime, CountsForwardBefore1970) {
  EXPECT_EQ(FormatTime(FromMillis(-1)), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(FormatTime(FromMillis(-86'400'001)), "1969-12-30T23:59:59.999Z");
}

TEST(FormatTime, ReachesFromYear1ToYear9999) {
  EXPECT_EQ(FormatTime(kFirst), "0001-01-01T00:00:00.000Z");
  EXPECT_EQ(FormatTime(kLast), "9999-12-31T23:59:59.999Z");
}

TEST(ParseTime, ReadsWhatFormatTimeWrites) {
  for (int64_t millis : {int64_t{0}, int64_t{-1}, int64_t{1}, int64_t{951'782'400'000},
                         int64_t{4'107'542'399'999}, ToMillis(kFirst), ToMillis(kLast)}) {
    EXPECT_EQ(ParseTime(FormatTime(FromMillis(millis))), FromMillis(millis));
  }
}

TEST(ParseTime, TakesAShorterFractionAndASpace) {
  const Time noon = FromMillis(43'200'000);
  EXPECT_EQ(ParseTime("1970-01-01T12:00:00Z"), noon);
  EXPECT_EQ(ParseTime("1970-01-01 12:00:00Z"), noon);
  EXPECT_EQ(ParseTime("1970-01-01T12:00:00.5Z"), noon + std::chrono::milliseconds(500));
  EXPECT_EQ(ParseTime("1970-01-01T12:00:00.05Z"), noon + std::chrono::milliseconds(50));
}

TEST(ParseTime, RefusesDatesAndTimesThatAreNone) {
  for (const char* text : {"2025-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2025-04-31T00:00:00Z",
                           "2025-00-01T00:00:00Z", "2025-13-01T00:00:00Z", "2025-01-00T00:00:00Z",
                           "0000-01-01T00:00:00Z", "2025-01-01T24:00:00Z", "2025-01-01T00:60:00Z",
                           "2016-12-31T23:59:60Z"}) {
    EXPECT_FALSE(ParseTime(text)) << text;
  }
  EXPECT_TRUE(ParseTime("2024-02-29T00:00:00Z"));
  EXPECT_TRUE(ParseTime("2000-02-29T00:00:00Z"));
}

TEST(ParseTime, RefusesEveryOtherForm) {
  for (const char* text : {"",
                           "Z",
                           "2025-01-01",
                           "2025-01-01T00:00Z",
                           "2025-01-01T00:00:00",
                           "2025-01-01T00:00:00+00:00",
                           "2025-01-01T00:00:00-00:00",
                           "2025-01-01T00:00:00z",
                           "2025-01-01t00:00:00Z",
                           "2025-01-01T00:00:00.Z",
                           "2025-01-01T00:00:00.1234Z",
                           "2025-01-01T00:00:00,5Z",
                           "2025-1-01T00:00:00Z",
                           "25-01-01T00:00:00Z",
                           "+2025-01-01T00:00:00Z",
                           "-025-01-01T00:00:00Z",
                           "2025/01/01T00:00:00Z",
                           "2025-01-01T00:00:00Z ",
                           " 2025-01-01T00:00:00Z",
                           "2025-01-01T00:00: 0Z",
                           "20250101T000000Z",
                           "12025-01-01T00:00:00Z"}) {
    EXPECT_FALSE(ParseTime(text)) << text;
  }
}

TEST(ParseTime, RefusesATimeThatIsCutOff) {
  const std::string whole = "2026-03-01T08:00:00.007Z";
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(ParseTime(std::string_view(whole).substr(0, size))) << size;
  }
}

TEST(ProtoTime, ComesBackUnchanged) {
  for (Time time : {FromMillis(0), FromMillis(-1), FromMillis(1'772'352'000'007), kFirst, kLast}) {
    EXPECT_EQ(FromProto(ToProto(time)), time);
  }
}

TEST(ProtoTime, KeepsNanosPositiveBefore1970) {
  EXPECT_EQ(ToProto(FromMillis(-1)).seconds(), -1);
  EXPECT_EQ(ToProto(FromMillis(-1)).nanos(), 999'000'000);
}

TEST(ProtoTime, DropsWhatLiesBelowAMillisecond) {
  EXPECT_EQ(FromProto(Proto(1, 1'999'999)), FromMillis(1'001));
}

TEST(ProtoTime, BringsInstantsOutOfRangeToItsEnds) {
  using Seconds = std::numeric_limits<int64_t>;
  using Nanos = std::numeric_limits<int32_t>;
  EXPECT_EQ(FromProto(Proto(Seconds::max(), Nanos::max())), kLast);
  EXPECT_EQ(FromProto(Proto(Seconds::min(), Nanos::min())), kFirst);
  EXPECT_EQ(FromProto(Proto(253'402'300'799, Nanos::max())), kLast);
}

}  // namespace
}  // namespace docket
