#include "services/docket/host.h"

#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <vector>

#include "libs/log/embedded/embedded_event_log.h"
#include "libs/ops/log_service.h"
#include "libs/ops/ops_service.h"
#include "libs/rpc/server.h"
#include "libs/runtime/directory_lock.h"
#include "libs/runtime/read_pool.h"
#include "libs/runtime/stop_signals.h"
#include "libs/runtime/store_reads.h"
#include "services/docket/clock.h"
#include "services/docket/readiness.h"
#include "services/docket/units.h"
#include "services/intake/api/ticket_command_service.h"
#include "services/intake/api/ticket_service.h"
#include "services/intake/projection/intake_unit.h"

namespace docket {
namespace {

using log::EmbeddedEventLog;

// How often the host looks how its units stand, and whether streams are read.
constexpr std::chrono::milliseconds kWatchEvery{20};
constexpr std::chrono::seconds kReadersEvery{1};

// Whether a unit halted on what a start may mend by itself: a disk that is full or fails.
bool IsOfTheDisk(const absl::Status& halt) {
  return halt.code() == absl::StatusCode::kUnavailable ||
         halt.code() == absl::StatusCode::kResourceExhausted;
}

// Everything that runs, in the order in which it is started; what comes first goes last.
class Host {
 public:
  static absl::StatusOr<std::unique_ptr<Host>> Start(const HostOptions& options);
  ~Host();

  // Serves until a signal or a fault.
  absl::Status Run(runtime::StopSignals& signals);

 private:
  explicit Host(HostOptions options) : options_(std::move(options)) {}

  std::vector<rpc::Service> Services();
  void SetUpOps();
  absl::Status Fault() const;
  void WatchDisk();
  void WatchReaders(Instant now);

  const HostOptions options_;
  absl::Status disk_;  // Why nothing is written, as far as the disk goes.
  Instant readers_watched_{};
  Instant readers_clock_{};  // Told to the server; does not count pauses of the process.
  std::unique_ptr<runtime::DirectoryLock> lock_;
  std::unique_ptr<EmbeddedEventLog> log_;
  store::SharedResources resources_;
  std::vector<HostUnit> units_;
  std::optional<Clock> clock_;
  std::optional<eventing::UnitDoors> doors_;
  std::optional<runtime::ReadPool> readers_;
  std::optional<runtime::StoreReads> reads_;
  std::unique_ptr<intake::TicketWatches> watches_;
  std::optional<ops::LogTails> tails_;
  std::optional<ops::OpsDesk> ops_desk_;
  rpc::DevelopmentAuthenticator authenticator_;
  std::unique_ptr<rpc::Server> server_;
};

absl::StatusOr<std::unique_ptr<Host>> Host::Start(const HostOptions& options) {
  std::unique_ptr<Host> host(new Host(options));
  DOCKET_ASSIGN_OR_RETURN(host->lock_, runtime::DirectoryLock::Take(options.data_directory));
  DOCKET_ASSIGN_OR_RETURN(host->log_, OpenLog(options));
  DOCKET_ASSIGN_OR_RETURN(host->units_, OpenUnits(options, *host->log_, host->resources_));
  host->clock_.emplace(options.clock, host->units_);
  host->doors_.emplace(host->clock_->Doors(), host->log_->log_id());
  host->readers_.emplace();
  host->reads_.emplace(*host->doors_, *host->readers_);
  host->watches_ = std::make_unique<intake::TicketWatches>(*host->reads_);
  host->SetUpOps();
  host->clock_->Start(*host->watches_);
  DOCKET_ASSIGN_OR_RETURN(host->server_, rpc::Server::Start({.address = options.address,
                                                             .authenticator = &host->authenticator_,
                                                             .drain_notice = options.drain_notice,
                                                             .drain_grace = options.drain_grace},
                                                            host->Services()));
  return host;
}

void Host::SetUpOps() {
  const auto share = [this] { return log_->Share(); };
  tails_.emplace(share, std::vector<const eventing::AggregateKind*>{&intake::TicketAggregate()});
  std::vector<runtime::HostedUnit*> units;
  for (const HostUnit& unit : units_) units.push_back(unit.unit.get());
  ops_desk_.emplace(std::move(units), share);
}

std::vector<rpc::Service> Host::Services() {
  return {intake::MakeTicketService(*doors_, *reads_, *watches_),
          intake::MakeTicketCommandService(*doors_, [this] { return clock_->TakeStream(); }),
          tails_->MakeService(), ops_desk_->MakeService()};
}

// A partition that halts on what its log or its store holds takes nobody along. By the log's time
// it does: no partition may run ahead of another.
absl::Status Host::Fault() const {
  DOCKET_RETURN_IF_ERROR(log_->failed());
  DOCKET_RETURN_IF_ERROR(clock_->fault());
  for (const HostUnit& unit : units_) {
    const absl::Status halt = unit.unit->loop().halt();
    if (IsOfTheDisk(halt) || options_.clock == ClockKind::kLog) DOCKET_RETURN_IF_ERROR(halt);
  }
  return absl::OkStatus();
}

// Held before the disk is full: a database that has met a full disk may need a restart.
void Host::WatchDisk() {
  const absl::StatusOr<runtime::DiskSpace> space = runtime::DiskSpaceOf(options_.data_directory);
  absl::Status disk = space.status();
  if (space.ok()) {
    disk = runtime::RequireSpace(options_.data_directory, *space, options_.low_space);
  }
  if (disk.ok() == disk_.ok()) return;
  disk_ = disk;
  std::cerr << "docket: " << (disk.ok() ? "there is room again; writing goes on" : Message(disk))
            << '\n';
  for (HostUnit& unit : units_) unit.unit->loop().Hold(disk);
}

// By a clock that stands while the process does: nobody can read from one that is paused.
void Host::WatchReaders(Instant now) {
  const std::chrono::nanoseconds passed = now.monotonic - readers_watched_.monotonic;
  if (passed < kReadersEvery) return;
  readers_watched_ = now;
  readers_clock_.monotonic += std::min<std::chrono::nanoseconds>(passed, 2 * kReadersEvery);
  server_->DropUnread(readers_clock_);
}

absl::Status Host::Run(runtime::StopSignals& signals) {
  Readiness readiness(units_, *server_);
  absl::Status fault;
  do {
    WatchDisk();
    WatchReaders(SystemInstant());
    fault = Fault();
    if (fault.ok()) readiness.Look();
  } while (fault.ok() && !signals.WaitFor(kWatchEvery));
  server_->Drain();
  return fault;
}

Host::~Host() {
  server_.reset();
  tails_.reset();
  if (clock_.has_value()) clock_->Stop();  // Its threads hand reads to the pool.
  readers_.reset();
  ops_desk_.reset();
  for (HostUnit& unit : units_) {
    if (absl::Status status = unit.unit->Close(); !status.ok()) {
      std::cerr << "docket: closing a unit: " << Message(status) << '\n';
    }
  }
}

}  // namespace

absl::Status RunHost(const HostOptions& options) {
  runtime::StopSignals signals;
  DOCKET_ASSIGN_OR_RETURN(const std::unique_ptr<Host> host, Host::Start(options));
  return host->Run(signals);
}

}  // namespace docket
