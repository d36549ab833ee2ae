#include "tools/docketctl/setting/yaml_message.h"

#include <string>

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "docket/setting/v1/documents.pb.h"
#include "tools/docketctl/setting/random_message.h"
#include "tools/docketctl/setting/testdata/shapes.pb.h"
#include "tools/docketctl/setting/yaml_text.h"

namespace docket::docketctl {
namespace {

using google::protobuf::util::MessageDifferencer;
using testdata::Shapes;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string TextOf(const YamlFault& fault) {
  return std::to_string(fault.place.line) + ":" + std::to_string(fault.place.column) + " " +
         fault.field + " " + fault.text;
}

// The message that the only document of `yaml` says, and what is wrong with it.
template <typename Message>
Message Read(const std::string& yaml, std::vector<std::string>& faults) {
  const YamlFile file = ParseYaml(yaml);
  for (const YamlFault& fault : file.faults) faults.push_back(TextOf(fault));
  Message message;
  if (file.documents.empty()) return message;
  EXPECT_EQ(file.documents.size(), 1);
  std::vector<YamlFault> found;
  FillFromYaml(file.documents.front(), message, found);
  for (const YamlFault& fault : found) faults.push_back(TextOf(fault));
  return message;
}

std::vector<std::string> FaultsOf(const std::string& yaml) {
  std::vector<std::string> faults;
  Read<Shapes>(yaml, faults);
  return faults;
}

template <typename Message>
void ComesBack(int levels, uint64_t seeds) {
  for (uint64_t seed = 1; seed <= seeds; ++seed) {
    std::mt19937_64 random(seed);
    Message message;
    FillAtRandom(random, levels, message);
    const auto yaml = ToYaml(message);
    ASSERT_TRUE(yaml.ok()) << "seed " << seed << ": " << yaml.status();
    std::vector<std::string> faults;
    const Message back = Read<Message>(*yaml, faults);
    ASSERT_THAT(faults, IsEmpty()) << "seed " << seed << ":\n" << *yaml;
    ASSERT_TRUE(MessageDifferencer::Equals(back, message))
        << "seed " << seed << ":\n"
        << *yaml << message.DebugString() << back.DebugString();
    ASSERT_EQ(*ToYaml(back), *yaml) << "seed " << seed;
  }
}

TEST(YamlMessage, EveryDocumentIsReadBackAsItWas) { ComesBack<setting::v1::Document>(6, 2000); }

TEST(YamlMessage, EveryShapeOfFieldIsReadBackAsItWas) { ComesBack<Shapes>(2, 500); }

TEST(YamlMessage, IsWrittenAsAPersonWould) {
  setting::v1::Document document;
  document.set_name("first-line");
  document.mutable_team()->set_label("\xE4\xB8\x80\xE7\xBA\xBF First line (EU)");
  document.mutable_team()->set_pool("no");
  EXPECT_EQ(*ToYaml(document),
            "name: first-line\n"
            "team:\n"
            "  label: \xE4\xB8\x80\xE7\xBA\xBF First line (EU)\n"
            "  pool: \"no\"\n");
}

TEST(YamlMessage, LinesOfATextStandAsLines) {
  Shapes shapes;
  shapes.set_text("Dear you,\n\n  we know.\n");
  shapes.add_texts("08:30\nto\n17:00");
  EXPECT_EQ(*ToYaml(shapes),
            "text: |\n"
            "  Dear you,\n"
            "\n"
            "    we know.\n"
            "texts:\n"
            "  - |-\n"
            "    08:30\n"
            "    to\n"
            "    17:00\n");
}

TEST(YamlMessage, ATextNeedsNoQuotesWhateverItLooksLike) {
  std::vector<std::string> faults;
  const auto shapes =
      Read<Shapes>("text: 08:30\nmaybeText: no\ntexts: [1.10, true, 0x1F]\n", faults);
  EXPECT_THAT(faults, IsEmpty());
  EXPECT_EQ(shapes.text(), "08:30");
  EXPECT_EQ(shapes.maybe_text(), "no");
  EXPECT_THAT(shapes.texts(), ElementsAre("1.10", "true", "0x1F"));
}

TEST(YamlMessage, ANullLeavesAFieldAsItIs) {
  std::vector<std::string> faults;
  const auto shapes = Read<Shapes>("maybe_text: ~\ntexts:\nbelow: null\ntext: a\n", faults);
  EXPECT_THAT(faults, IsEmpty());
  EXPECT_FALSE(shapes.has_maybe_text());
  EXPECT_FALSE(shapes.has_below());
}

TEST(YamlMessage, AnUnknownFieldIsToldWithWhatWasMeant) {
  EXPECT_THAT(FaultsOf("below:\n  txet: a\n  zebra: b\n"),
              ElementsAre(HasSubstr("2:3 below.txet is no field there: do you mean 'text'?"),
                          HasSubstr("3:3 below.zebra is no field there; there are: text, raw,")));
}

TEST(YamlMessage, EveryValueThatIsNoneIsToldAtItsPlace) {
  EXPECT_THAT(
      FaultsOf("flag: yes\n"
               "small: 3000000000\n"
               "count: -1\n"
               "large: 010\n"
               "colour: RED\n"
               "instant: yesterday\n"
               "span: 5 minutes\n"
               "raw: \"%\"\n"
               "ratio: 1,5\n"
               "texts: one\n"
               "below: 7\n"
               "by_number: {one: {}}\n"
               "maybe_flag: \"true\"\n"
               "text: [a]\n"),
      ElementsAre("1:7 flag must be true or false, without quotes, not 'yes'",
                  "2:8 small must be a whole number from -2147483648 to 2147483647, not "
                  "'3000000000'",
                  "3:8 count must be a whole number from 0 to 4294967295, not '-1'",
                  HasSubstr("4:8 large must be a whole number"),
                  "5:9 colour must be one of COLOUR_RED, COLOUR_BLUE, not 'RED'",
                  HasSubstr("6:10 instant must be an instant like 2026-03-01T08:00:00Z"),
                  HasSubstr("7:7 span must be a span in seconds"),
                  "8:6 raw must be base64, not '%'", "9:8 ratio must be a number, not '1,5'",
                  "10:8 texts must be a list, not 'one'", HasSubstr("11:8 below must be a map"),
                  HasSubstr("12:13 by_number[one] must be a whole number"),
                  "13:13 maybe_flag must be true or false, without quotes, not 'true'",
                  "14:7 text must be one value"));
}

TEST(YamlMessage, TwoOfWhatOnlyOneMayBeAreRefused) {
  EXPECT_THAT(FaultsOf("by_text: a\nby_switch: true\n"),
              ElementsAre("2:1 by_switch excludes 'by_text': leave one of them out"));
  EXPECT_THAT(FaultsOf("maybe_text: a\nmaybeText: b\n"),
              ElementsAre("2:1 maybeText is one field with 'maybe_text'"));
}

}  // namespace
}  // namespace docket::docketctl
