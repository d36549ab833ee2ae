#pragma once

// Who hears of what happens to a ticket without having it.

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "docket/ticket/v1/ticket_events.pb.h"
#include "services/intake/domain/ticket_draft.h"
#include "services/intake/domain/ticket_form.h"

namespace docket::intake {

// FollowersChanged. Refuse: FIELD_INVALID, NO_CHANGE.
absl::Status Follow(const ticket::v1::FollowTicket& command, Draft& draft);
absl::Status Unfollow(const ticket::v1::UnfollowTicket& command, Draft& draft);

// Lets those of `ids` who do not follow yet follow. Refuses: FIELD_INVALID.
absl::Status AddFollowers(const Strings& ids, Draft& draft);

void Apply(const ticket::v1::FollowersChanged& event, TicketState& state);

}  // namespace docket::intake
