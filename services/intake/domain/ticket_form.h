#pragma once

// Forms: what a command's fields must look like whatever the state. Refusals name the field by its
// path in the command ("requester.customer_key") and the rule it breaks.

#include <cstddef>
#include <string>
#include <string_view>

#include <google/protobuf/timestamp.pb.h>

#include "docket/setting/v1/directory.pb.h"
#include "docket/ticket/v1/ticket_values.pb.h"
#include "libs/base/status.h"
#include "services/intake/domain/ticket_strings.h"

namespace docket::intake {

using Fields = google::protobuf::RepeatedPtrField<ticket::v1::Field>;
using Skills = google::protobuf::RepeatedPtrField<setting::v1::Skill>;
using Attachments = google::protobuf::RepeatedPtrField<ticket::v1::Attachment>;

// FIELD_REQUIRED{field}.
absl::Status FieldRequired(std::string_view field);
// FIELD_INVALID{field, rule}.
absl::Status FieldInvalid(std::string_view field, std::string_view rule);

// Refuses more than `max` characters (code points), bytes or elements.
absl::Status CheckCharacters(std::string_view field, std::string_view text, size_t max);
absl::Status CheckBytes(std::string_view field, std::string_view text, size_t max);
absl::Status CheckCount(std::string_view field, int count, size_t max);

// Refuses what is no instant of whole milliseconds in the years 1 to 9999.
absl::Status CheckInstant(std::string_view field, const google::protobuf::Timestamp& instant);

// Refuses a number that is no value of its enum: the wire lets any pass. Zero is one.
template <typename Enum>
absl::Status CheckKnown(std::string_view field, Enum value) {
  const auto* type = google::protobuf::GetEnumDescriptor<Enum>();
  if (type->FindValueByNumber(value) != nullptr) return absl::OkStatus();
  return FieldInvalid(field, "a known value");
}

// As CheckKnown, and refuses zero with FIELD_REQUIRED.
template <typename Enum>
absl::Status CheckChosen(std::string_view field, Enum value) {
  return value == Enum{} ? FieldRequired(field) : CheckKnown(field, value);
}

// Refuses an absent or overlong name of an agent, team, pool or rule.
absl::Status CheckMember(std::string_view field, std::string_view id);

absl::Status CheckCategory(std::string_view field, const ticket::v1::CategoryPath& category);
absl::Status CheckTags(std::string_view field, const Strings& tags);
// Each once, with a level of 1 to 5.
absl::Status CheckSkills(std::string_view field, const Skills& skills);
// Each name once. A field without a value passes.
absl::Status CheckFields(std::string_view field, const Fields& fields);
// Refuses with ATTACHMENT_REFUSED{field, rule}.
absl::Status CheckAttachments(std::string_view field, const Attachments& attachments);

}  // namespace docket::intake
