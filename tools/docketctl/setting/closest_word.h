#pragma once

// What somebody meant who mistyped a word.

#include <string>
#include <string_view>
#include <vector>

namespace docket::docketctl {

// The one of `known` that is fewest changes of a letter away from `word`; empty if none is near
// enough to be what was meant.
std::string ClosestWord(std::string_view word, const std::vector<std::string>& known);

}  // namespace docket::docketctl
