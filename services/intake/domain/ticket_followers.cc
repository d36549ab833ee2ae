#include "services/intake/domain/ticket_followers.h"

#include <utility>

#include "services/intake/domain/limits.h"
#include "services/intake/domain/ticket_status.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;

// The caller, unless the command names somebody.
std::string WhoOf(const std::string& follower_id, const Draft& draft) {
  return follower_id.empty() ? draft.context().actor.id() : follower_id;
}

}  // namespace

absl::Status Follow(const v1::FollowTicket& command, Draft& draft) {
  const std::string who = WhoOf(command.follower_id(), draft);
  DOCKET_RETURN_IF_ERROR(CheckMember("follower_id", who));
  if (Contains(draft.state().follower_ids(), who)) return NothingNew(draft);
  Strings ids;
  *ids.Add() = who;
  return AddFollowers(ids, draft);
}

absl::Status Unfollow(const v1::UnfollowTicket& command, Draft& draft) {
  const std::string who = WhoOf(command.follower_id(), draft);
  if (!Contains(draft.state().follower_ids(), who)) return NothingNew(draft);
  v1::TicketEvent event;
  event.mutable_followers_changed()->add_removed_ids(who);
  draft.Add(std::move(event));
  return absl::OkStatus();
}

absl::Status AddFollowers(const Strings& ids, Draft& draft) {
  v1::TicketEvent event;
  Strings& added = *event.mutable_followers_changed()->mutable_added_ids();
  for (const std::string& id : ids) {
    if (!Contains(draft.state().follower_ids(), id)) AddOnce(id, added);
  }
  if (added.empty()) return absl::OkStatus();
  DOCKET_RETURN_IF_ERROR(
      CheckCount("followers", draft.state().follower_ids_size() + added.size(), kFollowersMax));
  draft.Add(std::move(event));
  return absl::OkStatus();
}

void Apply(const v1::FollowersChanged& event, TicketState& state) {
  for (const std::string& id : event.removed_ids()) Remove(id, *state.mutable_follower_ids());
  for (const std::string& id : event.added_ids()) AddOnce(id, *state.mutable_follower_ids());
}

}  // namespace docket::intake
