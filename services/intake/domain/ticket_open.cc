#include "services/intake/domain/ticket_open.h"

#include <algorithm>
#include <utility>

#include "libs/base/id.h"
#include "libs/base/text.h"
#include "services/intake/domain/limits.h"
#include "services/intake/domain/ticket_access.h"
#include "services/intake/domain/ticket_comment.h"
#include "services/intake/domain/ticket_form.h"
#include "services/intake/domain/ticket_judgement.h"
#include "services/intake/domain/ticket_place.h"
#include "services/intake/domain/ticket_status.h"
#include "services/intake/domain/ticket_strings.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;
using eventing::Reject;

constexpr std::string_view kBuiltinTemplate = "builtin/default";
constexpr uint32_t kBuiltinTemplateVersion = 1;

// Whether `key` is a kind of address, such as "mailto:", without the address.
bool IsBareScheme(std::string_view key) {
  return key == "mailto:" || key == "tel:" || key == "wechat:";
}

bool HasControlCharacter(std::string_view text) {
  return std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

bool IsBlank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

// The key decides where the ticket lives, for ever: a key in another spelling, or on an id of
// another slot, would hide the ticket from its customer.
absl::Status CheckCustomerKey(std::string_view key, const eventing::DecisionContext& context) {
  constexpr std::string_view kField = "requester.customer_key";
  if (key.empty()) return FieldRequired(kField);
  DOCKET_RETURN_IF_ERROR(CheckBytes(kField, key, kCustomerKeyBytesMax));
  if (IsBareScheme(key)) return FieldInvalid(kField, "with an address behind its scheme");
  if (HasControlCharacter(key)) return FieldInvalid(kField, "without control characters");
  if (CanonicalCustomerKey(key) != key) return FieldInvalid(kField, "in its canonical spelling");
  const std::optional<TicketId> id = TicketId::Parse(context.aggregate_id);
  if (!id.has_value() || id->slot() != Slot::Of(context.tenant, key)) {
    return FieldInvalid(kField, "of the slot of the ticket's id");
  }
  return absl::OkStatus();
}

absl::Status CheckContacts(const v1::Requester& requester) {
  constexpr std::string_view kField = "requester.contacts";
  DOCKET_RETURN_IF_ERROR(CheckCount(kField, requester.contacts_size(), kContactsMax));
  for (const v1::Contact& contact : requester.contacts()) {
    DOCKET_RETURN_IF_ERROR(CheckChosen("requester.contacts.kind", contact.kind()));
    if (contact.address().empty()) return FieldRequired("requester.contacts.address");
    DOCKET_RETURN_IF_ERROR(
        CheckCharacters("requester.contacts.address", contact.address(), kContactCharactersMax));
  }
  return absl::OkStatus();
}

absl::Status CheckRequester(const v1::Requester& requester,
                            const eventing::DecisionContext& context) {
  DOCKET_RETURN_IF_ERROR(CheckCustomerKey(requester.customer_key(), context));
  DOCKET_RETURN_IF_ERROR(
      CheckCharacters("requester.name", requester.name(), kRequesterNameCharactersMax));
  DOCKET_RETURN_IF_ERROR(CheckContacts(requester));
  DOCKET_RETURN_IF_ERROR(CheckCharacters("requester.tier", requester.tier(), kLabelCharactersMax));
  return CheckCharacters("requester.region", requester.region(), kLabelCharactersMax);
}

absl::Status CheckOrigin(const v1::OpenTicket& command) {
  if (!command.template_id().empty() && command.template_id() != kBuiltinTemplate) {
    return Reject(v1::TICKET_REJECTION_TEMPLATE_UNKNOWN, "There is no such template.");
  }
  DOCKET_RETURN_IF_ERROR(CheckChosen("channel", command.channel()));
  DOCKET_RETURN_IF_ERROR(CheckCharacters("channel_reference", command.channel_reference(),
                                         kChannelReferenceCharactersMax));
  const std::string& follows = command.follows_ticket_id();
  if (!follows.empty() && !TicketId::Parse(follows).has_value()) {
    return FieldInvalid("follows_ticket_id", "a ticket id");
  }
  return CheckCharacters("language", command.language(), kLanguageCharactersMax);
}

absl::Status CheckContent(const v1::OpenTicket& command, bool recorded) {
  // A log of state changes has no words.
  if (IsBlank(command.subject()) && !recorded) return FieldRequired("subject");
  DOCKET_RETURN_IF_ERROR(CheckCharacters("subject", command.subject(), kSubjectCharactersMax));
  DOCKET_RETURN_IF_ERROR(CheckBytes("description", command.description(), kDescriptionBytesMax));
  DOCKET_RETURN_IF_ERROR(CheckFields("fields", command.fields()));
  return CheckAttachments("attachments", command.attachments());
}

absl::Status CheckJudgement(const v1::OpenTicket& command) {
  DOCKET_RETURN_IF_ERROR(CheckKnown("kind", command.kind()));
  DOCKET_RETURN_IF_ERROR(CheckCategory("category", command.category()));
  DOCKET_RETURN_IF_ERROR(CheckKnown("priority", command.priority()));
  DOCKET_RETURN_IF_ERROR(CheckKnown("feeling", command.feeling()));
  return CheckTags("tags", command.tags());
}

absl::Status CheckForm(const v1::OpenTicket& command, const Draft& draft) {
  DOCKET_RETURN_IF_ERROR(CheckOrigin(command));
  DOCKET_RETURN_IF_ERROR(CheckRequester(command.requester(), draft.context()));
  DOCKET_RETURN_IF_ERROR(CheckContent(command, draft.recorded()));
  return CheckJudgement(command);
}

// A customer opens for nobody else, says what it is and how they feel, and leaves the rest to
// staff: what the enterprise vouches for, and what changes how the ticket is treated.
absl::Status CheckOpener(const v1::OpenTicket& command, const eventing::DecisionContext& context) {
  if (context.recorded != nullptr || IsStaff(context.roles)) return absl::OkStatus();
  if (context.actor.id() != command.requester().customer_key()) {
    return Reject(v1::TICKET_REJECTION_NOT_ALLOWED, "A customer opens tickets of their own only.");
  }
  // A ticket that was closed passes on what the enterprise had vouched for.
  const bool vouches = command.follows_ticket_id().empty() &&
                       (command.requester().verified() || !command.requester().tier().empty());
  if (command.live() || command.has_solved() || !command.tags().empty() ||
      command.priority() != v1::PRIORITY_UNSPECIFIED || vouches) {
    return Reject(v1::TICKET_REJECTION_NOT_ALLOWED,
                  "Live, solved, labels, priority, tier and verified are for staff to say.");
  }
  return absl::OkStatus();
}

void SetOrigin(const v1::OpenTicket& command, const Draft& draft, v1::TicketOpened& opened) {
  opened.mutable_template_()->set_template_id(std::string(kBuiltinTemplate));
  opened.mutable_template_()->set_version(kBuiltinTemplateVersion);
  opened.set_channel(command.channel());
  opened.set_channel_reference(command.channel_reference());
  opened.set_language(command.language());
  opened.set_live(command.live());
  *opened.mutable_requester() = command.requester();
  opened.set_recorded(draft.recorded());
  opened.set_follows_ticket_id(command.follows_ticket_id());
}

void SetContent(const v1::OpenTicket& command, v1::TicketOpened& opened) {
  opened.set_subject(command.subject());
  opened.set_description(command.description());
  opened.set_kind(command.kind());
  if (command.has_category()) *opened.mutable_category() = command.category();
  for (const std::string& tag : command.tags()) AddOnce(tag, *opened.mutable_tags());
  for (const v1::Field& field : command.fields()) {
    if (field.has_value()) *opened.add_fields() = field;
  }
  *opened.mutable_attachments() = command.attachments();
}

void SetJudgement(const v1::OpenTicket& command, v1::TicketOpened& opened) {
  const bool prioritised = command.priority() != v1::PRIORITY_UNSPECIFIED;
  opened.set_priority(prioritised ? command.priority() : v1::PRIORITY_NORMAL);
  opened.set_priority_source(prioritised ? v1::JUDGEMENT_SOURCE_MANUAL : v1::JUDGEMENT_SOURCE_RULE);
  const bool felt = command.feeling() != v1::FEELING_UNSPECIFIED;
  opened.set_feeling(felt ? command.feeling() : v1::FEELING_CALM);
  opened.set_feeling_source(felt ? v1::JUDGEMENT_SOURCE_MANUAL : v1::JUDGEMENT_SOURCE_RULE);
}

void ApplyOrigin(const v1::TicketOpened& event, const eventing::CommitHeader& header,
                 TicketState& state) {
  *state.mutable_template_() = event.template_();
  state.set_channel(event.channel());
  state.set_channel_reference(event.channel_reference());
  state.set_language(event.language());
  *state.mutable_opened_time() = header.time();
  *state.mutable_opened_by() = header.actor();
  state.set_recorded(event.recorded());
  *state.mutable_requester() = event.requester();
  state.set_follows_ticket_id(event.follows_ticket_id());
}

void ApplyContent(const v1::TicketOpened& event, TicketState& state) {
  state.set_subject(event.subject());
  state.set_description(event.description());
  *state.mutable_attachments() = event.attachments();
  *state.mutable_fields() = event.fields();
  *state.mutable_tags() = event.tags();
}

void ApplyJudgement(const v1::TicketOpened& event, TicketState& state) {
  SetKind(event.kind(), v1::JUDGEMENT_SOURCE_MANUAL, state);
  if (event.has_category()) SetCategory(event.category(), v1::JUDGEMENT_SOURCE_MANUAL, state);
  SetFeeling(event.feeling(), event.feeling_source(), state);
  state.set_priority(event.priority());
  state.set_priority_source(event.priority_source());
}

// The answer and the solution, as they would have come one after the other.
absl::Status SolveAtOnce(const v1::ImmediateSolution& solution, Draft& draft) {
  v1::CommentTicket answer;
  answer.set_visibility(v1::COMMENT_VISIBILITY_PUBLIC);
  answer.set_text(solution.text());
  answer.mutable_solve()->set_resolution(solution.resolution());
  return Comment(answer, draft);
}

}  // namespace

