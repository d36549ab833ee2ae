#include "libs/setting/ticket_paths.h"

#include <algorithm>
#include <set>
#include <string>

#include "docket/ticket/v1/ticket_values.pb.h"

namespace docket::setting {
namespace {

using condition::PathForm;
using condition::Schema;
using condition::Type;

PathForm OneOf(const google::protobuf::EnumDescriptor& type) {
  PathForm form{Type::kText};
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() != 0)
      form.choices.insert(SpelledValue(type, type.value(i)->number()));
  }
  return form;
}

}  // namespace

std::string SpelledValue(const google::protobuf::EnumDescriptor& type, int number) {
  const auto* value = type.FindValueByNumber(number);
  if (value == nullptr || number == 0) return "";
  // Every value bears the name of its enum, which value 0 shows: TICKET_KIND_UNSPECIFIED.
  const size_t prefix = type.value(0)->name().size() - std::string_view("UNSPECIFIED").size();
  std::string name = value->name().substr(prefix);
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return name;
}

Schema PolicyPaths(const Checks& checks) {
  Schema schema;
  schema.paths = {
      {"kind", OneOf(*ticket::v1::TicketKind_descriptor())},
      {"category", {Type::kText}},
      {"priority", {Type::kNumber}},
      {"feeling", OneOf(*ticket::v1::Feeling_descriptor())},
      {"channel", OneOf(*ticket::v1::Channel_descriptor())},
      {"tier", {Type::kText}},
      {"tags", {Type::kTexts}},
      {"team", {Type::kText}},
      {"template", {Type::kText}},
      {"rebound_number", {Type::kNumber}},
      {"escalation_level", {Type::kNumber}},
  };
  for (const PublishedPtr& calendar : checks.All(v1::Document::kCalendar)) {
    schema.calendars.insert(calendar->document.name());
  }
  return schema;
}

Schema TriagePaths(const Checks& checks) {
  Schema schema = PolicyPaths(checks);
  schema.paths.insert({{"subject", {Type::kText}},
                       {"description", {Type::kText}},
                       {"language", {Type::kText}},
                       {"region", {Type::kText}},
                       {"customer", {Type::kText}},
                       {"verified", {Type::kBool}},
                       {"live", {Type::kBool}},
                       {"opened", {Type::kInstant}}});
  return schema;
}

Schema NotificationPaths(const Checks& checks) {
  Schema schema = TriagePaths(checks);
  schema.paths.insert({{"status", OneOf(*ticket::v1::TicketStatus_descriptor())},
                       {"resolution", OneOf(*ticket::v1::Resolution_descriptor())},
                       {"urges", {Type::kNumber}},
                       {"reopens", {Type::kNumber}},
                       {"comment_author", OneOf(*ticket::v1::CommentAuthor_descriptor())},
                       {"comment_visibility", OneOf(*ticket::v1::CommentVisibility_descriptor())},
                       {"reminder", OneOf(*ticket::v1::LapseKind_descriptor())},
                       {"rating", {Type::kText, {"good", "bad", "neither"}}}});
  return schema;
}

int CountPatterns(const v1::Condition& condition) {
  int patterns = condition.test().operator_case() == v1::Test::kMatches ? 1 : 0;
  for (const auto* parts : {&condition.all(), &condition.any(), &condition.none()}) {
    for (const v1::Condition& part : *parts) patterns += CountPatterns(part);
  }
  return patterns;
}

}  // namespace docket::setting
