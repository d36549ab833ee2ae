#pragma once

// What becomes of the customer's words on a closed ticket: another ticket that follows it.

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "services/intake/domain/ticket_draft.h"

namespace docket::intake {

// Leaves `comment` to a new ticket of the same requester, whose id follows from the command's: a
// retry comes to the same ticket. Refuses: FIELD_INVALID.
absl::Status OpenFollowUp(const ticket::v1::CommentTicket& comment, Draft& draft);

}  // namespace docket::intake
