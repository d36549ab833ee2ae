#include "services/intake/domain/ticket_comment.h"

#include <algorithm>
#include <utility>

#include "services/intake/domain/limits.h"
#include "services/intake/domain/tenant_rules.h"
#include "services/intake/domain/ticket_access.h"
#include "services/intake/domain/ticket_follow_up.h"
#include "services/intake/domain/ticket_followers.h"
#include "services/intake/domain/ticket_form.h"
#include "services/intake/domain/ticket_lifecycle.h"
#include "services/intake/domain/ticket_status.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;
using eventing::Reject;
using Then = v1::CommentTicket::ThenCase;

// Whoever writes, the words are those of the person for whom they are written.
v1::CommentAuthor AuthorOf(const log::v1::Actor& actor, const TicketState& state) {
  const bool for_customer = actor.on_behalf_of() == state.requester().customer_key();
  if (actor.kind() == log::v1::Actor::KIND_CUSTOMER || for_customer) {
    return v1::COMMENT_AUTHOR_CUSTOMER;
  }
  return actor.kind() == log::v1::Actor::KIND_AGENT ? v1::COMMENT_AUTHOR_AGENT
                                                    : v1::COMMENT_AUTHOR_SERVICE;
}

absl::Status CheckForm(const v1::CommentTicket& command) {
  DOCKET_RETURN_IF_ERROR(CheckChosen("visibility", command.visibility()));
  if (command.text().empty() && command.attachments().empty()) {
    return Reject(v1::TICKET_REJECTION_COMMENT_EMPTY, "A comment has words or attachments.");
  }
  DOCKET_RETURN_IF_ERROR(CheckBytes("text", command.text(), kCommentBytesMax));
  DOCKET_RETURN_IF_ERROR(CheckAttachments("attachments", command.attachments()));
  DOCKET_RETURN_IF_ERROR(CheckCharacters("channel_reference", command.channel_reference(),
                                         kChannelReferenceCharactersMax));
  DOCKET_RETURN_IF_ERROR(CheckCount("mentioned_ids", command.mentioned_ids_size(), kMentionsMax));
  for (const std::string& id : command.mentioned_ids()) {
    DOCKET_RETURN_IF_ERROR(CheckMember("mentioned_ids", id));
  }
  return absl::OkStatus();
}

absl::Status CheckRights(const v1::CommentTicket& command, const Draft& draft) {
  const bool for_staff = command.visibility() == v1::COMMENT_VISIBILITY_NOTE ||
                         !command.mentioned_ids().empty() ||
                         command.then_case() != Then::THEN_NOT_SET;
  if (!for_staff || draft.recorded() || IsStaff(draft.context().roles)) return absl::OkStatus();
  return Reject(v1::TICKET_REJECTION_NOT_ALLOWED, "A customer says what the customer may read.");
}

v1::TicketCommented Commented(const v1::CommentTicket& command, const Draft& draft) {
  const TicketState& state = draft.state();
  v1::TicketCommented said;
  said.set_number(state.comments() + 1);
  said.set_visibility(command.visibility());
  said.set_author(AuthorOf(draft.context().actor, state));
  said.set_automatic(command.automatic() || said.author() == v1::COMMENT_AUTHOR_SERVICE);
  said.set_text(command.text());
  *said.mutable_attachments() = command.attachments();
  said.set_channel_reference(command.channel_reference());
  return said;
}

// A person speaks, and the customer reads it.
bool IsHuman(const v1::TicketCommented& said) {
  return said.visibility() == v1::COMMENT_VISIBILITY_PUBLIC && !said.automatic();
}

bool IsCustomersWord(const v1::TicketCommented& said) {
  return IsHuman(said) && said.author() == v1::COMMENT_AUTHOR_CUSTOMER;
}

bool IsReply(const v1::TicketCommented& said) {
  return IsHuman(said) && said.author() == v1::COMMENT_AUTHOR_AGENT;
}

