#include "tools/docketctl/setting/text_diff.h"

#include <algorithm>
#include <vector>

namespace docket::docketctl {
namespace {

using Lines = std::vector<std::string_view>;

constexpr size_t kContextLines = 3;
// A diff of so many lines helps nobody, and to find it takes the square of it in memory.
constexpr int kChangesMax = 2000;

// One line of the result.
struct Edit {
  char mark;  // ' ', '-' or '+'.
  std::string_view line;
};
using Edits = std::vector<Edit>;

Lines LinesOf(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// Myers' greedy search: after `d` changes, how far each diagonal k = x - y gets into `before`.
class Search {
 public:
  Search(const Lines& before, const Lines& after)
      : before_(before),
        after_(after),
        changes_max_(std::min(kChangesMax, Size(before) + Size(after))),
        reach_(2 * static_cast<size_t>(changes_max_) + 3, 0) {}

  // False if there are too many changes.
  bool Run() {
    for (int d = 0; d <= changes_max_; ++d) {
      trace_.push_back(reach_);
      for (int k = -d; k <= d; k += 2) {
        int x = StepDown(d, k) ? At(reach_, k + 1) : At(reach_, k - 1) + 1;
        while (x < Size(before_) && x - k < Size(after_) &&
               before_[Index(x)] == after_[Index(x - k)]) {
          ++x;
        }
        At(reach_, k) = x;
        if (x >= Size(before_) && x - k >= Size(after_)) return true;
      }
    }
    return false;
  }

  // The way there, from its end to its beginning.
  Edits Backwards() {
    Edits edits;
    int x = Size(before_);
    int y = Size(after_);
    for (int d = static_cast<int>(trace_.size()) - 1; d >= 0; --d) {
      reach_ = trace_[Index(d)];
      const int k = x - y;
      const bool down = StepDown(d, k);
      const int from_x = d == 0 ? 0 : At(reach_, down ? k + 1 : k - 1);
      const int from_y = d == 0 ? 0 : from_x - (down ? k + 1 : k - 1);
      while (x > from_x && y > from_y) {
        edits.push_back({' ', before_[Index(--x)]});
        --y;
      }
      if (d == 0) break;
      edits.push_back(down ? Edit{'+', after_[Index(from_y)]} : Edit{'-', before_[Index(from_x)]});
      x = from_x;
      y = from_y;
    }
    return edits;
  }

 private:
  static int Size(const Lines& lines) { return static_cast<int>(lines.size()); }
  static size_t Index(int i) { return static_cast<size_t>(i); }
  int& At(std::vector<int>& reach, int k) { return reach[Index(k + changes_max_ + 1)]; }
  // Whether diagonal `k` is reached best by a line that was added.
  bool StepDown(int d, int k) {
    return k == -d || (k != d && At(reach_, k - 1) < At(reach_, k + 1));
  }

  const Lines& before_;
  const Lines& after_;
  int changes_max_;
  std::vector<int> reach_;
  std::vector<std::vector<int>> trace_;
};

Edits EditsOf(const Lines& before, const Lines& after) {
  Search search(before, after);
  Edits edits;
  if (search.Run()) {
    edits = search.Backwards();
    std::ranges::reverse(edits);
    return edits;
  }
  for (const std::string_view line : before) edits.push_back({'-', line});
  for (const std::string_view line : after) edits.push_back({'+', line});
  return edits;
}

// "12,3" as diff -u has it: an empty range is called by the line before it.
std::string RangeText(size_t first, size_t count) {
  if (count == 1) return std::to_string(first + 1);
  return std::to_string(count == 0 ? first : first + 1) + "," + std::to_string(count);
}

// Where the changes around edits[at], which is one, and the lines around them end.
size_t HunkEnd(const Edits& edits, size_t at) {
  size_t last = at;
  for (size_t i = at; i < edits.size() && i <= last + 2 * kContextLines + 1; ++i) {
    if (edits[i].mark != ' ') last = i;
  }
  return std::min(last + 1 + kContextLines, edits.size());
}

}  // namespace

std::string UnifiedDiff(const NamedText& before, const NamedText& after) {
  if (before.text == after.text) return "";
  const Lines before_lines = LinesOf(before.text);
  const Lines after_lines = LinesOf(after.text);
  const Edits edits = EditsOf(before_lines, after_lines);
  std::string out = "--- " + before.name + "\n+++ " + after.name + "\n";
  size_t from = 0;  // Lines of each text before edits[i].
  size_t to = 0;
  for (size_t i = 0; i < edits.size();) {
    if (edits[i].mark == ' ' &&
        !std::any_of(
            edits.begin() + static_cast<ptrdiff_t>(i),
            edits.begin() + static_cast<ptrdiff_t>(std::min(i + kContextLines + 1, edits.size())),
            [](const Edit& edit) { return edit.mark != ' '; })) {
      ++i;
      ++from;
      ++to;
      continue;
    }
    size_t change = i;
    while (edits[change].mark == ' ') ++change;
    const size_t end = HunkEnd(edits, change);
    size_t removed = 0;
    size_t added = 0;
    std::string body;
    for (; i < end; ++i) {
      removed += edits[i].mark != '+' ? 1 : 0;
      added += edits[i].mark != '-' ? 1 : 0;
      body.append(1, edits[i].mark).append(edits[i].line) += '\n';
    }
    out += "@@ -" + RangeText(from, removed) + " +" + RangeText(to, added) + " @@\n" + body;
    from += removed;
    to += added;
  }
  return out;
}

}  // namespace docket::docketctl
