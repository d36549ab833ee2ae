#pragma once

// docket.ops.v1.OpsService, over the units of one host. Nothing of it runs on gRPC's threads or in
// a step of a unit: it has two threads of its own. One long call (digest, verify, rebuild) runs at
// a time and blocks one of them; what is short has the other.
//
//   OpsDesk desk(units, [&log] { return log.Share(); });
//   ... Server::Start(..., {desk.MakeService()}) ...
//   // The server goes first, then the desk, then the units.

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "docket/ops/v1/ops_service.pb.h"
#include "libs/log/event_log.h"
#include "libs/ops/long_call.h"
#include "libs/rpc/service.h"
#include "libs/runtime/hosted_unit.h"
#include "libs/runtime/read_pool.h"

namespace docket::ops {

class OpsDesk {
 public:
  // Gives an object of the units' log for one call.
  using LogMaker = std::function<std::unique_ptr<log::EventLog>()>;

  // `units`, ordered by kind and partition, and what `make_log` refers to outlive the desk.
  OpsDesk(std::vector<runtime::HostedUnit*> units, LogMaker make_log)
      : units_(std::move(units)), make_log_(std::move(make_log)) {}

  // Its handlers refer to the desk.
  rpc::Service MakeService();

 private:
  using Units = std::vector<runtime::HostedUnit*>;

  absl::StatusOr<Units> Select(const v1::UnitSelector& selector) const;
  absl::StatusOr<v1::ListPositionsResponse> List(const v1::ListPositionsRequest& request,
                                                 log::EventLog& log);
  absl::StatusOr<v1::BeginReactionsResponse> Begin(const v1::BeginReactionsRequest& request) const;
  absl::Status Verify(const Units& units, log::EventLog& log,
                      LongCall<v1::VerifyProjectionResponse>& call);
  absl::Status Rebuild(const Units& units, log::EventLog& log,
                       LongCall<v1::RebuildProjectionResponse>& call);
  void KeepFoundWrong(const runtime::HostedUnit& unit, std::string found);
  template <typename Request, typename Response, typename Answer>
  void AddShort(rpc::Service& service, std::string_view method, Answer answer);
  template <typename Request, typename Response, typename Work>
  void AddLong(rpc::Service& service, std::string_view method, Work work);

  const Units units_;
  const LogMaker make_log_;
  std::atomic<bool> long_call_runs_{false};
  std::mutex mutex_;
  std::map<std::string, std::string> found_wrong_;  // By the unit's name. Under mutex_.
  runtime::ReadPool threads_;                       // Goes first: it waits for what runs.
};

}  // namespace docket::ops
