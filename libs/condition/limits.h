#pragma once

// What a condition may cost. A set of rules is judged within a step of a partition, so each bound
// is on what one text or one setting can make that step do.

#include <cstddef>

namespace docket::condition {

inline constexpr size_t kDepthMax = 8;  // Conditions in conditions; the whole one is the first.
inline constexpr size_t kConditionsMax = 256;
inline constexpr size_t kPatternsMax = 32;
inline constexpr size_t kOperandBytesMax = 256;  // Of a path, a text, a word, a calendar's id.
inline constexpr size_t kChoicesMax = 256;       // Of texts, numbers or words in one list.

// Of a pattern's source, and of what RE2 makes of it. A match visits each instruction at most once
// a byte, at worst some 0.4 s for the largest pattern over the longest text; the usual ones take
// 0.1 ms.
inline constexpr size_t kPatternBytesMax = 1024;
inline constexpr int kPatternInstructionsMax = 1000;
// Also what its automaton may grow to. With a quarter of it RE2 did without one for patterns that
// are allowed here, which was a thousand times slower.
inline constexpr size_t kPatternMemoryBytesMax = size_t{512} * 1024;

// What is looked at of a text by `matches` and `contains_any`: as much as a description may have.
inline constexpr size_t kTextBytesMax = size_t{32} * 1024;

}  // namespace docket::condition
