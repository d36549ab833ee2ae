#include "libs/ops/ops_service.h"

#include <set>
#include <utility>

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

}  // namespace

absl::Status OpsDesk::Verify(const Units& units, log::EventLog& log,
                             LongCall<v1::VerifyProjectionResponse>& call) {
  return ForEach(units, [&](const runtime::HostedUnit& unit) -> absl::Status {
    v1::VerifyProjectionResponse response;
    DOCKET_ASSIGN_OR_RETURN(*response.mutable_verdict(),
                            VerifyUnit(unit, log, call.ReportOn(unit)));
    KeepFoundWrong(unit, FoundWrong(response.verdict()));
    return call.Send(response);
  });
}

absl::Status OpsDesk::Rebuild(const Units& units, log::EventLog& log,
                              LongCall<v1::RebuildProjectionResponse>& call) {
  return ForEach(units, [&](runtime::HostedUnit& unit) -> absl::Status {
    v1::RebuildProjectionResponse response;
    absl::StatusOr<v1::UnitRebuilt> rebuilt = RebuildUnit(unit, log, call.ReportOn(unit));
    // Who keeps the host is to read what is damaged, and DATA_LOSS would be concealed.
    if (absl::IsDataLoss(rebuilt.status())) {
      KeepFoundWrong(unit, std::string(Message(rebuilt.status())));
      return FailedPrecondition(Message(rebuilt.status()));
    }
    DOCKET_RETURN_IF_ERROR(rebuilt.status());
    *response.mutable_rebuilt() = *std::move(rebuilt);
    KeepFoundWrong(unit, "");
    return call.Send(response);
  });
}

void OpsDesk::KeepFoundWrong(const runtime::HostedUnit& unit, std::string found) {
  const std::lock_guard lock(mutex_);
  found_wrong_[unit.name()] = std::move(found);
}

absl::StatusOr<v1::ListPositionsResponse> OpsDesk::List(const v1::ListPositionsRequest& request,
                                                        log::EventLog& log) {
  DOCKET_ASSIGN_OR_RETURN(const Units units, Select(request.units()));
  DOCKET_ASSIGN_OR_RETURN(v1::ListPositionsResponse response, ListPositions(units, log));
  const std::lock_guard lock(mutex_);
  for (size_t i = 0; i < units.size(); ++i) {
    const auto found = found_wrong_.find(units[i]->name());
    if (found == found_wrong_.end()) continue;
    response.mutable_units(static_cast<int>(i))->set_found_wrong(found->second);
  }
  return response;
}

// Units of a kind that is named, for a word on all would be meant for one.
absl::StatusOr<v1::BeginReactionsResponse> OpsDesk::Begin(
    const v1::BeginReactionsRequest& request) const {
  if (request.unit_kind().empty()) return InvalidArgument("unit_kind is missing: e.g. routing");
  if (request.from() != v1::REACT_FROM_BEGINNING && request.from() != v1::REACT_FROM_END) {
    return InvalidArgument("from must be the beginning or the end");
  }
  v1::UnitSelector selector;
  selector.set_unit_kind(request.unit_kind());
  DOCKET_ASSIGN_OR_RETURN(const Units units, Select(selector));
  v1::BeginReactionsResponse response;
  for (runtime::HostedUnit* unit : units) {
    const bool waits = unit->loop().progress().awaits_word();
    *(waits ? response.add_begun() : response.add_left()) = UnitOf(*unit);
    if (!waits) continue;
    unit->loop().BeginReactions(request.from() == v1::REACT_FROM_BEGINNING
                                    ? eventing::ReactFrom::kBeginning
                                    : eventing::ReactFrom::kEnd);
  }
  return response;
}

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
      [this](const auto& request, log::EventLog& log) { return List(request, log); });
  AddShort<v1::BeginReactionsRequest, v1::BeginReactionsResponse>(
      service, "BeginReactions",
      [this](const auto& request, log::EventLog&) { return Begin(request); });
  AddShort<v1::ListQuarantineRequest, v1::ListQuarantineResponse>(service, "ListQuarantine",
                                                                  &ListQuarantine);
  AddLong<v1::DigestProjectionRequest, v1::DigestProjectionResponse>(service, "DigestProjection",
                                                                     &Digest);
  AddLong<v1::VerifyProjectionRequest, v1::VerifyProjectionResponse>(
      service, "VerifyProjection", [this](const Units& units, log::EventLog& log, auto& call) {
        return Verify(units, log, call);
      });
  AddLong<v1::RebuildProjectionRequest, v1::RebuildProjectionResponse>(
      service, "RebuildProjection", [this](const Units& units, log::EventLog& log, auto& call) {
        return Rebuild(units, log, call);
      });
  return service;
}

}  // namespace docket::ops
