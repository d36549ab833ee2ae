#include "libs/base/text.h"

#include <string>

#include <gtest/gtest.h>

namespace docket {
namespace {

TEST(IsUtf8, TakesEveryLengthOfCharacter) {
  EXPECT_TRUE(IsUtf8(""));
  EXPECT_TRUE(IsUtf8("ticket"));
  EXPECT_TRUE(IsUtf8("é 工单 \xF0\x9F\x98\x80"));
  EXPECT_TRUE(IsUtf8(std::string_view("a\0b", 3)));
  EXPECT_TRUE(IsUtf8("\xEF\xBF\xBF"));      // U+FFFF: no character, yet well formed.
  EXPECT_TRUE(IsUtf8("\xF4\x8F\xBF\xBF"));  // U+10FFFF, the last.
}

TEST(IsUtf8, RefusesOverlongForms) {
  EXPECT_FALSE(IsUtf8("\xC0\x80"));          // NUL in two bytes.
  EXPECT_FALSE(IsUtf8("\xC1\xBF"));          // U+007F in two.
  EXPECT_FALSE(IsUtf8("\xE0\x9F\xBF"));      // U+07FF in three.
  EXPECT_FALSE(IsUtf8("\xF0\x8F\xBF\xBF"));  // U+FFFF in four.
}

TEST(IsUtf8, RefusesSurrogates) {
  EXPECT_FALSE(IsUtf8("\xED\xA0\x80"));              // U+D800
  EXPECT_FALSE(IsUtf8("\xED\xBF\xBF"));              // U+DFFF
  EXPECT_FALSE(IsUtf8("\xED\xA0\xBD\xED\xB8\x80"));  // A pair, as CESU-8 writes it.
  EXPECT_TRUE(IsUtf8("\xED\x9F\xBF\xEE\x80\x80"));   // Their neighbours.
}

TEST(IsUtf8, RefusesWhatEndsTooEarlyOrBeginsInTheMiddle) {
  EXPECT_FALSE(IsUtf8("\x80"));
  EXPECT_FALSE(IsUtf8("a\xBF"));
  EXPECT_FALSE(IsUtf8("\xC3"));
  EXPECT_FALSE(IsUtf8("\xE5\xB7"));
  EXPECT_FALSE(IsUtf8("\xF0\x9F\x98"));
  EXPECT_FALSE(
      IsUtf8("\xE5\xB7"
             "a"));
}

TEST(IsUtf8, RefusesWhatLiesBeyondUnicode) {
  EXPECT_FALSE(IsUtf8("\xF4\x90\x80\x80"));  // U+110000
  EXPECT_FALSE(IsUtf8("\xF8\x88\x80\x80\x80"));
  EXPECT_FALSE(IsUtf8("\xFE"));
  EXPECT_FALSE(IsUtf8("\xFF"));
}

TEST(ToNfc, ComposesCharacters) {
  EXPECT_EQ(ToNfc("e\u0301"), "\u00e9");
  EXPECT_EQ(ToNfc("\u212b"), "\u00c5");              // Angstrom sign.
  EXPECT_EQ(ToNfc("\u1100\u1161\u11a8"), "\uac01");  // Hangul.
  EXPECT_EQ(ToNfc("a\u0323\u0307"), ToNfc("a\u0307\u0323"));
}

TEST(ToNfc, KeepsWhatIsOnlyCompatible) {
  EXPECT_EQ(ToNfc("\ufb01\uff11\u2460"), "\ufb01\uff11\u2460");
  EXPECT_EQ(ToNfc("\u0958"), "\u0915\u093c");  // Excluded from composition.
}

TEST(ToNfc, KeepsAsciiAndNul) {
  EXPECT_EQ(ToNfc(""), "");
  EXPECT_EQ(ToNfc(std::string_view("a\0b", 3)), std::string("a\0b", 3));
  EXPECT_EQ(ToNfc(std::string_view("e\u0301\0x", 5)), std::string("\u00e9\0x", 4));
}

TEST(CanonicalCustomerKey, LowersOnlyTheDomainOfAMailAddress) {
  EXPECT_EQ(CanonicalCustomerKey("mailto:Ada@Example.ORG"), "mailto:Ada@example.org");
  EXPECT_EQ(CanonicalCustomerKey("mailto:\"a@B\"@Example.ORG"), "mailto:\"a@B\"@example.org");
  EXPECT_EQ(CanonicalCustomerKey("mailto:Nobody"), "mailto:Nobody");
}

TEST(CanonicalCustomerKey, DropsTheSeparatorsOfAPhoneNumber) {
  EXPECT_EQ(CanonicalCustomerKey("tel:+1 (555) 010-99.88"), "tel:+15550109988");
  EXPECT_EQ(CanonicalCustomerKey("tel:13800138000"), "tel:13800138000");
}

TEST(CanonicalCustomerKey, GivesNoTwoPhonesOneKeyForWantOfDigits) {
  EXPECT_EQ(CanonicalCustomerKey("tel:+1-555;ext=12"), "tel:+1-555;ext=12");
  EXPECT_EQ(CanonicalCustomerKey("tel:\uff11\uff13"), "tel:\uff11\uff13");
  EXPECT_EQ(CanonicalCustomerKey("tel:---"), "tel:---");
  EXPECT_EQ(CanonicalCustomerKey("tel:"), "tel:");
}

TEST(CanonicalCustomerKey, KeepsEveryOtherKeyByteForByte) {
  for (const char* key : {"", "member:A-1 (x)", "wechat:OpenId@ABC", "MAILTO:A@B", "Tel:1 2"}) {
    EXPECT_EQ(CanonicalCustomerKey(key), key);
  }
}

TEST(CanonicalCustomerKey, IsComposedInEveryScheme) {
  EXPECT_EQ(CanonicalCustomerKey("member:Zoe\u0308"), "member:Zo\u00eb");
  EXPECT_EQ(CanonicalCustomerKey("mailto:Zoe\u0308@X"), "mailto:Zo\u00eb@x");
}

TEST(CanonicalCustomerKey, ChangesNothingTheSecondTime) {
  for (const char* key : {"mailto:A@B@C.D", "tel:+1 (2) 3", "tel:1;x", "member:e\u0301"}) {
    const std::string once = CanonicalCustomerKey(key);
    EXPECT_EQ(CanonicalCustomerKey(once), once);
  }
}

TEST(NormaliseText, ForgetsCaseWidthSpaceAndPunctuation) {
  EXPECT_EQ(NormaliseText(" Thank\tyou,\n ADA! "), "thankyouada");
  EXPECT_EQ(NormaliseText("Ｔｈａｎｋｓ！"), "thanks");
  EXPECT_EQ(NormaliseText("谢 谢，您。"), "谢谢您");
  EXPECT_EQ(NormaliseText("ÉCOLE"), NormaliseText("e\u0301cole"));
  EXPECT_EQ(NormaliseText("（-_…）\u3000\u00A0\u2028"), "");
}

TEST(NormaliseText, KeepsDigitsAndSymbols) { EXPECT_EQ(NormaliseText("40 W + 1 €"), "40w+1€"); }

TEST(CountCharacters, CountsCodePoints) {
  EXPECT_EQ(CountCharacters(""), 0u);
  EXPECT_EQ(CountCharacters("é 工单 \xF0\x9F\x98\x80"), 6u);
}

}  // namespace
}  // namespace docket