absl::Status Open(const v1::OpenTicket& command, Draft& draft) {
  // The id is a hash of the request_id, so only a request_id used twice comes here.
  if (draft.state().status() != v1::TICKET_STATUS_UNSPECIFIED) {
    return Reject(v1::TICKET_REJECTION_REQUEST_REUSED,
                  "The request_id has opened a ticket by another command.");
  }
  DOCKET_RETURN_IF_ERROR(CheckForm(command, draft));
  DOCKET_RETURN_IF_ERROR(CheckOpener(command, draft.context()));
  v1::TicketEvent event;
  SetOrigin(command, draft, *event.mutable_opened());
  SetContent(command, *event.mutable_opened());
  SetJudgement(command, *event.mutable_opened());
  draft.Add(std::move(event));
  return command.has_solved() ? SolveAtOnce(command.solved(), draft) : absl::OkStatus();
}

void Apply(const v1::TicketOpened& event, const eventing::CommitHeader& header,
           TicketState& state) {
  ApplyOrigin(event, header, state);
  ApplyContent(event, state);
  ApplyJudgement(event, state);
  Enter(v1::TICKET_STATUS_NEW, header, state);
  Unplace(header, state);
  *state.mutable_waiting_since_time() = header.time();
  state.set_reply_owed(!event.live());
  if (!event.live()) return;
  state.set_human_replies(1);
  *state.mutable_last_reply_time() = header.time();
}

void Apply(const v1::TicketAdopted& /*event*/, TicketState& state) { state.set_adopted(true); }

}  // namespace docket::intake
