#pragma once

// The bounds of a ticket (semantics.md 2) that no setting changes; tenant_rules.h has the others.

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace docket::intake {

// The form of an opening. Characters are Unicode code points.
inline constexpr size_t kCustomerKeyBytesMax = 256;
inline constexpr size_t kRequesterNameCharactersMax = 200;
inline constexpr size_t kContactsMax = 8;
inline constexpr size_t kContactCharactersMax = 256;
inline constexpr size_t kLabelCharactersMax = 64;  // Tags, categories, names of fields, tiers.
inline constexpr size_t kChannelReferenceCharactersMax = 256;
inline constexpr size_t kLanguageCharactersMax = 35;
inline constexpr size_t kSubjectCharactersMax = 200;
inline constexpr size_t kDescriptionBytesMax = 32 * 1024;
inline constexpr size_t kCategoryLevelsMax = 5;

inline constexpr size_t kTagsMax = 50;
inline constexpr size_t kFieldsMax = 100;
inline constexpr size_t kFieldTextBytesMax = 4096;
inline constexpr size_t kChoicesMax = 50;
inline constexpr uint32_t kDecimalScaleMax = 18;
inline constexpr size_t kAttachmentsMax = 20;
inline constexpr size_t kAttachmentNameCharactersMax = 256;
inline constexpr size_t kMediaTypeCharactersMax = 128;

inline constexpr size_t kCommentBytesMax = 64 * 1024;
inline constexpr size_t kMentionsMax = 20;
inline constexpr size_t kThanksCharactersMax = 20;
inline constexpr size_t kFollowersMax = 100;
inline constexpr size_t kMatchedRulesMax = 100;
inline constexpr size_t kRatingWordsCharactersMax = 2000;
inline constexpr uint32_t kScoreMax = 5;
inline constexpr size_t kHoldReasonCharactersMax = 500;
inline constexpr size_t kMemberIdBytesMax = 128;  // Teams, pools, agents, attachments, rules.

// How long somebody may put a ticket on hold: an agent, and whoever leads.
inline constexpr std::chrono::days kHoldMax{7};
inline constexpr std::chrono::days kLeadersHoldMax{30};

// How much of an agent's capacity a ticket takes whose template does not say.
inline constexpr uint32_t kTicketWeight = 10;
inline constexpr size_t kSkillsMax = 100;
inline constexpr uint32_t kSkillLevelMax = 5;
// One that comes back so soon after it was solved goes to whoever had it, if they can.
inline constexpr std::chrono::hours kStickyWindow{72};
inline constexpr size_t kTransferReasonCharactersMax = 500;

// Urges: when the first one, when the next, how many a day, how often one raises the priority.
inline constexpr std::chrono::minutes kUrgeAfter{30};
inline constexpr std::chrono::hours kUrgeSpacing{2};
inline constexpr uint64_t kUrgesOfDayMax = 5;
inline constexpr uint64_t kUrgesPerRaise = 3;

}  // namespace docket::intake
