#include "libs/base/digest.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace docket {
namespace {

std::string HexOf(const Sha256Bytes& hash) {
  return Hex({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

std::string HexOfParts(const std::vector<std::string_view>& parts) {
  return HexOf(HashParts(parts));
}

// FIPS 180-4 with the examples that NIST publishes for it.
TEST(Sha256, GivesTheFipsVectors) {
  EXPECT_EQ(HexOf(Sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(HexOf(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(HexOf(Sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(HexOf(Sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, ForgetsWhatItHashedBefore) {
  const Sha256Bytes first = Sha256("abc");
  Sha256("something else");
  EXPECT_EQ(Sha256("abc"), first);
}

TEST(Digest, IsTheFirstHalfOfTheHash) {
  EXPECT_EQ(Digest::Of("abc").hex(), "ba7816bf8f01cfea414140de5dae2223");
  EXPECT_EQ(Digest::Of("abc").bytes().size(), Digest::kSize);
}

TEST(Digest, ComesBackFromItsBytes) {
  const Digest digest = Digest::Of("abc");
  EXPECT_EQ(Digest::FromBytes(digest.bytes()), digest);
}

TEST(Digest, IsEmptyFromAnythingButSixteenBytes) {
  EXPECT_EQ(Digest::FromBytes(""), Digest());
  EXPECT_EQ(Digest::FromBytes(std::string(15, 'x')), Digest());
  EXPECT_EQ(Digest::FromBytes(std::string(17, 'x')), Digest());
  EXPECT_NE(Digest::FromBytes(std::string(16, 'x')), Digest());
}

TEST(Digest, OrdersItsBytesAsUnsigned) {
  EXPECT_LT(Digest::FromBytes(std::string(16, '\x7f')), Digest::FromBytes(std::string(16, '\x80')));
}

TEST(HashParts, DiffersWhereTheConcatenationAgrees) {
  EXPECT_NE(HexOfParts({"ab", "c"}), HexOfParts({"a", "bc"}));
  EXPECT_NE(HexOfParts({"abc"}), HexOfParts({"abc", ""}));
  EXPECT_NE(HexOfParts({"", "abc"}), HexOfParts({"abc", ""}));
  EXPECT_NE(HexOfParts({std::string_view("\0\0\0\1a", 5)}), HexOfParts({"", "a"}));
}

TEST(HashParts, PutsTheLengthOfEachPartBeforeIt) {
  const std::string_view joined("\0\0\0\2ab\0\0\0\0\0\0\0\1c", 15);
  EXPECT_EQ(HexOfParts({"ab", "", "c"}), HexOf(Sha256(joined)));
}

TEST(HashParts, OfNothingIsTheHashOfNothing) { EXPECT_EQ(HexOfParts({}), HexOf(Sha256(""))); }

TEST(Hex, IsLowerCaseWithLeadingZeroes) {
  EXPECT_EQ(Hex(std::string_view("\0\x0f\xa0\xff", 4)), "000fa0ff");
  EXPECT_EQ(Hex(""), "");
}

}  // namespace
}  // namespace docket
