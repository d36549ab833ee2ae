#include "tools/docketctl/setting/closest_word.h"

#include <algorithm>

namespace docket::docketctl {
namespace {

constexpr size_t kLengthMax = 100;  // No field has a longer name.

// Letters to add, drop, replace or swap with their neighbour to make `to` of `from`.
size_t ChangesBetween(std::string_view from, std::string_view to) {
  // changes[i][j]: between the first i letters of `from` and the first j of `to`.
  std::vector<std::vector<size_t>> changes(from.size() + 1, std::vector<size_t>(to.size() + 1));
  for (size_t i = 0; i <= from.size(); ++i) changes[i][0] = i;
  for (size_t j = 0; j <= to.size(); ++j) changes[0][j] = j;
  for (size_t i = 1; i <= from.size(); ++i) {
    for (size_t j = 1; j <= to.size(); ++j) {
      const size_t replaced = changes[i - 1][j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
      size_t& fewest = changes[i][j];
      fewest = std::min({changes[i - 1][j] + 1, changes[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) {
        fewest = std::min(fewest, changes[i - 2][j - 2] + 1);
      }
    }
  }
  return changes[from.size()][to.size()];
}

}  // namespace

std::string ClosestWord(std::string_view word, const std::vector<std::string>& known) {
  if (word.size() > kLengthMax) return "";
  std::string closest;
  size_t fewest = std::max<size_t>(1, word.size() / 3) + 1;  // So many are another word.
  for (const std::string& candidate : known) {
    const size_t changes = ChangesBetween(word, candidate);
    if (changes >= fewest) continue;
    fewest = changes;
    closest = candidate;
  }
  return closest;
}

}  // namespace docket::docketctl
