#include "libs/eventing/acceptance.h"

#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "libs/base/proto_time.h"

namespace docket::eventing {
namespace {

using std::chrono::milliseconds;

constexpr uint64_t kHuge = uint64_t{1} << 63;
constexpr Time kNoon = FromMillis(43'200'000);

const Digest kOwn = Digest::Of("the head");
const Digest kOther = Digest::Of("another commit");

Head At(uint64_t version) { return {.version = version, .digest = kOwn, .time = kNoon}; }

// The text of a verdict reads better in a failure than its number.
std::string_view Say(const Head& head, uint64_t version, std::string_view prev,
                     const Digest& digest = kOther) {
  return ToText(Judge(head, version, prev, digest));
}

TEST(Acceptance, TakesOnlyWhatExtendsTheHead) {
  std::string longer(kOwn.bytes());
  longer.push_back('x');
  for (uint64_t version : {uint64_t{1}, uint64_t{7}, kHuge}) {
    SCOPED_TRACE(version);
    EXPECT_EQ(Say(At(version), version + 1, kOwn.bytes()), "accepted");
    EXPECT_EQ(Say(At(version), version + 1, kOther.bytes()), "foreign_prev");
    EXPECT_EQ(Say(At(version), version + 1, ""), "foreign_prev");
    EXPECT_EQ(Say(At(version), version + 1, kOwn.bytes().substr(1)), "foreign_prev");
    EXPECT_EQ(Say(At(version), version + 1, longer), "foreign_prev");
  }
}

TEST(Acceptance, BeginsWithVersionOneOnNothing) {
  const Head none;
  EXPECT_EQ(Say(none, 1, ""), "accepted");
  EXPECT_EQ(Say(none, 1, kOwn.bytes()), "foreign_prev");
  EXPECT_EQ(Say(none, 1, Digest().bytes()), "foreign_prev");
  EXPECT_EQ(Say(none, 0, ""), "stale");
  EXPECT_EQ(Say(none, 2, ""), "gap");
  EXPECT_EQ(Say(none, kHuge, Digest().bytes()), "gap");
}

TEST(Acceptance, TellsACopyOfTheHeadFromALostRace) {
  for (uint64_t version : {uint64_t{1}, uint64_t{7}, kHuge}) {
    EXPECT_EQ(Say(At(version), version, "whatever", kOwn), "duplicate");
    EXPECT_EQ(Say(At(version), version, kOwn.bytes(), kOther), "lost_race");
  }
}

TEST(Acceptance, PassesOverWhatIsBelowTheHead) {
  EXPECT_EQ(Say(At(7), 6, kOwn.bytes()), "stale");
  EXPECT_EQ(Say(At(7), 6, kOwn.bytes(), kOwn), "stale");
  EXPECT_EQ(Say(At(7), 0, ""), "stale");
  EXPECT_EQ(Say(At(kHuge), 7, kOwn.bytes()), "stale");
}

TEST(Acceptance, CallsAMissingVersionAGapWhateverItNames) {
  EXPECT_EQ(Say(At(7), 9, kOwn.bytes()), "gap");
  EXPECT_EQ(Say(At(7), 9, kOwn.bytes(), kOwn), "gap");
  EXPECT_EQ(Say(At(7), kHuge, kOwn.bytes()), "gap");
}

TEST(Acceptance, DoesNotWrapAroundAtTheLastVersion) {
  const Head last = At(std::numeric_limits<uint64_t>::max());
  EXPECT_EQ(Say(last, 0, kOwn.bytes()), "stale");
  EXPECT_EQ(Say(last, last.version, "", kOwn), "duplicate");
  EXPECT_EQ(Say(last, last.version - 1, kOwn.bytes()), "stale");
}

TEST(Acceptance, AcceptsWhatExtendMakes) {
  Head head;
  for (uint64_t version = 1; version <= 3; ++version) {
    CommitHeader header;
    Extend(head, kNoon, header);
    EXPECT_EQ(header.version(), version);
    const Digest digest = Digest::Of("commit " + std::to_string(version));
    ASSERT_EQ(Say(head, header.version(), header.prev(), digest), "accepted");
    head = HeadOf(header, digest);
    EXPECT_EQ(head.version, version);
    EXPECT_EQ(head.digest, digest);
  }
}

TEST(Acceptance, NamesNothingAtVersionOneAndTheHeadAfterwards) {
  CommitHeader header;
  Extend(Head{.version = 0, .digest = kOwn}, kNoon, header);
  EXPECT_EQ(header.prev(), "");
  Extend(At(1), kNoon, header);
  EXPECT_EQ(header.prev(), kOwn.bytes());
}

TEST(Acceptance, NeverTurnsTheTimeOfAnAggregateBack) {
  const Time before = kNoon - milliseconds(1);
  const Time after = kNoon + milliseconds(1);
  EXPECT_EQ(CommitTime(At(7), before), kNoon);
  EXPECT_EQ(CommitTime(At(7), after), after);
  EXPECT_EQ(CommitTime(Head{}, FromMillis(-5)), FromMillis(-5));
  CommitHeader header;
  Extend(At(7), before, header);
  EXPECT_EQ(FromProto(header.time()), kNoon);
  EXPECT_EQ(HeadOf(header, kOther).time, kNoon);
}

TEST(Acceptance, NamesNoFewerSettingsThanTheCommitItExtends) {
  CommitHeader header;
  header.set_settings(3);
  Head head = HeadOf(header, kOwn);
  EXPECT_EQ(head.settings, 3);
  CommitHeader next;
  Extend(head, kNoon, next);
  EXPECT_EQ(next.settings(), 3);
  next.set_settings(5);
  Extend(head, kNoon, next);
  EXPECT_EQ(next.settings(), 5);
}

}  // namespace
}  // namespace docket::eventing
