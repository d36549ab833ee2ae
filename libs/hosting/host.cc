#include "libs/hosting/host.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "libs/eventing/setting_unit.h"
#include "libs/hosting/call_metrics.h"
#include "libs/hosting/clock.h"
#include "libs/hosting/embedded_source.h"
#include "libs/hosting/host_metrics.h"
#include "libs/hosting/kafka_source.h"
#include "libs/hosting/readiness.h"
#include "libs/hosting/units.h"
#include "libs/ops/log_service.h"
#include "libs/ops/ops_service.h"
#include "libs/rpc/forwarder.h"
#include "libs/rpc/server.h"
#include "libs/runtime/directory_lock.h"
#include "libs/runtime/http_page.h"
#include "libs/runtime/read_pool.h"
#include "libs/runtime/stop_signals.h"
#include "libs/runtime/store_reads.h"

namespace docket::hosting {
namespace {

using runtime::HostedUnit;

// How often the host looks how its units stand, and whether streams are read.
constexpr std::chrono::milliseconds kWatchEvery{20};
constexpr std::chrono::seconds kReadersEvery{1};

// Whether a unit halted on what a start may mend by itself: a disk that is full or fails.
bool IsOfTheDisk(const absl::Status& halt) {
  return halt.code() == absl::StatusCode::kUnavailable ||
         halt.code() == absl::StatusCode::kResourceExhausted;
}

// By another number of partitions every slot would live elsewhere.
absl::Status HasGrown(const std::string& topic) {
  return FailedPrecondition("topic " + topic +
                            " has more partitions than at the start: their number is fixed; see "
                            "deploy/kafka/README.md");
}

// One service, or the settings, as they run here, in the order in which it is started.
struct Running {
  Service service;
  std::vector<HostUnit> units;
  Share share;
  std::optional<eventing::UnitDoors> doors;
  std::optional<runtime::StoreReads> reads;
  std::unique_ptr<Api> api;
};

// Of the place that a unit here names: who knows its owner; null for nobody.
struct Place {
  log::Owners* owners = nullptr;
  int32_t partition = 0;
};

// Everything that runs, in the order in which it is started; what comes first goes last.
class Host {
 public:
  static absl::StatusOr<std::unique_ptr<Host>> Start(const HostOptions& options,
                                                     std::vector<Service> services);
  ~Host();

  // Serves until a signal or a fault.
  absl::Status Run(runtime::StopSignals& signals);

 private:
  explicit Host(HostOptions options) : options_(std::move(options)) {}

  absl::Status OpenLog(const std::vector<Service>& services);
  absl::Status OpenServices(std::vector<Service> services);
  absl::Status OpenSettings(const UnitHome& home);
  void SetUpCallsOf(Running& running, size_t first);
  ApiPorts PortsOf(const Running& running);
  void SetUpCalls();
  absl::Status TellMetrics();
  absl::Status Listen();
  absl::Status Join();
  std::vector<HostedUnit*> Units() const;
  std::vector<rpc::Service> Calls();
  absl::Status Fault() const;
  std::optional<std::string> OwnerOf(const std::string& place) const;
  void WatchMembership();
  void WatchDisk();
  void WatchReaders(Instant now);

