#include "libs/base/base64.h"

#include <gtest/gtest.h>

namespace docket {
namespace {

TEST(Base64, AgreesWithTheVectorsOfRfc4648) {
  EXPECT_EQ(ToBase64Url(""), "");
  EXPECT_EQ(ToBase64Url("f"), "Zg");
  EXPECT_EQ(ToBase64Url("fo"), "Zm8");
  EXPECT_EQ(ToBase64Url("foo"), "Zm9v");
  EXPECT_EQ(ToBase64Url("foobar"), "Zm9vYmFy");
  EXPECT_EQ(ToBase64Url("\xfb\xff"), "-_8");
}

TEST(Base64Url, GivesBackWhatItWrote) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    EXPECT_EQ(FromBase64Url(ToBase64Url(bytes)), bytes);
    bytes += static_cast<char>(i * 167);
  }
}

TEST(Base64Url, ReadsOnlyTheOneSpelling) {
  EXPECT_EQ(FromBase64Url("-_8"), std::string("\xfb\xff"));
  EXPECT_EQ(FromBase64Url("-_8="), std::nullopt);  // Padded.
  EXPECT_EQ(FromBase64Url("+/8"), std::nullopt);   // The other alphabet.
  EXPECT_EQ(FromBase64Url("-_9"), std::nullopt);   // Bits beyond the last byte.
  EXPECT_EQ(FromBase64Url("A"), std::nullopt);     // Six bits are no byte.
  EXPECT_EQ(FromBase64Url("-_ 8"), std::nullopt);
  EXPECT_EQ(FromBase64Url(std::string("A\0A", 3)), std::nullopt);
}

}  // namespace
}  // namespace docket
