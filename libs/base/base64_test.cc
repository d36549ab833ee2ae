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

TEST(Base64, ReadsBackEveryByteAtEveryPlace) {
  for (size_t size = 0; size < 5; ++size) {
    for (int byte = 0; byte < 256; ++byte) {
      const std::string bytes(size, static_cast<char>(byte));
      EXPECT_EQ(FromBase64Url(ToBase64Url(bytes)), bytes);
    }
  }
}

TEST(Base64, RefusesWhatNoEncoderWrites) {
  EXPECT_EQ(FromBase64Url("Zg=="), std::nullopt);
  EXPECT_EQ(FromBase64Url("Z"), std::nullopt);
  EXPECT_EQ(FromBase64Url("Zh"), std::nullopt);
  EXPECT_EQ(FromBase64Url("Zm 9"), std::nullopt);
  EXPECT_EQ(FromBase64Url("+/"), std::nullopt);
}

}  // namespace
}  // namespace docket
