#pragma once

// What differs between two texts, line by line, in the unified form that diff -u prints.

#include <string>
#include <string_view>

namespace docket::docketctl {

// A text and what it is called.
struct NamedText {
  std::string name;
  std::string text;
};

// "--- before\n+++ after\n@@ -1,3 +1,3 @@\n ..." with three lines around each change; empty if the
// texts are equal. Texts with thousands of changes are told as wholly other.
std::string UnifiedDiff(const NamedText& before, const NamedText& after);

}  // namespace docket::docketctl
