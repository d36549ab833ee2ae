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

}  // namespace
}  // namespace docket
