#include "tools/docketctl/setting_calls.h"

#include "libs/base/rejection.h"
#include "libs/rpc/errors.h"

namespace docket::docketctl {
namespace {

namespace v1 = setting::v1;

constexpr int kPageSize = 200;

}  // namespace

bool IsRejectedFor(const absl::Status& status, std::string_view reason) {
  const std::optional<Rejection> rejection = RejectionOf(status);
  return rejection.has_value() && rejection->reason == reason;
}

SettingCalls::SettingCalls(Session& session)
    : session_(session), stub_(v1::SettingService::NewStub(session.channel())) {}

template <typename Request, typename Response>
absl::StatusOr<Response> SettingCalls::Ask(Rpc<Request, Response> rpc,
                                           const Request& request) const {
  Response response;
  const grpc::Status status = session_.Ask(
      [&](grpc::ClientContext& context) { return ((*stub_).*rpc)(&context, request, &response); });
  if (!status.ok()) return rpc::FromGrpc(status);
  return response;
}

absl::StatusOr<v1::Setting> SettingCalls::Get(const std::string& kind, const std::string& name,
                                              std::optional<uint64_t> version) const {
  v1::GetSettingRequest request;
  request.set_kind(kind);
  request.set_name(name);
  if (version.has_value()) request.set_version(*version);
  DOCKET_ASSIGN_OR_RETURN(v1::GetSettingResponse response, Ask(&Stub::GetSetting, request));
  return std::move(*response.mutable_setting());
}

absl::StatusOr<std::optional<v1::Setting>> SettingCalls::Find(const std::string& kind,
                                                              const std::string& name) const {
  absl::StatusOr<v1::Setting> found = Get(kind, name);
  if (found.ok()) return *std::move(found);
  if (IsRejectedFor(found.status(), "NOT_FOUND")) return std::nullopt;
  return std::move(found).status();
}

absl::StatusOr<v1::ListSettingsResponse> SettingCalls::List(const std::string& kind) const {
  v1::ListSettingsRequest request;
  request.set_kind(kind);
  request.set_page_size(kPageSize);
  v1::ListSettingsResponse all;
  do {
    DOCKET_ASSIGN_OR_RETURN(v1::ListSettingsResponse page, Ask(&Stub::ListSettings, request));
    all.MergeFrom(page);
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  all.clear_next_page_token();
  return all;
}

absl::StatusOr<v1::ListSettingVersionsResponse> SettingCalls::Versions(
    const std::string& kind, const std::string& name) const {
  v1::ListSettingVersionsRequest request;
  request.set_kind(kind);
  request.set_name(name);
  request.set_page_size(kPageSize);
  v1::ListSettingVersionsResponse all;
  do {
    DOCKET_ASSIGN_OR_RETURN(v1::ListSettingVersionsResponse page,
                            Ask(&Stub::ListSettingVersions, request));
    all.MergeFrom(page);
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  all.clear_next_page_token();
  return all;
}

absl::StatusOr<v1::CheckSettingsResponse> SettingCalls::Check(
    const v1::CheckSettingsRequest& request) const {
  return Ask(&Stub::CheckSettings, request);
}

absl::StatusOr<v1::PublishSettingResponse> SettingCalls::Publish(
    const v1::PublishSettingRequest& request) const {
  return Ask(&Stub::PublishSetting, request);
}

absl::StatusOr<v1::RetireSettingResponse> SettingCalls::Retire(
    const v1::RetireSettingRequest& request) const {
  return Ask(&Stub::RetireSetting, request);
}

}  // namespace docket::docketctl
