#include "libs/rpc/wire_limits.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "docket/toy/v1/desk_service.pb.h"

namespace docket::rpc {
namespace {

using ::testing::HasSubstr;
using toy::v1::Parcel;

const WireScanner& Scanner() {
  static const WireScanner scanner(*Parcel::descriptor());
  return scanner;
}

// Parcels within each other, `depth` of them.
Parcel Nested(int depth) {
  Parcel outer;
  Parcel* inner = &outer;
  for (int i = 1; i < depth; ++i) inner = inner->add_parcels();
  return outer;
}

std::string Varint(size_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) out += static_cast<char>((value & 0x7F) | 0x80);
  return out + static_cast<char>(value);
}

std::string Times(size_t count, const std::string& bytes) {
  std::string out;
  for (size_t i = 0; i < count; ++i) out += bytes;
  return out;
}

void ExpectRefused(const std::string& bytes, std::string_view why) {
  const absl::Status status = Scanner().Check(bytes);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(Message(status)), HasSubstr(std::string(why)));
}

Parcel Full() {
  Parcel parcel;
  parcel.set_note("Grüße, 你好");
  parcel.set_seal("\xFF\x00");
  parcel.add_parcels()->set_count(-1);
  for (uint64_t weight : {uint64_t{0}, uint64_t{300}, UINT64_MAX}) parcel.add_weights(weight);
  parcel.add_marks(7);
  parcel.add_sizes(0.5);
  parcel.add_labels("a");
  (*parcel.mutable_tags())["b"] = "c";
  parcel.set_kind(Parcel::KIND_BOX);
  return parcel;
}

TEST(WireScanner, TakesEveryShapeOfField) {
  EXPECT_TRUE(Scanner().Check("").ok());
  EXPECT_TRUE(Scanner().Check(Full().SerializeAsString()).ok());
}

TEST(WireScanner, TakesNumbersThatAnOldWriterDidNotPack) {
  EXPECT_TRUE(Scanner().Check("\x20\x07\x20\x08").ok());
}

TEST(WireScanner, TakesSixteenLevelsAndNoMore) {
  EXPECT_TRUE(Scanner().Check(Nested(16).SerializeAsString()).ok());
  ExpectRefused(Nested(17).SerializeAsString(), "at most 16");
}

TEST(WireScanner, RefusesDepthThatWouldExhaustTheStack) {
  std::string bytes;
  for (int i = 0; i < 5000; ++i) bytes = "\x1A" + Varint(bytes.size()) + bytes;
  ExpectRefused(bytes, "at most 16");
}

TEST(WireScanner, TakesNoMoreThanItsBytes) {
  Parcel parcel;
  parcel.set_seal(std::string(256 * 1024 - 4, 'x'));
  const std::string bytes = parcel.SerializeAsString();
  ASSERT_EQ(bytes.size(), 256 * 1024);
  EXPECT_TRUE(Scanner().Check(bytes).ok());
  ExpectRefused(bytes + "x", "at most 262144");
}

TEST(WireScanner, CountsTheValuesOfOneField) {
  EXPECT_TRUE(Scanner().Check(Times(1000, std::string("\x3A\x00", 2))).ok());
  ExpectRefused(Times(1001, std::string("\x3A\x00", 2)), "values of docket.toy.v1.Parcel.labels");
  ExpectRefused(Times(1001, std::string("\x1A\x00", 2)), "values of docket.toy.v1.Parcel.parcels");
  ExpectRefused(Times(1001, std::string("\x42\x00", 2)), "values of docket.toy.v1.Parcel.tags");
  ExpectRefused(Times(1001, "\x20\x01"), "values of docket.toy.v1.Parcel.weights");
  ExpectRefused(Times(1001, "\x48\x01"), "values of docket.toy.v1.Parcel.count");
}

TEST(WireScanner, CountsPackedNumbersSingly) {
  Parcel parcel;
  for (int i = 0; i < 1001; ++i) parcel.add_weights(1);
  ExpectRefused(parcel.SerializeAsString(), "values of docket.toy.v1.Parcel.weights");
  parcel.Clear();
  for (int i = 0; i < 1001; ++i) parcel.add_marks(1);
  ExpectRefused(parcel.SerializeAsString(), "values of docket.toy.v1.Parcel.marks");
}

TEST(WireScanner, CountsTheValuesOfTheWhole) {
  Parcel parcel;
  for (int i = 0; i < 5; ++i) {
    Parcel* inner = parcel.add_parcels();
    for (int j = 0; j < 900; ++j) inner->add_labels();
  }
  ExpectRefused(parcel.SerializeAsString(), "at most 4096");
}

TEST(WireScanner, CountsWhatItDoesNotKnow) {
  EXPECT_TRUE(Scanner().Check(Times(4096, "\x78\x01")).ok());
  ExpectRefused(Times(4097, "\x78\x01"), "at most 4096");
}

TEST(WireScanner, RefusesTextThatIsNotUtf8) {
  ExpectRefused("\x0A\x01\xFF", "docket.toy.v1.Parcel.note is not UTF-8");
  ExpectRefused("\x0A\x03\xED\xA0\x80", "note is not UTF-8");
  EXPECT_TRUE(Scanner().Check("\x12\x01\xFF").ok());
}

TEST(WireScanner, RefusesWhatIsNoMessage) {
  ExpectRefused("\x80", "bad tag");
  ExpectRefused(std::string("\x00\x01", 2), "bad tag");
  ExpectRefused(std::string("\x8A\x80\x80\x80\x80\x00\x00", 7), "bad tag");
  ExpectRefused(
      "\x0A\x05"
      "ab",
      "bad note");
  ExpectRefused("\x08\x01", "bad note");
  ExpectRefused("\x4A\x01\x01", "bad count");
  ExpectRefused(
      "\x2A\x03"
      "abc",
      "bad marks");
  ExpectRefused("\x48\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", "bad count");
  ExpectRefused("\x7B\x7C", "a group");
}

TEST(WireScanner, PassesOnlyWhatTheParserTakes) {
  const std::string whole = Full().SerializeAsString();
  for (size_t i = 0; i < whole.size() * 8; ++i) {
    std::string flipped = whole;
    flipped[i / 8] = static_cast<char>(flipped[i / 8] ^ (1 << (i % 8)));
    EXPECT_TRUE(!Scanner().Check(flipped).ok() || Parcel().ParseFromString(flipped)) << i;
  }
  for (size_t size = 0; size < whole.size(); ++size) {
    const std::string cut = whole.substr(0, size);
    EXPECT_EQ(Scanner().Check(cut).ok(), Parcel().ParseFromString(cut)) << size;
  }
}

}  // namespace
}  // namespace docket::rpc
