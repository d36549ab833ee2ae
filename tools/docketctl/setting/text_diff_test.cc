#include "tools/docketctl/setting/text_diff.h"

#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace docket::docketctl {
namespace {

std::string Diff(const std::string& before, const std::string& after) {
  return UnifiedDiff({"old", before}, {"new", after});
}

// What patch(1) makes of `before` by `diff`, whose hunks name the lines where they apply.
std::string Patched(const std::string& before, const std::string& diff) {
  std::vector<std::string> lines;
  std::istringstream old(before);
  for (std::string line; std::getline(old, line);) lines.push_back(line);
  std::string out;
  size_t at = 0;
  std::istringstream in(diff);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("---") || line.starts_with("+++")) continue;
    if (line.starts_with("@@ -")) {
      const size_t first = std::stoul(line.substr(4));
      const bool empty = line.substr(0, line.find(" +")).ends_with(",0");
      while (at + 1 < first + (empty ? 1 : 0)) out += lines.at(at++) + "\n";
      continue;
    }
    const std::string text = line.substr(1);
    if (line[0] != '+') {
      EXPECT_EQ(lines.at(at++), text);
    }
    if (line[0] != '-') out += text + "\n";
  }
  while (at < lines.size()) out += lines[at++] + "\n";
  return out;
}

TEST(UnifiedDiff, OfEqualTextsIsEmpty) {
  EXPECT_EQ(Diff("a\n", "a\n"), "");
  EXPECT_EQ(Diff("", ""), "");
}

TEST(UnifiedDiff, ShowsAChangeWithThreeLinesAround) {
  EXPECT_EQ(Diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"),
            "--- old\n+++ new\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST(UnifiedDiff, OfNothingIsTheWholeText) {
  EXPECT_EQ(Diff("", "a\nb\n"), "--- old\n+++ new\n@@ -0,0 +1,2 @@\n+a\n+b\n");
  EXPECT_EQ(Diff("a\n", ""), "--- old\n+++ new\n@@ -1 +0,0 @@\n-a\n");
}

TEST(UnifiedDiff, ChangesFarApartAreHunksOfTheirOwn) {
  EXPECT_EQ(Diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "x\n2\n3\n4\n5\n6\n7\n8\ny\n"),
            "--- old\n+++ new\n@@ -1,4 +1,4 @@\n-1\n+x\n 2\n 3\n 4\n@@ -6,4 +6,4 @@\n 6\n 7\n 8\n"
            "-9\n+y\n");
}

TEST(UnifiedDiff, MakesTheNewTextOfTheOldOne) {
  for (uint64_t seed = 1; seed <= 2000; ++seed) {
    std::mt19937_64 random(seed);
    const auto text = [&random] {
      std::string made;
      for (uint64_t lines = random() % 30; lines > 0; --lines) {
        made += static_cast<char>('a' + random() % 4);
        made += '\n';
      }
      return made;
    };
    const std::string before = text();
    const std::string after = text();
    ASSERT_EQ(Patched(before, Diff(before, after)), after) << "seed " << seed;
  }
}

TEST(UnifiedDiff, OfTextsThatHaveLittleInCommonTakesNoLongerThanTheyAre) {
  std::string before;
  std::string after;
  for (int i = 0; i < 20'000; ++i) {
    before += "a" + std::to_string(i) + "\n";
    after += "b" + std::to_string(i) + "\n";
  }
  EXPECT_EQ(Patched(before, Diff(before, after)), after);
}

}  // namespace
}  // namespace docket::docketctl
