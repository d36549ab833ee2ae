#include "services/intake/api/setting_changes.h"

#include <string>
#include <utility>

#include "docket/setting/v1/setting_events.pb.h"
#include "docket/setting/v1/setting_service.pb.h"
#include "libs/base/proto_time.h"
#include "libs/rpc/setting_limits.h"
#include "libs/setting/document.h"
#include "libs/setting/setting_id.h"
#include "services/intake/api/calls.h"

namespace docket::intake {
namespace {

namespace v1 = setting::v1;

// Hands `command` for the document `name` of `kind` to the unit that decides it.
template <typename Response>
void Change(const eventing::UnitDoors& doors, const rpc::Call& call, std::string_view kind,
            std::string_view name, const ChangeCall& change, v1::SettingCommand command,
            rpc::Reply<Response> reply) {
  const std::string id = setting::SettingId::Of(call.caller.tenant, kind, name).text();
  auto asked = ChangeCommandOf(call, id, change,
                               std::make_shared<const v1::SettingCommand>(std::move(command)));
  if (!asked.ok()) return reply(std::move(asked).status());
  asked->reply = [&doors, reply = std::move(reply)](absl::StatusOr<eventing::Receipt> receipt) {
    if (!receipt.ok()) return reply(std::move(receipt).status());
    Response response;
    v1::SettingReceipt& out = *response.mutable_receipt();
    out.set_version(receipt->version);
    if (receipt->version > 0) *out.mutable_time() = ToProto(receipt->time);
    out.set_token(doors.TokenOf(std::move(receipt->folded)));
    reply(std::move(response));
  };
  PutInto(doors.At(size_t{0}), *std::move(asked));
}

void Publish(const eventing::UnitDoors& doors, const rpc::Call& call,
             v1::PublishSettingRequest request, rpc::Reply<v1::PublishSettingResponse> reply) {
  const ChangeCall change = ChangeCallOf(request);
  v1::SettingCommand command;
  v1::Document& document = *command.mutable_publish()->mutable_document();
  document.Swap(request.mutable_document());
  const std::string kind(setting::KindOf(document));
  const std::string name = document.name();
  Change(doors, call, kind, name, change, std::move(command), std::move(reply));
}

void Retire(const eventing::UnitDoors& doors, const rpc::Call& call,
            const v1::RetireSettingRequest& request, rpc::Reply<v1::RetireSettingResponse> reply) {
  v1::SettingCommand command;
  command.mutable_retire();
  Change(doors, call, request.kind(), request.name(), ChangeCallOf(request), std::move(command),
         std::move(reply));
}

}  // namespace

void AddSettingChanges(const eventing::UnitDoors& doors, rpc::Service& service) {
  service.Unary<v1::PublishSettingRequest, v1::PublishSettingResponse>(
      "PublishSetting",
      [&doors](const rpc::Call& call, v1::PublishSettingRequest request,
               rpc::Reply<v1::PublishSettingResponse> reply) {
        Publish(doors, call, std::move(request), std::move(reply));
      },
      rpc::kPublishSettingLimits);
  service.Unary<v1::RetireSettingRequest, v1::RetireSettingResponse>(
      "RetireSetting", [&doors](const rpc::Call& call, const v1::RetireSettingRequest& request,
                                rpc::Reply<v1::RetireSettingResponse> reply) {
        Retire(doors, call, request, std::move(reply));
      });
}

}  // namespace docket::intake
