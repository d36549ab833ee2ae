#include "services/intake/domain/ticket_follow_up.h"

#include <memory>
#include <string>
#include <utility>

#include "libs/base/digest.h"
#include "libs/base/id.h"
#include "services/intake/domain/limits.h"
#include "services/intake/domain/ticket_form.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;

// The same key gives the same slot, so the new ticket lives in the partition of the closed one.
std::string FollowUpId(const Draft& draft) {
  const eventing::DecisionContext& context = draft.context();
  return TicketId::Of(context.tenant, draft.state().requester().customer_key(),
                      Hex(context.command_id))
      .text();
}

// Recorded history may have left the closed ticket without a subject.
std::string SubjectOf(const Draft& draft) {
  const std::string& subject = draft.state().subject();
  return subject.empty() ? std::string(draft.context().aggregate_id) : subject;
}

}  // namespace

absl::Status OpenFollowUp(const v1::CommentTicket& comment, Draft& draft) {
  // The words become a description, which is shorter.
  DOCKET_RETURN_IF_ERROR(CheckBytes("text", comment.text(), kDescriptionBytesMax));
  const TicketState& closed = draft.state();
  auto command = std::make_shared<v1::TicketCommand>();
  v1::OpenTicket& open = *command->mutable_open();
  open.set_channel(closed.channel());
  open.set_channel_reference(comment.channel_reference());
  open.set_language(closed.language());
  *open.mutable_requester() = closed.requester();
  open.set_subject(SubjectOf(draft));
  open.set_description(comment.text());
  *open.mutable_attachments() = comment.attachments();
  open.set_follows_ticket_id(std::string(draft.context().aggregate_id));
  draft.Leave({.aggregate_id = FollowUpId(draft), .command = std::move(command)});
  return absl::OkStatus();
}

}  // namespace docket::intake
