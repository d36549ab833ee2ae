#include "services/intake/api/intake_service.h"

#include "services/intake/api/setting_service.h"
#include "services/intake/api/ticket_command_service.h"
#include "services/intake/api/ticket_service.h"
#include "services/intake/api/ticket_watches.h"
#include "services/intake/projection/intake_unit.h"

namespace docket::intake {
namespace {

class IntakeApi final : public hosting::Api {
 public:
  explicit IntakeApi(const hosting::ApiPorts& ports) : ports_(ports), watches_(ports.reads) {}

  std::vector<rpc::Service> Services() override {
    return {MakeTicketService(ports_.doors, ports_.reads, watches_),
            MakeTicketCommandService(ports_.doors, ports_.take_stream, ports_.by_log_time)};
  }
  void SetWaker(log::Waker* waker) override { watches_.SetWaker(waker); }
  log::Waker& progress_waker() override { return watches_; }
  eventing::Turn Step(Instant now) override { return watches_.Step(now); }

 private:
  const hosting::ApiPorts ports_;
  TicketWatches watches_;
};

}  // namespace

hosting::Service IntakeService() {
  return {.name = "intake",
          .fold_version = kFoldVersion,
          .unit = &IntakeUnit,
          .make_api = [](const hosting::ApiPorts& ports) -> std::unique_ptr<hosting::Api> {
            return std::make_unique<IntakeApi>(ports);
          },
          .make_setting_service =
              [](const hosting::ApiPorts& ports) {
                return MakeSettingService({ports.doors, ports.reads, ports.now}, ports.settings);
              }};
}

}  // namespace docket::intake
