#include "services/intake/api/setting_changes.h"

#include <string>
#include <utility>

#include "docket/setting/v1/setting_events.pb.h"
#include "docket/setting/v1/setting_service.pb.h"
#include "libs/api/calls.h"
#include "libs/base/proto_time.h"
#include "libs/rpc/setting_limits.h"
#include "libs/setting/document.h"
#include "libs/setting/setting_id.h"
#include "services/intake/api/setting_compilation.h"

namespace docket::intake {
namespace {

namespace v1 = setting::v1;

// What the caller asks of `command`: without what was looked up for it, so that a retry asks the
// same whatever this machine's time zones say by then.
v1::SettingCommand AskedOf(v1::SettingCommand command) {
  if (!command.has_publish()) return command;
  command.mutable_publish()->clear_calendar();
  command.mutable_publish()->clear_zone();
  command.mutable_publish()->clear_faults();
  return command;
}

// Hands `command` for the document `name` of `kind` to the unit that decides it.
template <typename Response>
void Change(const eventing::UnitDoors& doors, const rpc::Call& call, std::string_view kind,
            std::string_view name, const api::ChangeCall& change, v1::SettingCommand command,
            rpc::Reply<Response> reply) {
  const std::string id = setting::SettingId::Of(call.caller.tenant, kind, name).text();
  const Digest digest = Digest::Of(eventing::SerializeDeterministic(AskedOf(command)));
  auto asked = api::ChangeCommandOf(call, id, change,
                                    std::make_shared<const v1::SettingCommand>(std::move(command)));
  if (!asked.ok()) return reply(std::move(asked).status());
  asked->digest = digest;
  asked->reply = [&doors, reply = std::move(reply)](absl::StatusOr<eventing::Receipt> receipt) {
    if (!receipt.ok()) return reply(std::move(receipt).status());
    Response response;
    v1::SettingReceipt& out = *response.mutable_receipt();
    out.set_version(receipt->version);
    if (receipt->version > 0) *out.mutable_time() = ToProto(receipt->time);
    out.set_token(doors.TokenOf(std::move(receipt->folded)));
    reply(std::move(response));
  };
  api::PutInto(doors.At(size_t{0}), *std::move(asked));
}

// Adds to `command` what its document is compiled to at `now`, or what keeps it from that.
absl::Status AddCompilation(Time now, v1::PublishSetting& command) {
  DOCKET_ASSIGN_OR_RETURN(SettingCompilation compilation, Compile(command.document(), now));
  if (compilation.calendar) *command.mutable_calendar() = *std::move(compilation.calendar);
  if (compilation.zone) *command.mutable_zone() = *std::move(compilation.zone);
  for (Fault& fault : compilation.faults) {
    v1::CompilationFault& out = *command.add_faults();
    out.set_field(std::move(fault.field));
    out.set_rule(std::move(fault.rule));
  }
  return absl::OkStatus();
}

void Publish(const SettingDoors& at, const rpc::Call& call, v1::PublishSettingRequest request,
             const rpc::Reply<v1::PublishSettingResponse>& reply) {
  const api::ChangeCall change = api::ChangeCallOf(request);
  v1::SettingCommand command;
  v1::Document& document = *command.mutable_publish()->mutable_document();
  document.Swap(request.mutable_document());
  const std::string kind(setting::KindOf(document));
  const std::string name = document.name();
  if (!IsCompiled(document)) {
    return Change(at.doors, call, kind, name, change, std::move(command), reply);
  }
  const auto compile_first = [at, call, kind, name, change, command = std::move(command),
                              reply]() mutable {
    const absl::Status compiled = AddCompilation(at.now(), *command.mutable_publish());
    if (!compiled.ok()) return reply(compiled);
    Change(at.doors, call, kind, name, change, std::move(command), reply);
  };
  if (at.reads.pool().Run(compile_first)) return;
  reply(ResourceExhausted("too many calls wait here: send it again later, by the same id"));
}

void Retire(const eventing::UnitDoors& doors, const rpc::Call& call,
            const v1::RetireSettingRequest& request, rpc::Reply<v1::RetireSettingResponse> reply) {
  v1::SettingCommand command;
  command.mutable_retire();
  Change(doors, call, request.kind(), request.name(), api::ChangeCallOf(request),
         std::move(command), std::move(reply));
}

}  // namespace

void AddSettingChanges(const SettingDoors& at, rpc::Service& service) {
  service.Unary<v1::PublishSettingRequest, v1::PublishSettingResponse>(
      "PublishSetting",
      [at](const rpc::Call& call, v1::PublishSettingRequest request,
           const rpc::Reply<v1::PublishSettingResponse>& reply) {
        Publish(at, call, std::move(request), reply);
      },
      rpc::kPublishSettingLimits);
  service.Unary<v1::RetireSettingRequest, v1::RetireSettingResponse>(
      "RetireSetting", [at](const rpc::Call& call, const v1::RetireSettingRequest& request,
                            rpc::Reply<v1::RetireSettingResponse> reply) {
        Retire(at.doors, call, request, std::move(reply));
      });
}

}  // namespace docket::intake
