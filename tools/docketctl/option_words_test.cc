#include "tools/docketctl/option_words.h"

#include <gtest/gtest.h>

namespace docket::docketctl {
namespace {

TEST(OptionWords, NameTheOptionThatFillsAField) {
  EXPECT_EQ(InOptionWords("page_token is none that was given out", {"page-token"}),
            "--page-token is none that was given out");
  EXPECT_EQ(InOptionWords("FIELD_INVALID field=rating.score rule=1 to 5: Field rating.score must "
                          "be: 1 to 5.",
                          {"score"}),
            "FIELD_INVALID field=--score rule=1 to 5: --score must be: 1 to 5.");
  EXPECT_EQ(InOptionWords("until_time. Not until_time!", {"until"}), "--until. Not --until!");
  EXPECT_EQ(InOptionWords("Field subject must be: at most 256 characters.", {"subject"}),
            "--subject must be: at most 256 characters.");
  EXPECT_EQ(InOptionWords("Field to_agent_id must name an agent of pool_id.", {"to", "pool"}),
            "--to must name an agent of --pool.");
}

TEST(OptionWords, LeaveFieldsThatNoGivenOptionFills) {
  EXPECT_EQ(InOptionWords("page_token is none of ours", {"token", "page-size"}),
            "page_token is none of ours");
  EXPECT_EQ(InOptionWords("Field until_time is missing.", {}), "Field until_time is missing.");
}

TEST(OptionWords, LeaveWordsThatOnlySoundLikeAField) {
  EXPECT_EQ(InOptionWords("the team has the subject", {"team", "subject"}),
            "the team has the subject");
  EXPECT_EQ(
      InOptionWords("next_page_token, page_tokens, a.page_token, page_token.b", {"page-token"}),
      "next_page_token, page_tokens, a.page_token, page_token.b");
}

}  // namespace
}  // namespace docket::docketctl