bool OnlyThanks(const v1::TicketCommented& said, const Draft& draft) {
  return IsCustomersWord(said) && draft.state().status() == v1::TICKET_STATUS_SOLVED &&
         said.attachments().empty() && GivesThanks(said.text(), draft.context());
}

// What the customer's word brings: our turn.
void MakeItOurTurn(Draft& draft) {
  switch (draft.state().status()) {
    case v1::TICKET_STATUS_PENDING:
    case v1::TICKET_STATUS_HELD: return AddResumed(draft);
    case v1::TICKET_STATUS_SOLVED: return AddReopened(draft);
    default: return;  // It is our turn already or, in recorded history, over.
  }
}

absl::Status DoThen(const v1::CommentTicket& command, Draft& draft) {
  switch (command.then_case()) {
    case Then::kWait: return Wait(command.wait(), draft);
    case Then::kHold: return Hold(command.hold(), draft);
    case Then::kResume: return Resume(draft);
    case Then::kSolve: return Solve(command.solve(), draft);
    case Then::THEN_NOT_SET: break;
  }
  return absl::OkStatus();
}

bool IsHidden(uint64_t number, const TicketState& state) {
  const auto& hidden = state.redacted_comments();
  return std::find(hidden.begin(), hidden.end(), number) != hidden.end();
}

bool WasMade(uint64_t number, const TicketState& state) {
  return number >= 1 && number <= state.comments();
}

absl::Status CommentUnknown() {
  return Reject(v1::TICKET_REJECTION_COMMENT_UNKNOWN, "There is no such comment.");
}

}  // namespace

absl::Status Comment(const v1::CommentTicket& command, Draft& draft) {
  DOCKET_RETURN_IF_ERROR(CheckForm(command));
  DOCKET_RETURN_IF_ERROR(CheckRights(command, draft));
  v1::TicketEvent event;
  v1::TicketCommented& said = *event.mutable_commented() = Commented(command, draft);
  const bool closed = draft.state().status() == v1::TICKET_STATUS_CLOSED;
  if (closed && !draft.recorded()) {
    return IsCustomersWord(said) ? OpenFollowUp(command, draft) : RequireNotClosed(draft.state());
  }
  said.set_thanks(OnlyThanks(said, draft));
  const bool asks = IsCustomersWord(said) && !said.thanks();
  draft.Add(std::move(event));
  if (asks) MakeItOurTurn(draft);
  DOCKET_RETURN_IF_ERROR(AddFollowers(command.mentioned_ids(), draft));
  return DoThen(command, draft);
}

absl::Status Redact(const v1::RedactComment& command, Draft& draft) {
  if (!WasMade(command.comment(), draft.state())) return CommentUnknown();
  if (IsHidden(command.comment(), draft.state())) {
    return Reject(v1::TICKET_REJECTION_ALREADY_REDACTED, "The comment is redacted already.");
  }
  v1::TicketEvent event;
  event.mutable_comment_redacted()->set_comment(command.comment());
  draft.Add(std::move(event));
  return absl::OkStatus();
}

absl::Status RequireComment(uint64_t number, const TicketState& state) {
  return WasMade(number, state) && !IsHidden(number, state) ? absl::OkStatus() : CommentUnknown();
}

void Apply(const v1::TicketCommented& event, const eventing::CommitHeader& header,
           TicketState& state) {
  state.set_comments(event.number());
  if (IsCustomersWord(event)) {
    state.set_customer_comments(state.customer_comments() + 1);
    if (!event.thanks()) state.set_reply_owed(true);
  }
  if (!IsReply(event)) return;
  state.set_human_replies(state.human_replies() + 1);
  state.set_reply_owed(false);
  state.set_reply_comment(event.number());
  *state.mutable_last_reply_time() = header.time();
  if (state.status() == v1::TICKET_STATUS_NEW) Enter(v1::TICKET_STATUS_OPEN, header, state);
}

void Apply(const v1::CommentRedacted& event, TicketState& state) {
  state.add_redacted_comments(event.comment());
}

}  // namespace docket::intake
