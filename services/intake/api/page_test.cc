#include "services/intake/api/page.h"

#include <gtest/gtest.h>

namespace docket::intake {
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

}  // namespace
}  // namespace docket::intake
