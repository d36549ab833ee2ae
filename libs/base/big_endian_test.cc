#include "libs/base/big_endian.h"

#include <limits>

#include <gtest/gtest.h>

namespace docket {
namespace {

using namespace std::string_literals;

TEST(BigEndian, PutsTheGreatestByteFirst) {
  std::string out;
  PutU16(out, 0x0102);
  PutU32(out, 0x03040506);
  PutU64(out, 0x0708090A0B0C0D0E);
  EXPECT_EQ(out, "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0A\x0B\x0C\x0D\x0E");
}

TEST(BigEndian, ReadsWhatItPut) {
  std::string out;
  PutU64(out, std::numeric_limits<uint64_t>::max() - 1);
  EXPECT_EQ(GetU64(out), std::numeric_limits<uint64_t>::max() - 1);
  EXPECT_EQ(GetU32(out), 0xFFFFFFFFu);
  EXPECT_EQ(GetU16("\x80\x01 and more"), 0x8001);
}

TEST(BigEndian, SortsAsItsNumbersDo) {
  std::string last;
  for (uint64_t number : {uint64_t{0}, uint64_t{0x7F}, uint64_t{0x80}, uint64_t{0xFF},
                          uint64_t{0x100}, uint64_t{1} << 63}) {
    std::string key;
    PutU64(key, number);
    EXPECT_LT(last, key);
    last = key;
  }
}

TEST(BigEndian, AppendsToWhatIsThere) {
  std::string out = "key";
  PutU16(out, 1);
  EXPECT_EQ(out, "key\0\1"s);
}

}  // namespace
}  // namespace docket
