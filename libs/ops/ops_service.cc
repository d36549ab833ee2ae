#include "libs/ops/ops_service.h"

#include <set>
#include <utility>

#include "libs/ops/long_call.h"
#include "libs/ops/positions.h"
#include "libs/ops/projection_digest.h"
#include "libs/ops/quarantine_list.h"
#include "libs/ops/rebuild.h"
#include "libs/ops/verify.h"

namespace docket::ops {
namespace {

using Units = std::vector<runtime::HostedUnit*>;

absl::Status TooMuch() { return ResourceExhausted("too much waits here: ask again later"); }

// Does `work` for each of `units`. One for which it fails keeps none from its turn, and the first
// such is named at the end; a caller who has gone ends it.
template <typename Work>
absl::Status ForEach(const Units& units, Work work) {
  absl::Status failed;
  for (runtime::HostedUnit* unit : units) {
    const absl::Status done = work(*unit);
    if (absl::IsCancelled(done)) return done;
    if (!done.ok()) failed.Update(Annotate(done, unit->name()));
  }
  return failed;
}

absl::Status Digest(const Units& units, log::EventLog&,
                    LongCall<v1::DigestProjectionResponse>& call) {
  KindSums sums;
  for (size_t i = 0; i < units.size(); ++i) {
    v1::DigestProjectionResponse response;
    DOCKET_ASSIGN_OR_RETURN(*response.mutable_unit(),
                            sums.Add(*units[i], call.ReportOn(*units[i])));
    DOCKET_RETURN_IF_ERROR(call.Send(response));
    if (i + 1 < units.size() && units[i + 1]->spec().service == units[i]->spec().service) continue;
    *response.mutable_sum() = std::exchange(sums, {}).answer();
    DOCKET_RETURN_IF_ERROR(call.Send(response));
  }
  return absl::OkStatus();
}

absl::Status Verify(const Units& units, log::EventLog& log,
                    LongCall<v1::VerifyProjectionResponse>& call) {
  return ForEach(units, [&](const runtime::HostedUnit& unit) -> absl::Status {
    v1::VerifyProjectionResponse response;
    DOCKET_ASSIGN_OR_RETURN(*response.mutable_verdict(),
                            VerifyUnit(unit, log, call.ReportOn(unit)));
    return call.Send(response);
  });
}

absl::Status Rebuild(const Units& units, log::EventLog& log,
                     LongCall<v1::RebuildProjectionResponse>& call) {
  return ForEach(units, [&](runtime::HostedUnit& unit) -> absl::Status {
    v1::RebuildProjectionResponse response;
    DOCKET_ASSIGN_OR_RETURN(*response.mutable_rebuilt(),
                            RebuildUnit(unit, log, call.ReportOn(unit)));
    return call.Send(response);
  });
}

}  // namespace

absl::StatusOr<Units> OpsDesk::Select(const v1::UnitSelector& selector) const {
  Units selected;
  std::set<std::string> kinds;
  for (runtime::HostedUnit* unit : units_) {
    kinds.insert(unit->spec().service);
    if (!selector.unit_kind().empty() && selector.unit_kind() != unit->spec().service) continue;
    if (selector.has_partition() && selector.partition() != unit->spec().partition) continue;
    selected.push_back(unit);
  }
  if (!selected.empty()) return selected;
  std::string known;
  for (const std::string& kind : kinds) known += (known.empty() ? "" : ", ") + kind;
  return NotFound("this host has no such unit: it has partitions of " + known);
}

template <typename Request, typename Response, typename Answer>
void OpsDesk::AddShort(rpc::Service& service, std::string_view method, Answer answer) {
  service.Unary<Request, Response>(
      method, [this, answer](const rpc::Call&, Request request, rpc::Reply<Response> reply) {
        const bool taken = threads_.Run([this, answer, request = std::move(request), reply] {
          reply(answer(request, *make_log_()));
        });
        if (!taken) reply(TooMuch());
      });
}

template <typename Request, typename Response, typename Work>
void OpsDesk::AddLong(rpc::Service& service, std::string_view method, Work work) {
  service.Stream<Request, Response>(method, [this, work](const rpc::Call&, Request request,
                                                         rpc::ResponseStream<Response> stream) {
    const absl::StatusOr<Units> units = Select(request.units());
    if (!units.ok()) return stream.End(units.status());
    if (long_call_runs_.exchange(true)) {
      return stream.End(ResourceExhausted(
          "another digest, verification or rebuild runs here: ask again when it has ended"));
    }
    const bool taken = threads_.Run([this, work, units = *units, stream] {
      LongCall<Response> call(stream);
      const absl::Status status = work(units, *make_log_(), call);
      long_call_runs_.store(false);  // Before the caller hears of it and calls again.
      call.End(status);
    });
    if (taken) return;
    long_call_runs_.store(false);
    stream.End(TooMuch());
  });
}

rpc::Service OpsDesk::MakeService() {
  rpc::Service service("docket.ops.v1.OpsService");
  AddShort<v1::ListPositionsRequest, v1::ListPositionsResponse>(
      service, "ListPositions",
      [this](const v1::ListPositionsRequest& request,
             log::EventLog& log) -> absl::StatusOr<v1::ListPositionsResponse> {
        DOCKET_ASSIGN_OR_RETURN(const Units units, Select(request.units()));
        return ListPositions(units, log);
      });
  AddShort<v1::ListQuarantineRequest, v1::ListQuarantineResponse>(service, "ListQuarantine",
                                                                  &ListQuarantine);
  AddLong<v1::DigestProjectionRequest, v1::DigestProjectionResponse>(service, "DigestProjection",
                                                                     &Digest);
  AddLong<v1::VerifyProjectionRequest, v1::VerifyProjectionResponse>(service, "VerifyProjection",
                                                                     &Verify);
  AddLong<v1::RebuildProjectionRequest, v1::RebuildProjectionResponse>(service, "RebuildProjection",
                                                                       &Rebuild);
  return service;
}

}  // namespace docket::ops
