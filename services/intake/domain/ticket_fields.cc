#include "services/intake/domain/ticket_fields.h"

#include <algorithm>
#include <string>
#include <utility>

#include "services/intake/domain/limits.h"
#include "services/intake/domain/ticket_form.h"
#include "services/intake/domain/ticket_status.h"
#include "services/intake/domain/ticket_strings.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;
using eventing::Reject;

Fields::iterator Find(const std::string& name, Fields& fields) {
  return std::find_if(fields.begin(), fields.end(),
                      [&](const v1::Field& field) { return field.name() == name; });
}

// Whether `field` is as `fields` have it. No value holds a map, so equal bytes are equal values.
bool IsSo(const v1::Field& field, const Fields& fields) {
  for (const v1::Field& known : fields) {
    if (known.name() == field.name()) {
      return known.SerializeAsString() == field.SerializeAsString();
    }
  }
  return !field.has_value();
}

void Put(const v1::Field& field, Fields& fields) {
  const auto known = Find(field.name(), fields);
  if (known != fields.end() && field.has_value()) {
    *known = field;
  } else if (known != fields.end()) {
    fields.erase(known);
  } else if (field.has_value()) {
    *fields.Add() = field;
  }
}

v1::TicketTagged NewsOf(const v1::TagTicket& command, const Strings& tags) {
  v1::TicketTagged news;
  for (const std::string& tag : command.add()) {
    if (!Contains(tags, tag)) AddOnce(tag, *news.mutable_added());
  }
  for (const std::string& tag : command.remove()) {
    if (Contains(tags, tag) && !Contains(command.add(), tag)) {
      AddOnce(tag, *news.mutable_removed());
    }
  }
  return news;
}

}  // namespace

absl::Status SetFields(const v1::SetFields& command, Draft& draft) {
  DOCKET_RETURN_IF_ERROR(CheckFields("fields", command.fields()));
  DOCKET_RETURN_IF_ERROR(RequireChangeable(draft));
  v1::TicketEvent event;
  Fields after = draft.state().fields();
  for (const v1::Field& field : command.fields()) {
    if (IsSo(field, draft.state().fields())) continue;
    *event.mutable_fields_changed()->add_fields() = field;
    Put(field, after);
  }
  if (!event.has_fields_changed()) return NothingNew(draft);
  DOCKET_RETURN_IF_ERROR(CheckCount("fields", after.size(), kFieldsMax));
  draft.Add(std::move(event));
  return absl::OkStatus();
}

absl::Status Tag(const v1::TagTicket& command, Draft& draft) {
  DOCKET_RETURN_IF_ERROR(CheckTags("add", command.add()));
  DOCKET_RETURN_IF_ERROR(CheckTags("remove", command.remove()));
  DOCKET_RETURN_IF_ERROR(RequireChangeable(draft));
  const v1::TicketTagged news = NewsOf(command, draft.state().tags());
  if (news.added().empty() && news.removed().empty()) return NothingNew(draft);
  const int after = draft.state().tags_size() + news.added_size() - news.removed_size();
  if (static_cast<size_t>(after) > kTagsMax) {
    return Reject(v1::TICKET_REJECTION_TOO_MANY_TAGS, "A ticket has at most 50 labels.");
  }
  v1::TicketEvent event;
  *event.mutable_tagged() = news;
  draft.Add(std::move(event));
  return absl::OkStatus();
}

void Apply(const v1::FieldsChanged& event, TicketState& state) {
  for (const v1::Field& field : event.fields()) Put(field, *state.mutable_fields());
}

void Apply(const v1::TicketTagged& event, TicketState& state) {
  for (const std::string& tag : event.removed()) Remove(tag, *state.mutable_tags());
  for (const std::string& tag : event.added()) AddOnce(tag, *state.mutable_tags());
}

}  // namespace docket::intake