  const HostOptions options_;
  absl::Status disk_;    // Why nothing is written, as far as the disk goes.
  absl::Status shares_;  // Why what the log shares out cannot be taken.
  Instant readers_watched_{};
  Instant readers_clock_{};  // Told to the server; does not count pauses of the process.
  std::unique_ptr<runtime::DirectoryLock> lock_;
  std::unique_ptr<LogSource> log_;
  store::SharedResources resources_;
  eventing::FoldedSettings folded_settings_;
  eventing::PublishedSettings published_settings_{folded_settings_};
  Running settings_;
  std::deque<Running> services_;
  mutable std::mutex owners_mutex_;  // Calls ask for owners from the time the server listens.
  std::map<std::string, Place> places_;
  std::optional<Clock> clock_;
  std::optional<runtime::ReadPool> readers_;
  std::optional<ops::LogTails> tails_;
  std::optional<ops::OpsDesk> ops_desk_;
  std::vector<rpc::Service> calls_;
  std::optional<CallMetrics> call_metrics_;
  std::optional<HostMetrics> metrics_;
  std::unique_ptr<runtime::HttpPage> metrics_page_;
  rpc::DevelopmentAuthenticator authenticator_;
  rpc::Forwarder forwarder_{[this](const std::string& place) { return OwnerOf(place); }};
  std::unique_ptr<rpc::Server> server_;
};

absl::StatusOr<std::unique_ptr<Host>> Host::Start(const HostOptions& options,
                                                  std::vector<Service> services) {
  std::unique_ptr<Host> host(new Host(options));
  DOCKET_ASSIGN_OR_RETURN(host->lock_, runtime::DirectoryLock::Take(options.data_directory));
  DOCKET_RETURN_IF_ERROR(host->OpenLog(services));
  DOCKET_RETURN_IF_ERROR(host->OpenServices(std::move(services)));
  host->clock_.emplace(options.clock, host->Units());
  host->readers_.emplace();
  host->SetUpCalls();
  DOCKET_RETURN_IF_ERROR(host->TellMetrics());
  host->clock_->Start();
  DOCKET_RETURN_IF_ERROR(host->Listen());
  DOCKET_RETURN_IF_ERROR(host->Join());
  return host;
}

absl::Status Host::OpenLog(const std::vector<Service>& services) {
  const std::vector<std::string> topics = TopicsOf(services);
  if (options_.kafka.brokers.empty()) {
    DOCKET_ASSIGN_OR_RETURN(log_,
                            OpenEmbeddedLog(options_.data_directory, topics, options_.partitions));
    return absl::OkStatus();
  }
  log::KafkaOptions kafka = options_.kafka;
  kafka.topics = topics;
  std::vector<std::string> names;
  for (const Service& service : services) names.push_back(service.name);
  DOCKET_ASSIGN_OR_RETURN(
      log_, OpenKafkaLog(options_.data_directory, kafka, options_.kafka_replication, names));
  return absl::OkStatus();
}

// First of all, for the others wait for it.
absl::Status Host::OpenSettings(const UnitHome& home) {
  settings_.service = {.name = "setting",
                       .fold_version = eventing::kSettingFoldVersion,
                       .unit = [this](int32_t) { return SettingUnit(published_settings_); },
                       .make_api = nullptr};
  DOCKET_ASSIGN_OR_RETURN(settings_.units, OpenUnits(settings_.service, *log_, home));
  HostedUnit& unit = *settings_.units.front().unit;
  DOCKET_RETURN_IF_ERROR(Annotate(LoadSettings(unit.store(), folded_settings_),
                                  "the store of settings; remove it, the log has everything"));
  folded_settings_.Follow(unit.loop().progress());
  unit.SetProgressWaker(&folded_settings_);
  return absl::OkStatus();
}

absl::Status Host::OpenServices(std::vector<Service> services) {
  const UnitHome home{options_.data_directory, resources_, folded_settings_, options_.program};
  DOCKET_RETURN_IF_ERROR(OpenSettings(home));
  for (Service& service : services) {
    Running& running = services_.emplace_back();
    DOCKET_ASSIGN_OR_RETURN(running.units, OpenUnits(service, *log_, home));
    running.service = std::move(service);
  }
  return absl::OkStatus();
}

std::vector<HostedUnit*> Host::Units() const {
  std::vector<HostedUnit*> units;
  for (const Running& running : services_) {
    for (const HostUnit& unit : running.units) units.push_back(unit.unit.get());
  }
  for (const HostUnit& unit : settings_.units) units.push_back(unit.unit.get());
  return units;
}

// Of units[first] on.
void Host::SetUpCallsOf(Running& running, size_t first) {
  std::vector<eventing::UnitDoor> doors;
  for (size_t i = 0; i < running.units.size(); ++i) doors.push_back(clock_->DoorOf(first + i));
  running.doors.emplace(std::move(doors), log_->id());
  running.reads.emplace(*running.doors, *readers_);
}

ApiPorts Host::PortsOf(const Running& running) {
  return {*running.doors,
          *running.reads,
          folded_settings_,
          [this] { return clock_->TakeStream(); },
          options_.clock == ClockKind::kLog,
          [] { return SystemInstant().wall; }};
}

void Host::SetUpCalls() {
  size_t first = 0;
  std::vector<const eventing::AggregateKind*> kinds;
  for (Running& running : services_) {
    SetUpCallsOf(running, first);
    if (running.service.make_api != nullptr) {
      running.api = running.service.make_api(PortsOf(running));
      for (size_t i = 0; i < running.units.size(); ++i) clock_->Attach(first + i, *running.api);
    }
    first += running.units.size();
    std::ranges::copy(running.service.kinds(), std::back_inserter(kinds));
  }
  SetUpCallsOf(settings_, first);
  std::ranges::copy(settings_.service.kinds(), std::back_inserter(kinds));
  const auto make_log = [this] { return std::move(log_->NewObject().log); };
  tails_.emplace(make_log, ops::TailSources{std::move(kinds), &folded_settings_});
  ops_desk_.emplace(Units(), make_log);
  calls_ = Calls();
  call_metrics_.emplace(calls_);
}

// Before it serves, so that one can watch how it catches up.
absl::Status Host::TellMetrics() {
  if (options_.metrics_address.empty()) return absl::OkStatus();
  const std::vector<HostedUnit*> units = Units();
  metrics_.emplace(
      MetricSubjects{
          options_.program, options_.data_directory, {units.begin(), units.end()}, *call_metrics_},
      log_->NewObject().log);
  DOCKET_ASSIGN_OR_RETURN(
      metrics_page_, runtime::HttpPage::Start({.address = options_.metrics_address,
                                               .loopback_only = authenticator_.loopback_only(),
                                               .content_type = runtime::MetricPage::kContentType},
                                              [this] { return metrics_->Page(); }));
  std::cout << options_.program << " tells metrics at http://" << metrics_page_->address()
            << "/metrics" << std::endl;
  return absl::OkStatus();
}

absl::Status Host::Listen() {
  DOCKET_ASSIGN_OR_RETURN(server_, rpc::Server::Start({.address = options_.address,
                                                       .authenticator = &authenticator_,
                                                       .observer = &*call_metrics_,
                                                       .forwarder = &forwarder_,
                                                       .drain_notice = options_.drain_notice,
                                                       .drain_grace = options_.drain_grace},
                                                      calls_));
  return absl::OkStatus();
}

// Once it listens, for then it is known where.
absl::Status Host::Join() {
  const std::string address = options_.advertise.empty() ? server_->address() : options_.advertise;
  for (Running& running : services_) {
    const Group group{running.service.name, running.service.unit(0).Topics().front().topic};
    DOCKET_ASSIGN_OR_RETURN(Share share, log_->Join(group, address));
    const std::lock_guard lock(owners_mutex_);
    running.share = std::move(share);
    for (const HostUnit& unit : running.units) {
      const eventing::UnitSpec& spec = unit.unit->spec();
      places_[spec.Place()] = {running.share.owners.get(), spec.partition};
    }
    if (running.service.make_setting_service != nullptr) {
      places_[ToText(eventing::FoldedSettings::Place())] = {running.share.owners.get(), 0};
    }
  }
  return absl::OkStatus();
}

std::optional<std::string> Host::OwnerOf(const std::string& place) const {
  const std::lock_guard lock(owners_mutex_);
  const auto found = places_.find(place);
  if (found == places_.end() || found->second.owners == nullptr) return std::nullopt;
  return found->second.owners->OwnerOf(found->second.partition);
}

void Host::WatchMembership() {
  for (Running& running : services_) {
    for (const log::MembershipChange& change : running.share.membership->Poll()) {
      const auto partition = static_cast<size_t>(change.partition);
      if (partition >= running.units.size()) {
        shares_ = HasGrown(running.service.unit(0).Topics().front().topic);
        return;
      }
      const bool owned = change.kind == log::MembershipChange::Kind::kAssigned;
      running.units[partition].unit->Own(owned);
      if (partition == 0 && running.service.make_setting_service != nullptr) {
        settings_.units.front().unit->Own(owned);
      }
    }
  }
}

std::vector<rpc::Service> Host::Calls() {
  std::vector<rpc::Service> calls;
  for (Running& running : services_) {
    if (running.api != nullptr) {
      std::ranges::move(running.api->Services(), std::back_inserter(calls));
    }
    if (running.service.make_setting_service != nullptr) {
      calls.push_back(running.service.make_setting_service(PortsOf(settings_)));
    }
  }
  calls.push_back(tails_->MakeService());
  calls.push_back(ops_desk_->MakeService());
  return calls;
}

// A partition that halts on what its log or its store holds takes nobody along. By the log's time
// it does: no partition may run ahead of another.
absl::Status Host::Fault() const {
  DOCKET_RETURN_IF_ERROR(shares_);
  DOCKET_RETURN_IF_ERROR(log_->failed());
  DOCKET_RETURN_IF_ERROR(clock_->fault());
  for (const HostedUnit* unit : Units()) {
    const absl::Status halt = unit->loop().halt();
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
  std::cerr << options_.program << ": "
            << (disk.ok() ? "there is room again; writing goes on" : Message(disk)) << '\n';
  for (HostedUnit* unit : Units()) unit->loop().Hold(disk);
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
  const std::vector<HostedUnit*> units = Units();
  Readiness readiness(options_.program, {units.begin(), units.end()}, *server_);
  absl::Status fault;
  do {
    WatchMembership();
    WatchDisk();
    WatchReaders(SystemInstant());
    fault = Fault();
    if (fault.ok()) readiness.Look();
  } while (fault.ok() && !signals.WaitFor(kWatchEvery));
  server_->Drain();
  return fault;
}

// The group is left before the units close, so that others take over at once.
Host::~Host() {
  metrics_page_.reset();
  server_.reset();
  tails_.reset();
  for (Running& running : services_) running.share.membership.reset();
  if (clock_.has_value()) clock_->Stop();  // Its threads hand reads to the pool.
  readers_.reset();
  ops_desk_.reset();
  for (HostedUnit* unit : Units()) {
    if (absl::Status status = unit->Close(); !status.ok()) {
      std::cerr << options_.program << ": closing a unit: " << Message(status) << '\n';
    }
  }
}

}  // namespace

absl::Status RunHost(const HostOptions& options, std::vector<Service> services) {
  runtime::StopSignals signals;
  DOCKET_ASSIGN_OR_RETURN(const std::unique_ptr<Host> host,
                          Host::Start(options, std::move(services)));
  return host->Run(signals);
}

}  // namespace docket::hosting
