#include "services/routing/domain/pool_draft.h"

#include <string>

#include "docket/routing/v1/pool_commands.pb.h"
#include "libs/base/proto_time.h"
#include "services/routing/domain/limits.h"
#include "services/routing/domain/pool.h"

namespace docket::routing {

Draft::Draft(PoolState state, const eventing::DecisionContext& context)
    : state_(std::move(state)), context_(context) {
  header_.set_tenant(std::string(context.tenant));
  header_.set_aggregate_id(std::string(context.aggregate_id));
  header_.set_version(state_.version() + 1);
  *header_.mutable_actor() = context.actor;
  *header_.mutable_time() = ToProto(context.now);
}

void Draft::Add(v1::PoolEvent event) {
  state_ = Pool::Evolve(std::move(state_), header_, event);
  if (event.has_assigned()) ++assigned_;
  decision_.events.push_back(std::move(event));
}

absl::Status FieldInvalid(std::string_view field, std::string_view rule) {
  return eventing::Reject(v1::POOL_REJECTION_FIELD_INVALID,
                          std::string(field) + " must be " + std::string(rule) + ".",
                          {{"field", std::string(field)}, {"rule", std::string(rule)}});
}

absl::Status CheckMember(std::string_view field, std::string_view id) {
  if (!id.empty() && id.size() <= kMemberIdBytesMax) return absl::OkStatus();
  return FieldInvalid(field, "1 to 128 bytes");
}

}  // namespace docket::routing
