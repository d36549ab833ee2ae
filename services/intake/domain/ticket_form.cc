#include "services/intake/domain/ticket_form.h"

#include <algorithm>
#include <set>
#include <string>

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "libs/base/text.h"
#include "libs/eventing/decision.h"
#include "services/intake/domain/limits.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;
using eventing::Reject;

absl::Status CheckAtMost(std::string_view field, size_t size, size_t max, std::string_view unit) {
  if (size <= max) return absl::OkStatus();
  return FieldInvalid(field, "at most " + std::to_string(max) + " " + std::string(unit));
}

absl::Status CheckLabel(std::string_view field, std::string_view label) {
  if (label.empty()) return FieldInvalid(field, "no empty name");
  return CheckCharacters(field, label, kLabelCharactersMax);
}

absl::Status CheckMoney(std::string_view field, const v1::Money& money) {
  const std::string& currency = money.currency();
  const bool capitals =
      std::all_of(currency.begin(), currency.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (currency.size() == 3 && capitals) return absl::OkStatus();
  return FieldInvalid(field, "of a currency of three capital letters");
}

absl::Status CheckChoices(std::string_view field, const v1::Choices& choices) {
  DOCKET_RETURN_IF_ERROR(CheckCount(field, choices.values_size(), kChoicesMax));
  for (const std::string& choice : choices.values()) {
    DOCKET_RETURN_IF_ERROR(CheckLabel(field, choice));
  }
  return absl::OkStatus();
}

absl::Status CheckValue(std::string_view field, const v1::FieldValue& value) {
  using Value = v1::FieldValue;
  switch (value.kind_case()) {
    case Value::kText: return CheckBytes(field, value.text(), kFieldTextBytesMax);
    case Value::kDecimal:
      if (value.decimal().scale() <= kDecimalScaleMax) return absl::OkStatus();
      return FieldInvalid(field, "of at most 18 digits behind the point");
    case Value::kMoney: return CheckMoney(field, value.money());
    case Value::kChoices: return CheckChoices(field, value.choices());
    case Value::kInstant: return CheckInstant(field, value.instant());
    case Value::kInteger:
    case Value::kBoolean: return absl::OkStatus();
    case Value::KIND_NOT_SET: break;
  }
  return FieldInvalid(field, "of one kind");
}

// The rule that `attachment` breaks; empty if none.
std::string_view BrokenRule(const v1::Attachment& attachment) {
  const auto within = [](std::string_view text, size_t max) {
    return !text.empty() && CountCharacters(text) <= max;
  };
  if (attachment.attachment_id().empty()) return "named";
  if (attachment.attachment_id().size() > kMemberIdBytesMax) return "named in at most 128 bytes";
  if (!within(attachment.name(), kAttachmentNameCharactersMax)) {
    return "called by 1 to 256 characters";
  }
  if (!within(attachment.media_type(), kMediaTypeCharactersMax)) {
    return "of a media type of 1 to 128 characters";
  }
  if (attachment.size_bytes() == 0) return "not empty";
  if (attachment.sha256().size() != 32) return "with its SHA-256";
  if (attachment.verdict() == v1::Attachment::VERDICT_INFECTED) return "not infected";
  return v1::Attachment::Verdict_IsValid(attachment.verdict()) ? "" : "of a known verdict";
}

absl::Status AttachmentRefused(std::string_view field, std::string_view rule) {
  return Reject(v1::TICKET_REJECTION_ATTACHMENT_REFUSED,
                "An attachment must be: " + std::string(rule) + ".",
                {{"field", std::string(field)}, {"rule", std::string(rule)}});
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
  return CheckAtMost(field, CountCharacters(text), max, "characters");
}

absl::Status CheckBytes(std::string_view field, std::string_view text, size_t max) {
  return CheckAtMost(field, text.size(), max, "bytes");
}

absl::Status CheckCount(std::string_view field, int count, size_t max) {
  return CheckAtMost(field, static_cast<size_t>(count), max, "elements");
}

absl::Status CheckInstant(std::string_view field, const google::protobuf::Timestamp& instant) {
  constexpr int64_t kFirst = -62'135'596'800;  // 0001-01-01T00:00:00Z
  constexpr int64_t kLast = 253'402'300'799;   // 9999-12-31T23:59:59Z
  const bool in_range = instant.seconds() >= kFirst && instant.seconds() <= kLast;
  const bool whole =
      instant.nanos() >= 0 && instant.nanos() < 1'000'000'000 && instant.nanos() % 1'000'000 == 0;
  if (in_range && whole) return absl::OkStatus();
  return FieldInvalid(field, "an instant of whole milliseconds in the years 1 to 9999");
}

absl::Status CheckMember(std::string_view field, std::string_view id) {
  if (id.empty()) return FieldRequired(field);
  return CheckBytes(field, id, kMemberIdBytesMax);
}

absl::Status CheckCategory(std::string_view field, const v1::CategoryPath& category) {
  const std::string levels = std::string(field) + ".levels";
  DOCKET_RETURN_IF_ERROR(CheckCount(levels, category.levels_size(), kCategoryLevelsMax));
  for (const std::string& level : category.levels()) {
    DOCKET_RETURN_IF_ERROR(CheckLabel(levels, level));
  }
  return absl::OkStatus();
}

absl::Status CheckTags(std::string_view field, const Strings& tags) {
  DOCKET_RETURN_IF_ERROR(CheckCount(field, tags.size(), kTagsMax));
  for (const std::string& tag : tags) DOCKET_RETURN_IF_ERROR(CheckLabel(field, tag));
  return absl::OkStatus();
}

absl::Status CheckSkills(std::string_view field, const Skills& skills) {
  DOCKET_RETURN_IF_ERROR(CheckCount(field, skills.size(), kSkillsMax));
  std::set<std::string_view> names;
  for (const setting::v1::Skill& skill : skills) {
    DOCKET_RETURN_IF_ERROR(CheckLabel(field, skill.name()));
    if (!names.insert(skill.name()).second) return FieldInvalid(field, "each name once");
    if (skill.level() < 1 || skill.level() > kSkillLevelMax) {
      return FieldInvalid(field, "of level 1 to 5");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckFields(std::string_view field, const Fields& fields) {
  DOCKET_RETURN_IF_ERROR(CheckCount(field, fields.size(), kFieldsMax));
  std::set<std::string_view> names;
  for (const v1::Field& each : fields) {
    DOCKET_RETURN_IF_ERROR(CheckLabel(field, each.name()));
    if (!names.insert(each.name()).second) return FieldInvalid(field, "each name once");
    if (each.has_value()) DOCKET_RETURN_IF_ERROR(CheckValue(each.name(), each.value()));
  }
  return absl::OkStatus();
}

absl::Status CheckAttachments(std::string_view field, const Attachments& attachments) {
  if (static_cast<size_t>(attachments.size()) > kAttachmentsMax) {
    return AttachmentRefused(field, "at most 20");
  }
  for (const v1::Attachment& attachment : attachments) {
    const std::string_view rule = BrokenRule(attachment);
    if (!rule.empty()) return AttachmentRefused(field, rule);
  }
  return absl::OkStatus();
}

}  // namespace docket::intake
