#include "libs/eventing/commit.h"

#include <google/protobuf/stubs/logging.h>
#include <gtest/gtest.h>

#include "libs/base/proto_time.h"
#include "libs/testing/toy/umbrella_history.h"

namespace docket::eventing {
namespace {

using testing::LentText;
using testing::Umbrella;
using testing::UmbrellaHistory;

const AggregateKindOf<Umbrella> kKind;

Readability ReadabilityOf(std::string_view key, std::string bytes) {
  const google::protobuf::LogSilencer quiet;  // It would report each text that is no UTF-8.
  return ReadCommit(kKind, key, std::move(bytes)).readability;
}

// A commit that has every kind of field.
std::string Golden() {
  Umbrella::Commit commit;
  CommitHeader& header = *commit.mutable_header();
  header.set_tenant("acme");
  header.set_aggregate_id("UM-0000000000000000");
  header.set_version(7);
  header.set_prev("0123456789abcdef");
  header.set_command_id("fedcba9876543210");
  header.set_command_digest("aaaaaaaaaaaaaaaa");
  header.set_correlation_id("bbbbbbbbbbbbbbbb");
  header.mutable_cause()->set_topic("docket.borrower.events.v1");
  header.mutable_cause()->set_offset(41);
  header.mutable_actor()->set_kind(Actor::KIND_SERVICE);
  header.mutable_actor()->set_id("ledger");
  *header.mutable_time() = ToProto(FromMillis(1'700'000'000'123));
  header.set_settings(3);
  commit.add_events()->mutable_confirmed()->set_loan(1);
  return SerializeDeterministic(commit);
}
constexpr char kGoldenKey[] = "UM-0000000000000000";

TEST(Commit, IsReadAsItWasWritten) {
  UmbrellaHistory history("red");
  const Commit written = history.Add(LentText(1, "ada", FromMillis(1)));
  const ReadCommitResult read = ReadCommit(kKind, history.id(), written.bytes);
  ASSERT_EQ(read.readability, Readability::kReadable);
  EXPECT_EQ(read.commit.bytes, written.bytes);
  EXPECT_EQ(read.commit.digest, Digest::Of(written.bytes));
  EXPECT_EQ(read.commit.digest, written.digest);
  EXPECT_EQ(SerializeDeterministic(*read.commit.message), written.bytes);
  EXPECT_EQ(read.commit.header(kKind).version(), 1);
}

// The storage format: a change of these bytes is a change of every log.
TEST(Commit, KeepsItsBytes) {
  EXPECT_EQ(Digest::Of(Golden()).hex(), "8520ac29ae3198be145d1d2cce4f68d7");
  EXPECT_EQ(ReadabilityOf(kGoldenKey, Golden()), Readability::kReadable);
}

TEST(Commit, IsDigestedAsItStandsInTheLogUnknownFieldsIncluded) {
  const std::string newer = Golden() + std::string("\xfa\x01\x01x", 4);  // Field 31, length 1.
  const ReadCommitResult read = ReadCommit(kKind, kGoldenKey, newer);
  EXPECT_EQ(read.readability, Readability::kReadable);
  EXPECT_EQ(read.commit.digest, Digest::Of(newer));
  EXPECT_EQ(read.commit.bytes, newer);
}

TEST(Commit, IsNoneWithoutAReadableHeader) {
  EXPECT_EQ(ReadabilityOf(kGoldenKey, ""), Readability::kNoHeader);
  EXPECT_EQ(ReadabilityOf(kGoldenKey, "no protobuf at all"), Readability::kNoHeader);
  EXPECT_EQ(ReadabilityOf(kGoldenKey, Golden().substr(1)), Readability::kNoHeader);
}

TEST(Commit, IsNoneUnderAnothersKey) {
  EXPECT_EQ(ReadabilityOf("UM-0000000000000001", Golden()), Readability::kNoHeader);
  EXPECT_EQ(ReadabilityOf("", Golden()), Readability::kNoHeader);
}

TEST(Commit, IsNoneUnlessItNamesVersionAndTenant) {
  Umbrella::Commit commit;
  ASSERT_TRUE(commit.ParseFromString(Golden()));
  commit.mutable_header()->clear_version();
  EXPECT_EQ(ReadabilityOf(kGoldenKey, commit.SerializeAsString()), Readability::kNoHeader);
  commit.mutable_header()->set_version(7);
  commit.mutable_header()->clear_tenant();
  EXPECT_EQ(ReadabilityOf(kGoldenKey, commit.SerializeAsString()), Readability::kNoHeader);
  commit.mutable_header()->set_tenant(std::string(70'000, 't'));
  EXPECT_EQ(ReadabilityOf(kGoldenKey, commit.SerializeAsString()), Readability::kNoHeader);
}

TEST(Commit, IsOfANewerReleaseIfAnEventIsOfNoKnownKind) {
  Umbrella::Commit commit;
  ASSERT_TRUE(commit.ParseFromString(Golden()));
  commit.add_events();
  EXPECT_EQ(ReadabilityOf(kGoldenKey, commit.SerializeAsString()), Readability::kUnknownEvents);
  commit.clear_events();
  EXPECT_EQ(ReadabilityOf(kGoldenKey, commit.SerializeAsString()), Readability::kUnknownEvents);
}

TEST(Commit, KeepsItsHeaderWhenTheRestCannotBeRead) {
  const std::string cut = Golden().substr(0, Golden().size() - 1);
  const ReadCommitResult read = ReadCommit(kKind, kGoldenKey, cut);
  ASSERT_EQ(read.readability, Readability::kUnknownEvents);
  EXPECT_EQ(read.commit.header(kKind).version(), 7);
  EXPECT_EQ(read.commit.digest, Digest::Of(cut));
}

TEST(Commit, IsNeverReadableWhenCut) {
  const std::string golden = Golden();
  for (size_t size = 0; size < golden.size(); ++size) {
    EXPECT_NE(ReadabilityOf(kGoldenKey, golden.substr(0, size)), Readability::kReadable) << size;
  }
}

TEST(Commit, ReadsFlippedBitsWithoutHarm) {
  const google::protobuf::LogSilencer quiet;
  const std::string golden = Golden();
  for (size_t bit = 0; bit < 8 * golden.size(); ++bit) {
    std::string flipped = golden;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    const ReadCommitResult read = ReadCommit(kKind, kGoldenKey, flipped);
    if (read.readability == Readability::kNoHeader) continue;
    EXPECT_EQ(read.commit.header(kKind).aggregate_id(), kGoldenKey);
    EXPECT_NE(read.commit.digest, Digest::Of(golden));
  }
}

// `depth` messages inside each other, in an unknown field 31 of each, as groups: what a hostile
// writer may nest.
std::string Nested(int depth) {
  std::string bytes;
  for (int i = 0; i < depth; ++i) bytes += "\xfb\x01";
  for (int i = 0; i < depth; ++i) bytes += "\xfc\x01";
  return bytes;
}

TEST(Commit, IsNotReadDeeperThanSixteenLevels) {
  EXPECT_EQ(ReadabilityOf(kGoldenKey, Golden() + Nested(15)), Readability::kReadable);
  for (int depth : {17, 99, 5000}) {
    EXPECT_EQ(ReadabilityOf(kGoldenKey, Golden() + Nested(depth)), Readability::kUnknownEvents);
    EXPECT_EQ(ReadabilityOf(kGoldenKey, Nested(depth)), Readability::kNoHeader);
  }
}

TEST(Commit, NamesTheKindsOfItsEvents) {
  Umbrella::Commit commit;
  commit.add_events()->mutable_collected();
  commit.add_events()->mutable_lent();
  EXPECT_EQ(kKind.EventKinds(commit), "collected,lent");
}

TEST(Commit, IsReadBackBeforeItIsAppended) {
  UmbrellaHistory history("red");
  EXPECT_TRUE(ReadsBack(kKind, history.Add(LentText(1, "ada", FromMillis(1)))));
  auto message = std::make_unique<Umbrella::Commit>();
  ASSERT_TRUE(message->ParseFromString(Golden()));
  message->mutable_events(0)->mutable_lent()->set_borrower_id("half a letter: \xc3");
  const google::protobuf::LogSilencer quiet;
  EXPECT_FALSE(ReadsBack(kKind, WriteCommit(std::move(message))));
}

}  // namespace
}  // namespace docket::eventing
