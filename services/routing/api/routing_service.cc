#include "services/routing/api/routing_service.h"

#include "libs/log/event_log.h"
#include "services/routing/api/pool_changes.h"
#include "services/routing/api/pool_reads.h"
#include "services/routing/projection/routing_unit.h"

namespace docket::routing {
namespace {

// Wakes nobody.
class NoWaker final : public log::Waker {
 public:
  void Wake() override {}
};

class PoolApi final : public hosting::Api {
 public:
  explicit PoolApi(const hosting::ApiPorts& ports) : ports_(ports), silence_(ports.doors) {}

  std::vector<rpc::Service> Services() override {
    const PoolDoors at{ports_.doors, ports_.reads, ports_.settings, silence_};
    std::vector<rpc::Service> services;
    rpc::Service& service = services.emplace_back("docket.routing.v1.RoutingService");
    AddPoolChanges(at, service);
    AddPoolReads(at, ports_.now, service);
    return services;
  }

  // It looks by itself, every now and then.
  void SetWaker(log::Waker* /*waker*/) override {}
  log::Waker& progress_waker() override { return nobody_; }
  eventing::Turn Step(Instant now) override {
    // By the log's time nobody is there.
    if (!ports_.by_log_time) return silence_.Step(now);
    now.monotonic += std::chrono::hours(1);
    return {.worked = false, .wake = now};
  }

 private:
  const hosting::ApiPorts ports_;
  SilenceWatch silence_;
  NoWaker nobody_;
};

}  // namespace

hosting::Service RoutingService() {
  return {.name = "routing",
          .fold_version = kRoutingFoldVersion,
          .unit = &RoutingUnit,
          .make_api = nullptr};
}

hosting::Service PoolService() {
  return {.name = "pool",
          .fold_version = kPoolFoldVersion,
          .unit = &PoolUnit,
          .make_api = [](const hosting::ApiPorts& ports) -> std::unique_ptr<hosting::Api> {
            return std::make_unique<PoolApi>(ports);
          }};
}

}  // namespace docket::routing
