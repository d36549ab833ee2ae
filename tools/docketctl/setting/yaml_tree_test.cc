#include "tools/docketctl/setting/yaml_tree.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace docket::docketctl {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> FaultsOf(const std::string& text) {
  std::vector<std::string> faults;
  for (const YamlFault& fault : ParseYaml(text).faults) {
    faults.push_back(std::to_string(fault.place.line) + ":" + std::to_string(fault.place.column) +
                     " " + fault.text);
  }
  return faults;
}

TEST(YamlTree, DocumentsAreSeparatedAndEmptyOnesLeftOut) {
  const YamlFile file = ParseYaml("---\nname: a\n---\n# nothing\n---\nname: b\n...\n");
  EXPECT_THAT(file.faults, IsEmpty());
  ASSERT_EQ(file.documents.size(), 2);
  EXPECT_EQ(file.documents[0].place.line, 2);
  EXPECT_EQ(file.documents[1].place.line, 6);
  EXPECT_EQ(file.documents[1].entries[0].value.text, "b");
}

TEST(YamlTree, NothingIsNoDocument) {
  EXPECT_THAT(ParseYaml("").documents, IsEmpty());
  EXPECT_THAT(ParseYaml("# only words\n").documents, IsEmpty());
}

TEST(YamlTree, AKeyThatStandsTwiceIsToldWithBothPlaces) {
  EXPECT_THAT(FaultsOf("a: 1\nb: {c: 1, c: 2}\na: 2\n"),
              ElementsAre("2:11 'c' stands twice, first in line 2",
                          "3:1 'a' stands twice, first in line 1"));
}

// Nine lines that would be a thousand million texts if they were written out.
TEST(YamlTree, AnchorsAndAliasesAreNotTaken) {
  std::string bomb = "a0: &a0 x\n";
  for (int i = 1; i < 10; ++i) {
    const std::string above = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + above;
    for (int j = 1; j < 10; ++j) bomb += ", " + above;
    bomb += "]\n";
  }
  const std::vector<std::string> faults = FaultsOf(bomb);
  EXPECT_EQ(faults.size(), 10 + 90);
  EXPECT_EQ(faults.front(), "1:5 an anchor is not taken: leave it out");
}

TEST(YamlTree, TagsAreNotTaken) {
  EXPECT_THAT(FaultsOf("a: !!binary aGk=\nb: !!str no\n"), ElementsAre(HasSubstr("1:4 the tag")));
}

TEST(YamlTree, ATabThatIndentsIsToldAsSuch) {
  EXPECT_THAT(FaultsOf("team:\n\tlabel: x\n"),
              ElementsAre(AllOf(HasSubstr("2:"), HasSubstr("indented by a tab"))));
}

TEST(YamlTree, WrongIndentationBeginsNoDocument) {
  EXPECT_THAT(FaultsOf("  name: a\nteam: {}\n"),
              ElementsAre(HasSubstr("2:1 is indented less than what stands before it")));
}

TEST(YamlTree, WhatIsNoYamlIsToldAndEndsTheFile) {
  const YamlFile file = ParseYaml("name: a\n---\nname: b: c\n");
  EXPECT_FALSE(file.whole);
  EXPECT_EQ(file.documents.size(), 1);
  EXPECT_THAT(FaultsOf("name: a\n---\nname: b: c\n"),
              ElementsAre(AllOf(HasSubstr("3:8 is no YAML here"), HasSubstr("needs quotes"))));
}

TEST(YamlTree, WhatIsNoUtf8IsToldWithItsLine) {
  EXPECT_THAT(FaultsOf("a: b\nc: \xE9\n"), ElementsAre(HasSubstr("2:1 is no UTF-8")));
}

TEST(YamlTree, WhatIsNestedTooDeepIsToldAndHarmsNobody) {
  EXPECT_THAT(FaultsOf("a: " + std::string(100'000, '[')),
              ElementsAre(HasSubstr("nested too deep"), HasSubstr("nested too deep")));
  EXPECT_THAT(FaultsOf(std::string(70, '[') + std::string(70, ']')),
              ElementsAre(HasSubstr("nested too deep")));
}

TEST(YamlTree, TheInnermostOfAPathThatIsThereGivesThePlace) {
  const YamlFile file = ParseYaml("name: a\nteam:\n  days:\n    - open: x\n    - open: y\n");
  ASSERT_EQ(file.documents.size(), 1);
  const YamlNode& root = file.documents[0];
  EXPECT_EQ(PlaceOf(root, "name").column, 7);
  EXPECT_EQ(PlaceOf(root, "team.days[1].open").line, 5);
  EXPECT_EQ(PlaceOf(root, "team.days[1].open").column, 13);
  EXPECT_EQ(PlaceOf(root, "team.days[2].open").line, 4);
  EXPECT_EQ(PlaceOf(root, "team.pool").line, 3);
  EXPECT_EQ(PlaceOf(root, "kind").line, 1);
}

}  // namespace
}  // namespace docket::docketctl
