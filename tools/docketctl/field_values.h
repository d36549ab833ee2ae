#pragma once

// Custom fields as they are written on a command line: NAME=VALUE, the value by its type.

#include <string>

#include "docket/ticket/v1/ticket_values.pb.h"
#include "libs/base/status.h"

namespace docket::docketctl {

enum class FieldType { kText, kInteger, kDecimal, kMoney, kBoolean, kInstant, kChoices };

// The field that `text`, "NAME=VALUE", sets. Integers are decimal; decimals "1.50"; money
// "CNY 1250", in the currency's smallest unit; booleans true or false; instants RFC 3339; choices
// have commas between. INVALID_ARGUMENT for what is not of that form.
absl::StatusOr<ticket::v1::Field> ParseField(FieldType type, const std::string& text);

}  // namespace docket::docketctl
