#pragma once

// The words of Docket that a mapping file may write (semantics.md 2.1, 2.2 and 3).

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace docket::docketctl {

// In the order of a ticket's life; the index is the place in kStatusWords.
enum class TicketStatus { kNew, kOpen, kPending, kHeld, kSolved, kClosed };
inline constexpr std::array<std::string_view, 6> kStatusWords = {"new",  "open",   "pending",
                                                                 "held", "solved", "closed"};

// The index is the place in kPriorityWords; Docket's number is one more.
enum class Priority { kLow, kNormal, kHigh, kUrgent };
inline constexpr std::array<std::string_view, 4> kPriorityWords = {"low", "normal", "high",
                                                                   "urgent"};

// Channels and kinds stay words: an import asks nothing of them but the name.
inline constexpr std::array<std::string_view, 12> kChannelWords = {
    "web",  "app",   "wechat", "email", "phone", "store",
    "chat", "robot", "social", "api",   "order", "internal"};
inline constexpr std::array<std::string_view, 5> kKindWords = {"consultation", "complaint",
                                                               "request", "fault", "suggestion"};

// The place of `word` in `words`; none if it is not there.
inline std::optional<size_t> IndexOf(std::span<const std::string_view> words,
                                     std::string_view word) {
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i] == word) return i;
  }
  return std::nullopt;
}

inline std::string_view ToWord(TicketStatus status) {
  return kStatusWords[static_cast<size_t>(status)];
}
inline std::string_view ToWord(Priority priority) {
  return kPriorityWords[static_cast<size_t>(priority)];
}

}  // namespace docket::docketctl
