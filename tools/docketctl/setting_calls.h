#pragma once

// What docketctl asks of docket.setting.v1.SettingService, as whoever calls. Each call is tried
// again while the server is unavailable (Session::Ask).

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "docket/setting/v1/setting_service.grpc.pb.h"
#include "libs/base/status.h"
#include "tools/docketctl/session.h"

namespace docket::docketctl {

// Whether `status` is a rejection for `reason`, such as "NO_CHANGE".
bool IsRejectedFor(const absl::Status& status, std::string_view reason);

class SettingCalls {
 public:
  // `session` outlives it.
  explicit SettingCalls(Session& session);

  // A document as it stands, or as its `version` stood.
  absl::StatusOr<setting::v1::Setting> Get(const std::string& kind, const std::string& name,
                                           std::optional<uint64_t> version = {}) const;
  // Likewise; none if there is no such document.
  absl::StatusOr<std::optional<setting::v1::Setting>> Find(const std::string& kind,
                                                           const std::string& name) const;
  // All in force of `kind`, or of all kinds if it is empty, page after page.
  absl::StatusOr<setting::v1::ListSettingsResponse> List(const std::string& kind) const;
  // All versions of a document, latest first, likewise.
  absl::StatusOr<setting::v1::ListSettingVersionsResponse> Versions(const std::string& kind,
                                                                    const std::string& name) const;

  absl::StatusOr<setting::v1::CheckSettingsResponse> Check(
      const setting::v1::CheckSettingsRequest& request) const;
  absl::StatusOr<setting::v1::PublishSettingResponse> Publish(
      const setting::v1::PublishSettingRequest& request) const;
  absl::StatusOr<setting::v1::RetireSettingResponse> Retire(
      const setting::v1::RetireSettingRequest& request) const;

 private:
  using Stub = setting::v1::SettingService::Stub;
  template <typename Request, typename Response>
  using Rpc = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*);

  template <typename Request, typename Response>
  absl::StatusOr<Response> Ask(Rpc<Request, Response> rpc, const Request& request) const;

  Session& session_;
  std::unique_ptr<Stub> stub_;
};

}  // namespace docket::docketctl
