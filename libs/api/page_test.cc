#include "libs/api/page.h"

#include <gtest/gtest.h>

namespace docket::api {
namespace {

TEST(Page, HasFiftyThingsUnlessAskedOtherwise) {
  EXPECT_EQ(*PageSizeOf(0), 50);
  EXPECT_EQ(*PageSizeOf(1), 1);
  EXPECT_EQ(*PageSizeOf(1000), 1000);
  EXPECT_EQ(*PageSizeOf(1001), 1000);
  EXPECT_EQ(PageSizeOf(-1).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(Page, BeginsBehindThePlaceOfItsToken) {
  const std::string place("\0\xff place", 8);
  EXPECT_EQ(*DecodePageToken("query", EncodePageToken("query", place)), place);
  EXPECT_EQ(*DecodePageToken("query", ""), "");
}

TEST(Page, IsOfOneList) {
  const std::string token = EncodePageToken("query", "place");
  EXPECT_EQ(DecodePageToken("other", token).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(Page, DoesNotBeginAtGarbage) {
  for (const std::string& token : {std::string("garbage"), std::string("?"),
                                   std::string(1 << 20, 'A'), EncodePageToken("query", "")}) {
    EXPECT_EQ(DecodePageToken("query", token).status().code(), absl::StatusCode::kInvalidArgument)
        << token.substr(0, 40);
  }
}

TEST(Page, DoesNotBeginAtATokenThatWasAltered) {
  const std::string token = EncodePageToken("query", std::string(25, 'p'));
  for (size_t at = 0; at < token.size(); ++at) {
    for (const char letter : {'A', 'b', '7', '_'}) {
      std::string altered = token;
      altered[at] = letter;
      if (altered == token) continue;
      EXPECT_EQ(DecodePageToken("query", altered).status().code(),
                absl::StatusCode::kInvalidArgument)
          << at;
    }
    EXPECT_FALSE(DecodePageToken("query", token.substr(at + 1)).ok() && at + 1 < token.size());
    EXPECT_FALSE(DecodePageToken("query", token.substr(0, at)).ok() && at > 0);
  }
  EXPECT_FALSE(DecodePageToken("query", token + "AAAA").ok());
  EXPECT_FALSE(DecodePageToken("query", token + token).ok());
}

}  // namespace
}  // namespace docket::api
