#include "libs/runtime/hosted_unit.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "libs/store/rocksdb/rocks_engine.h"

namespace docket::runtime {
namespace {

using store::ProjectionStore;
using store::RocksEngine;
using store::StoreSpec;

absl::StatusOr<std::unique_ptr<ProjectionStore>> OpenStore(const std::string& directory,
                                                           const StoreSpec& spec,
                                                           const std::string& log_id,
                                                           store::SharedResources& resources) {
  DOCKET_ASSIGN_OR_RETURN(std::unique_ptr<RocksEngine> engine,
                          RocksEngine::Open(directory, store::EngineTables(spec), resources));
  return ProjectionStore::Open(std::move(engine), spec, log_id);
}

// Whether a new store in its place would do: the log has all that it held.
bool IsUnusable(const absl::Status& status) {
  return status.code() == absl::StatusCode::kDataLoss ||
         status.code() == absl::StatusCode::kFailedPrecondition;
}

}  // namespace

absl::StatusOr<std::unique_ptr<HostedUnit>> HostedUnit::Open(eventing::UnitSpec spec,
                                                             log::EventLog& log,
                                                             log::Positions& positions,
                                                             const HostedUnitOptions& options,
                                                             store::SharedResources& resources) {
  const StoreSpec store_spec{.tables = spec.Tables(), .fold_version = options.fold_version};
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(options.directory).parent_path(),
                                      error);
  if (error) {
    return Unavailable("cannot make the directory of " + options.directory + ": " +
                       error.message());
  }
  std::string set_aside;
  auto store = OpenStore(options.directory, store_spec, log.log_id(), resources);
  if (!store.ok() && IsUnusable(store.status())) {
    DOCKET_ASSIGN_OR_RETURN(
        set_aside, RocksEngine::SetAside(options.directory, std::to_string(ToMillis(options.now))));
    set_aside += ": " + std::string(Message(store.status()));
    store = OpenStore(options.directory, store_spec, log.log_id(), resources);
  }
  DOCKET_RETURN_IF_ERROR(store.status());
  return std::unique_ptr<HostedUnit>(
      new HostedUnit(std::move(spec), log, positions, *std::move(store), std::move(set_aside)));
}

HostedUnit::HostedUnit(eventing::UnitSpec spec, log::EventLog& log, log::Positions& positions,
                       std::unique_ptr<ProjectionStore> store, std::string set_aside)
    : set_aside_(std::move(set_aside)),
      store_(std::move(store)),
      mailbox_(kCallsMax),
      loop_(std::move(spec), {log, positions, *store_, mailbox_}),
      parked_reads_(loop_.progress(), log) {}

void HostedUnit::SetWaker(log::Waker* waker) {
  loop_.SetWaker(waker);
  parked_reads_.SetWaker(waker);
}

eventing::Turn HostedUnit::Step(Instant now) {
  const eventing::Turn loop = loop_.Step(now);
  const uint64_t changes = loop_.progress().changes();
  if (std::exchange(seen_changes_, changes) != changes && progress_waker_ != nullptr) {
    progress_waker_->Wake();
  }
  return EarlierOf(loop, parked_reads_.Step(now));
}

}  // namespace docket::runtime
