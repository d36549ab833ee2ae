#pragma once

// The bounds and windows of a ticket (semantics.md 2): constants until settings exist.

#include <chrono>
#include <cstddef>

namespace docket::intake {

// The form of an opening. Characters are Unicode code points.
inline constexpr size_t kCustomerKeyBytesMax = 256;
inline constexpr size_t kRequesterNameCharactersMax = 200;
inline constexpr size_t kContactsMax = 8;
inline constexpr size_t kContactCharactersMax = 256;
inline constexpr size_t kLabelCharactersMax = 64;
inline constexpr size_t kChannelReferenceCharactersMax = 256;
inline constexpr size_t kLanguageCharactersMax = 35;
inline constexpr size_t kSubjectCharactersMax = 200;
inline constexpr size_t kDescriptionBytesMax = 32 * 1024;
inline constexpr size_t kCategoryLevelsMax = 5;
inline constexpr size_t kCategoryLevelCharactersMax = 64;

inline constexpr size_t kHoldReasonCharactersMax = 500;
inline constexpr size_t kMemberIdBytesMax = 128;  // Teams and agents.

// How long somebody may put a ticket on hold: an agent, and whoever leads.
inline constexpr std::chrono::days kHoldMax{7};
inline constexpr std::chrono::days kLeadersHoldMax{30};

}  // namespace docket::intake
