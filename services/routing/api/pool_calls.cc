#include "services/routing/api/pool_calls.h"

#include <memory>
#include <utility>

#include "libs/base/proto_time.h"
#include "libs/base/rejection.h"
#include "services/routing/domain/pool_id.h"

namespace docket::routing {
namespace {

v1::PoolReceipt ReceiptOf(const eventing::UnitDoors& doors, const std::string& pool_id,
                          const std::string& agent_id, eventing::Receipt receipt) {
  v1::PoolReceipt out;
  out.set_pool_id(pool_id);
  out.set_version(receipt.version);
  if (receipt.version > 0) *out.mutable_time() = ToProto(receipt.time);
  if (receipt.commit != nullptr) {
    for (const v1::PoolEvent& event :
         static_cast<const v1::PoolCommit&>(*receipt.commit).events()) {
      if (event.assigned().agent_id() != agent_id) continue;
      out.add_ticket_ids(event.assigned().ticket_id());
    }
  }
  out.set_token(doors.TokenOf(std::move(receipt.folded)));
  return out;
}

}  // namespace

absl::Status NoSuchPool() {
  return RejectionStatus({"NOT_FOUND", {}}, "there is no such pool: check its name");
}

absl::Status NoSuchEntry() {
  return RejectionStatus({"NOT_FOUND", {}},
                         "the ticket neither waits nor is assigned in that pool: check both");
}

absl::StatusOr<std::string> PoolOfAgent(const eventing::FoldedSettings& settings,
                                        const std::string& tenant, const std::string& agent_id) {
  const setting::PublishedPtr agent =
      settings.book().Newest().Find(tenant, setting::v1::Document::kAgent, agent_id);
  if (agent != nullptr) return agent->document.agent().pool();
  return RejectionStatus({"NOT_FOUND", {}},
                         "there is no agent " + agent_id +
                             ": an administrator has to publish a document for them first");
}

void SubmitChange(const PoolDoors& at, const rpc::Call& call, PoolChange change,
                  std::function<void(absl::StatusOr<v1::PoolReceipt>)> reply) {
  if (change.agent_id.empty()) return reply(InvalidArgument("the agent is missing: say who"));
  absl::StatusOr<std::string> pool = PoolOfAgent(at.settings, call.caller.tenant, change.agent_id);
  if (!pool.ok()) return reply(std::move(pool).status());
  const PoolId id = PoolId::Of(call.caller.tenant, *pool);
  const bool is_presence = change.command.has_set_presence();
  absl::StatusOr<eventing::Command> asked = api::ChangeCommandOf(
      call, id.text(), {.request_id = change.request_id, .expected_version = std::nullopt},
      std::make_shared<const v1::PoolCommand>(std::move(change.command)));
  if (!asked.ok()) return reply(std::move(asked).status());
  asked->reply = [at, is_presence, tenant = call.caller.tenant, pool = *std::move(pool),
                  agent = std::move(change.agent_id),
                  reply = std::move(reply)](absl::StatusOr<eventing::Receipt> receipt) {
    if (!receipt.ok()) return reply(std::move(receipt).status());
    // Whoever says how they stand is there, whether that is news or not; if it was theirs to say.
    if (is_presence) at.silence.Hear({tenant, pool, agent});
    reply(ReceiptOf(at.doors, pool, agent, *std::move(receipt)));
  };
  api::PutInto(at.doors.At(id.slot()), *std::move(asked));
}

}  // namespace docket::routing
