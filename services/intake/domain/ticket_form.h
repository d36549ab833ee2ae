#pragma once

// Forms: what a command's fields must look like whatever the state. Refusals name the field by its
// path in the command ("requester.customer_key") and the rule it breaks.

#include <cstddef>
#include <string_view>

#include "docket/ticket/v1/ticket_values.pb.h"
#include "libs/base/status.h"

namespace docket::intake {

// FIELD_REQUIRED{field}.
absl::Status FieldRequired(std::string_view field);
// FIELD_INVALID{field, rule}.
absl::Status FieldInvalid(std::string_view field, std::string_view rule);

// Refuses more than `max` characters (code points), bytes or elements.
absl::Status CheckCharacters(std::string_view field, std::string_view text, size_t max);
absl::Status CheckBytes(std::string_view field, std::string_view text, size_t max);
absl::Status CheckCount(std::string_view field, int count, size_t max);

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

absl::Status CheckCategory(std::string_view field, const ticket::v1::CategoryPath& category);

}  // namespace docket::intake
