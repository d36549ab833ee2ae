#include "services/intake/domain/ticket_form.h"

#include <algorithm>
#include <string>

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "libs/eventing/decision.h"
#include "services/intake/domain/limits.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;
using eventing::Reject;

// Code points, by counting what is no continuation byte of UTF-8.
size_t Characters(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

absl::Status CheckAtMost(std::string_view field, size_t size, size_t max, std::string_view unit) {
  if (size <= max) return absl::OkStatus();
  return FieldInvalid(field, "at most " + std::to_string(max) + " " + std::string(unit));
}

}  // namespace

absl::Status FieldRequired(std::string_view field) {
  return Reject(v1::TICKET_REJECTION_FIELD_REQUIRED, "Field " + std::string(field) + " is missing.",
                {{"field", std::string(field)}});
}

absl::Status FieldInvalid(std::string_view field, std::string_view rule) {
  return Reject(v1::TICKET_REJECTION_FIELD_INVALID,
                "Field " + std::string(field) + " must be: " + std::string(rule) + ".",
                {{"field", std::string(field)}, {"rule", std::string(rule)}});
}

absl::Status CheckCharacters(std::string_view field, std::string_view text, size_t max) {
  return CheckAtMost(field, Characters(text), max, "characters");
}

absl::Status CheckBytes(std::string_view field, std::string_view text, size_t max) {
  return CheckAtMost(field, text.size(), max, "bytes");
}

absl::Status CheckCount(std::string_view field, int count, size_t max) {
  return CheckAtMost(field, static_cast<size_t>(count), max, "elements");
}

absl::Status CheckCategory(std::string_view field, const v1::CategoryPath& category) {
  const std::string levels = std::string(field) + ".levels";
  DOCKET_RETURN_IF_ERROR(CheckCount(levels, category.levels_size(), kCategoryLevelsMax));
  for (const std::string& level : category.levels()) {
    if (level.empty()) return FieldInvalid(levels, "no empty name");
    DOCKET_RETURN_IF_ERROR(CheckCharacters(levels, level, kCategoryLevelCharactersMax));
  }
  return absl::OkStatus();
}

}  // namespace docket::intake
