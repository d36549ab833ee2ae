#include "tools/docketctl/field_values.h"

#include <charconv>
#include <optional>
#include <string_view>

#include "libs/base/proto_time.h"

namespace docket::docketctl {
namespace {

using ticket::v1::FieldValue;

std::optional<int64_t> ParseInteger(std::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool SetInteger(std::string_view text, FieldValue& value) {
  const std::optional<int64_t> integer = ParseInteger(text);
  if (integer.has_value()) value.set_integer(*integer);
  return integer.has_value();
}

// "-1.50" is -150 of scale 2: the digits as one number.
bool SetDecimal(std::string_view text, FieldValue& value) {
  const size_t point = text.find('.');
  std::string digits(text.substr(0, point));
  const std::string_view behind = point == text.npos ? "" : text.substr(point + 1);
  if (digits.empty() || (point != text.npos && behind.empty())) return false;
  digits.append(behind);
  const std::optional<int64_t> units = ParseInteger(digits);
  if (!units.has_value()) return false;
  value.mutable_decimal()->set_units(*units);
  value.mutable_decimal()->set_scale(static_cast<uint32_t>(behind.size()));
  return true;
}

bool SetMoney(std::string_view text, FieldValue& value) {
  const size_t space = text.find(' ');
  if (space == text.npos) return false;
  const std::optional<int64_t> units = ParseInteger(text.substr(space + 1));
  if (!units.has_value()) return false;
  value.mutable_money()->set_currency(std::string(text.substr(0, space)));
  value.mutable_money()->set_minor_units(*units);
  return true;
}

bool SetBoolean(std::string_view text, FieldValue& value) {
  value.set_boolean(text == "true");
  return text == "true" || text == "false";
}

bool SetInstant(std::string_view text, FieldValue& value) {
  const std::optional<Time> time = ParseTime(text);
  if (time.has_value()) *value.mutable_instant() = ToProto(*time);
  return time.has_value();
}

bool SetChoices(std::string_view text, FieldValue& value) {
  while (true) {
    const size_t comma = text.find(',');
    value.mutable_choices()->add_values(std::string(text.substr(0, comma)));
    if (comma == text.npos) return true;
    text.remove_prefix(comma + 1);
  }
}

bool SetValue(FieldType type, std::string_view text, FieldValue& value) {
  switch (type) {
    case FieldType::kText: value.set_text(std::string(text)); return true;
    case FieldType::kInteger: return SetInteger(text, value);
    case FieldType::kDecimal: return SetDecimal(text, value);
    case FieldType::kMoney: return SetMoney(text, value);
    case FieldType::kBoolean: return SetBoolean(text, value);
    case FieldType::kInstant: return SetInstant(text, value);
    case FieldType::kChoices: return SetChoices(text, value);
  }
  return false;
}

}  // namespace

absl::StatusOr<ticket::v1::Field> ParseField(FieldType type, const std::string& text) {
  const size_t equals = text.find('=');
  if (equals == 0 || equals == text.npos) {
    return InvalidArgument("'" + text + "' is not of the form NAME=VALUE");
  }
  ticket::v1::Field field;
  field.set_name(text.substr(0, equals));
  if (!SetValue(type, std::string_view(text).substr(equals + 1), *field.mutable_value())) {
    return InvalidArgument("'" + text + "' has no value of that type");
  }
  return field;
}

}  // namespace docket::docketctl
