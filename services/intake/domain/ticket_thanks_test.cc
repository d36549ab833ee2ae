#include "services/intake/domain/ticket_thanks.h"

#include <string>

#include <gtest/gtest.h>

namespace docket::intake {
namespace {

TEST(Thanks, AreGivenInChineseAndEnglishHoweverTyped) {
  for (const char* text : {"谢谢", "谢谢！", " 谢 谢 您 。\n", "好的，谢谢", "Thanks!", "THANK YOU",
                           "Ｔｈａｎｋ　ｙｏｕ", "ok, thanks...", "thx"}) {
    EXPECT_TRUE(IsThanks(text)) << text;
  }
}

TEST(Thanks, AreNotMeantByWordsThatAskForMore) {
  for (const char* text :
       {"", "!", "谢谢，还是不亮", "Thanks, but it is dark", "no thanks", "thanks?no", "broken"}) {
    EXPECT_FALSE(IsThanks(text)) << text;
  }
}

}  // namespace
}  // namespace docket::intake
