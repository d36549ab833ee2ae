#include "services/docket/host.h"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "libs/log/embedded/embedded_event_log.h"
#include "libs/rpc/server.h"
#include "libs/runtime/directory_lock.h"
#include "libs/runtime/hosted_unit.h"
#include "libs/runtime/read_pool.h"
#include "libs/runtime/stop_signals.h"
#include "libs/runtime/unit_threads.h"
#include "services/intake/api/ticket_command_service.h"
#include "services/intake/api/ticket_service.h"
#include "services/intake/projection/intake_unit.h"

namespace docket {
namespace {

using log::EmbeddedEventLog;
using runtime::HostedUnit;

// How often the host looks whether its units have caught up or stopped.
constexpr std::chrono::milliseconds kWatchEvery{20};

absl::StatusOr<std::unique_ptr<EmbeddedEventLog>> OpenLog(const HostOptions& options) {
  log::EmbeddedOptions embedded;
  embedded.directory = options.data_directory + "/log";
  embedded.topics = {{log::EventsTopic("ticket"), options.partitions},
                     {log::CommandsTopic("ticket"), options.partitions},
                     {log::kQuarantineTopic, 1}};
  embedded.now = SystemInstant().wall;
  return EmbeddedEventLog::Open(embedded);
}

// One unit with the object by which it asks the log.
struct HostUnit {
  std::unique_ptr<EmbeddedEventLog> log;
  std::unique_ptr<HostedUnit> unit;
};

absl::StatusOr<HostUnit> OpenUnit(const HostOptions& options, const EmbeddedEventLog& log,
                                  eventing::UnitSpec spec, store::SharedResources& resources) {
  HostUnit opened{log.Share(), nullptr};
  const std::string directory =
      options.data_directory + "/stores/" + spec.service + "/" + std::to_string(spec.partition);
  DOCKET_ASSIGN_OR_RETURN(opened.unit, HostedUnit::Open(std::move(spec), *opened.log, *opened.log,
                                                        {.directory = directory,
                                                         .fold_version = intake::kFoldVersion,
                                                         .now = SystemInstant().wall},
                                                        resources));
  if (!opened.unit->set_aside().empty()) {
    std::cerr << "docket: a store was set aside and is rebuilt: " << opened.unit->set_aside()
              << '\n';
  }
  return opened;
}

// Everything that runs, in the order in which it is started; what comes first goes last.
class Host {
 public:
  static absl::StatusOr<std::unique_ptr<Host>> Start(const HostOptions& options);
  ~Host();

  // Serves until a signal or a fault.
  absl::Status Run(runtime::StopSignals& signals);

 private:
  Host() = default;

  absl::Status OpenUnits(const HostOptions& options);
  void StartThreads();
  absl::Status Fault() const;
  bool Serving() const;

  std::unique_ptr<runtime::DirectoryLock> lock_;
  std::unique_ptr<EmbeddedEventLog> log_;
  store::SharedResources resources_;
  std::vector<HostUnit> units_;
  std::unique_ptr<eventing::UnitDoors> doors_;
  std::optional<runtime::ReadPool> readers_;
  std::unique_ptr<runtime::UnitThreads> threads_;
  rpc::DevelopmentAuthenticator authenticator_;
  std::unique_ptr<rpc::Server> server_;
};

absl::StatusOr<std::unique_ptr<Host>> Host::Start(const HostOptions& options) {
  std::unique_ptr<Host> host(new Host);
  DOCKET_ASSIGN_OR_RETURN(host->lock_, runtime::DirectoryLock::Take(options.data_directory));
  DOCKET_ASSIGN_OR_RETURN(host->log_, OpenLog(options));
  DOCKET_RETURN_IF_ERROR(host->OpenUnits(options));
  host->readers_.emplace();
  host->StartThreads();
  DOCKET_ASSIGN_OR_RETURN(
      host->server_, rpc::Server::Start({.address = options.address,
                                         .authenticator = &host->authenticator_,
                                         .drain_notice = options.drain_notice,
                                         .drain_grace = options.drain_grace},
                                        {intake::MakeTicketService(*host->doors_, *host->readers_),
                                         intake::MakeTicketCommandService(*host->doors_)}));
  return host;
}

absl::Status Host::OpenUnits(const HostOptions& options) {
  std::vector<eventing::UnitDoor> doors;
  for (int32_t partition = 0; partition < options.partitions; ++partition) {
    DOCKET_ASSIGN_OR_RETURN(HostUnit unit,
                            OpenUnit(options, *log_, intake::IntakeUnit(partition), resources_));
    doors.push_back(unit.unit->door());
    units_.push_back(std::move(unit));
  }
  doors_ = std::make_unique<eventing::UnitDoors>(std::move(doors), log_->log_id());
  return absl::OkStatus();
}

// As many threads as cores; the units are dealt out to them in turn.
void Host::StartThreads() {
  const size_t count = std::clamp<size_t>(std::thread::hardware_concurrency(), 1,
                                          std::max<size_t>(units_.size(), 1));
  std::vector<std::vector<eventing::Stepped*>> groups(count);
  for (size_t i = 0; i < units_.size(); ++i) groups[i % count].push_back(&units_[i].unit->loop());
  threads_ = std::make_unique<runtime::UnitThreads>(std::move(groups));
  for (size_t i = 0; i < units_.size(); ++i) {
    units_[i].unit->loop().SetWaker(threads_->waker(i % count));
    units_[i].unit->loop().Assign();
  }
  threads_->Start();
}

absl::Status Host::Fault() const {
  DOCKET_RETURN_IF_ERROR(log_->failed());
  for (const HostUnit& unit : units_) DOCKET_RETURN_IF_ERROR(unit.unit->loop().halt());
  return absl::OkStatus();
}

bool Host::Serving() const {
  return std::ranges::all_of(units_,
                             [](const HostUnit& unit) { return unit.unit->loop().serving(); });
}

absl::Status Host::Run(runtime::StopSignals& signals) {
  bool serving = false;
  absl::Status fault;
  do {
    if (!serving && Serving()) {
      serving = true;
      server_->SetServing(true);
      std::cout << "docket serves at " << server_->address() << std::endl;
    }
    fault = Fault();
  } while (fault.ok() && !signals.WaitFor(kWatchEvery));
  server_->Drain();
  return fault;
}

Host::~Host() {
  server_.reset();
  readers_.reset();
  if (threads_ != nullptr) threads_->Stop();
  for (HostUnit& unit : units_) {
    if (absl::Status status = unit.unit->loop().Close(); !status.ok()) {
      std::cerr << "docket: closing a unit: " << Message(status) << '\n';
    }
    unit.unit->loop().SetWaker(nullptr);
  }
}

}  // namespace

absl::Status RunHost(const HostOptions& options) {
  runtime::StopSignals signals;
  DOCKET_ASSIGN_OR_RETURN(const std::unique_ptr<Host> host, Host::Start(options));
  return host->Run(signals);
}

}  // namespace docket
