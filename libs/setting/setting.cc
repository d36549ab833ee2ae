#include "libs/setting/setting.h"

#include <string>

#include <google/protobuf/util/message_differencer.h>

#include "libs/base/check.h"
#include "libs/base/proto_time.h"
#include "libs/setting/document.h"
#include "libs/setting/setting_id.h"

namespace docket::setting {
namespace {

using eventing::DecisionContext;
using eventing::Reject;
using eventing::Role;
using Decision = eventing::Decision<Setting::Event>;
using google::protobuf::util::MessageDifferencer;

// Skips concern records of all tenants.
absl::Status CheckRole(bool skip, eventing::Roles roles) {
  if (roles.Has(skip ? Role::kOperator : Role::kAdministrator)) return absl::OkStatus();
  return Reject(
      v1::SETTING_REJECTION_NOT_ALLOWED,
      skip ? "skips are for operators to publish" : "settings are for administrators to change");
}

absl::Status CheckAccess(const SettingState& state, const Setting::Command& command,
                         const DecisionContext& context) {
  const bool skip = state.document().has_skip() || command.publish().document().has_skip();
  DOCKET_RETURN_IF_ERROR(CheckRole(skip, context.roles));
  if (skip && state.has_document()) {
    return Reject(v1::SETTING_REJECTION_NOT_ALLOWED,
                  "a skip stays as it is, for rows rest on it: publish another under its own name");
  }
  if (command.has_retire() && !state.has_document()) {
    return Reject(v1::SETTING_REJECTION_NOT_FOUND,
                  "there is no such document: check its kind and name");
  }
  return absl::OkStatus();
}

Faults FaultsOf(const v1::PublishSetting& command, const DecisionContext& context) {
  DOCKET_CHECK(context.settings != nullptr);
  Faults faults = FaultsOf(command.document(), context.tenant, *context.settings);
  for (const v1::CompilationFault& fault : command.faults()) {
    AddIfNew({fault.field(), fault.rule()}, faults);
  }
  return faults;
}

// What whoever took the call does wrong, not the caller.
absl::Status CheckHandedOn(const v1::PublishSetting& command, const DecisionContext& context) {
  const v1::Document& document = command.document();
  if (SettingId::Of(context.tenant, KindOf(document), document.name()).text() !=
      context.aggregate_id) {
    return Internal("a document went to the id of another");
  }
  if (command.has_calendar() != document.has_calendar() ||
      command.has_zone() != document.has_tenant()) {
    return Internal("a document came without its compilation, or with that of another kind");
  }
  return absl::OkStatus();
}

// Calendars are compiled six years ahead of the day, so by one of half a year ago as much is known:
// who applies the same file every night makes no version of it.
constexpr std::chrono::days kRecompiledAfter{180};

// Whether `made` says nothing that `had` does not say, or not for long.
bool Suffices(const v1::CompiledCalendar& had, const v1::CompiledCalendar& made) {
  return had.tzdata_version() == made.tzdata_version() &&
         FromProto(made.start_time()) - FromProto(had.start_time()) < kRecompiledAfter;
}

// The same document compiled otherwise is another: for later years, or with another database.
bool IsInForce(const SettingState& state, const v1::PublishSetting& command) {
  return state.in_force() && MessageDifferencer::Equals(state.document(), command.document()) &&
         Suffices(state.calendar(), command.calendar()) &&
         MessageDifferencer::Equals(state.zone(), command.zone());
}

absl::StatusOr<Decision> Publish(const SettingState& state, const v1::PublishSetting& command,
                                 const DecisionContext& context) {
  const Faults faults = FaultsOf(command, context);
  if (!faults.empty()) return Invalid(faults);
  DOCKET_RETURN_IF_ERROR(CheckHandedOn(command, context));
  if (IsInForce(state, command)) {
    return Reject(v1::SETTING_REJECTION_NO_CHANGE, "the document is in force as it stands");
  }
  Decision decision;
  v1::SettingPublished& published = *decision.events.emplace_back().mutable_published();
  *published.mutable_document() = command.document();
  if (command.has_calendar()) *published.mutable_calendar() = command.calendar();
  if (command.has_zone()) *published.mutable_zone() = command.zone();
  return decision;
}

absl::StatusOr<Decision> Retire(const SettingState& state) {
  if (!state.in_force()) {
    return Reject(v1::SETTING_REJECTION_NO_CHANGE, "the document is out of force already");
  }
  Decision decision;
  decision.events.emplace_back().mutable_retired();
  return decision;
}

}  // namespace

std::optional<Slot> Setting::SlotOf(std::string_view id) {
  const std::optional<SettingId> parsed = SettingId::Parse(id);
  if (!parsed.has_value() || parsed->text() != id) return std::nullopt;
  return parsed->slot();
}

SettingState Setting::Evolve(State state, const eventing::CommitHeader& header,
                             const Event& event) {
  switch (event.kind_case()) {
    case Event::kPublished:
      *state.mutable_document() = event.published().document();
      *state.mutable_calendar() = event.published().calendar();
      *state.mutable_zone() = event.published().zone();
      state.set_in_force(true);
      break;
    case Event::kRetired: state.set_in_force(false); break;
    case Event::KIND_NOT_SET: return state;  // Halts the partition before the fold.
  }
  *state.mutable_since() = header.time();
  return state;
}

absl::StatusOr<Decision> Setting::Decide(const State& state, const Command& command,
                                         const DecisionContext& context) {
  DOCKET_RETURN_IF_ERROR(CheckAccess(state, command, context));
  switch (command.kind_case()) {
    case Command::kPublish: return Publish(state, command.publish(), context);
    case Command::kRetire: return Retire(state);
    case Command::KIND_NOT_SET: break;
  }
  return InvalidArgument("a setting command without a kind");
}

absl::Status Invalid(const Faults& faults) {
  const std::string count = std::to_string(faults.size());
  std::string message = faults.size() == 1 ? "" : count + " faults: ";
  for (const Fault& fault : faults) {
    if (&fault != &faults.front()) message += "; ";
    message += fault.field + " must be " + fault.rule;
  }
  return Reject(
      v1::SETTING_REJECTION_FIELD_INVALID, message,
      {{"faults", count}, {"field", faults.front().field}, {"rule", faults.front().rule}});
}

}  // namespace docket::setting
