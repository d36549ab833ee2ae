#include "libs/eventing/followed_kind.h"

#include "libs/base/check.h"
#include "libs/base/id.h"

namespace docket::eventing {
namespace {

[[noreturn]] void DecidesNothing() {
  CheckFailed(__FILE__, __LINE__, "a kind that is only followed was asked to decide");
}

}  // namespace

std::optional<Slot> SlotOfId(std::string_view prefix, std::string_view id) {
  const std::optional<IdBits> bits = ParseId(prefix, id);
  if (!bits.has_value() || FormatId(prefix, *bits) != id) return std::nullopt;
  return bits->slot;
}

std::unique_ptr<Message> FollowedKind::NewState() const { DecidesNothing(); }
std::unique_ptr<Message> FollowedKind::NewCommandRecord() const { DecidesNothing(); }
const CommandHeader& FollowedKind::HeaderOfCommand(const Message&) const { DecidesNothing(); }
const Message& FollowedKind::CommandOf(const Message&) const { DecidesNothing(); }
void FollowedKind::Evolve(Message&, const Message&) const { DecidesNothing(); }
absl::StatusOr<Decided> FollowedKind::Decide(const Message&, const Message&,
                                             const DecisionContext&) const {
  DecidesNothing();
}
bool FollowedKind::KeepsRefused(const Message&) const { DecidesNothing(); }

}  // namespace docket::eventing
