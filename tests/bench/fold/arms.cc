#include "tests/bench/fold/arms.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include <time.h>

#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/base/digest.h"
#include "libs/base/time.h"
#include "libs/runtime/hosted_unit.h"
#include "libs/store/rocksdb/rocks_engine.h"
#include "services/intake/projection/intake_unit.h"

namespace docket::bench {
namespace {

using log::EmbeddedEventLog;
using runtime::HostedUnit;
using store::RocksEngine;

// Rows that share a batch in the bare store.
constexpr size_t kWindowRows = 1000;

std::chrono::nanoseconds ProcessCpu() {
  timespec spent{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  return std::chrono::seconds(spent.tv_sec) + std::chrono::nanoseconds(spent.tv_nsec);
}

// From its making to Report.
class Watch {
 public:
  nlohmann::json Report(uint64_t count) const {
    const auto cpu = std::chrono::duration<double, std::micro>(ProcessCpu() - cpu_began_);
    const auto seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
    const auto things = static_cast<double>(count);
    return {{"count", count},
            {"seconds", seconds},
            {"rate", things / seconds},
            {"cpu_us", cpu.count() / things}};
  }

 private:
  const std::chrono::nanoseconds cpu_began_ = ProcessCpu();
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

struct Drained {
  uint64_t count = 0;
  uint64_t bytes = 0;
};

absl::Status DrainPartition(EmbeddedEventLog& log, int partition, Drained& drained) {
  const log::TopicPartition place{log::EventsTopic("ticket"), partition};
  ticket::v1::TicketCommit commit;
  log::Offset next = 0;
  while (true) {
    log::ReadResult read = log.Read(place, next, {});
    if (std::holds_alternative<log::CaughtUp>(read)) return absl::OkStatus();
    const auto* const records = std::get_if<log::Records>(&read);
    if (records == nullptr) return DataLoss("cannot read " + log::ToText(place));
    for (const log::LogRecord& record : records->records) {
      Digest::Of(record.record.value);
      if (!commit.ParseFromString(record.record.value)) {
        return DataLoss("cannot parse a record of " + log::ToText(place));
      }
      ++drained.count;
      drained.bytes += log::SizeBytes(record.record);
      next = record.offset + 1;
    }
  }
}

std::string StoreDirectory(const FoldJob& job, int partition) {
  return job.scratch + "/intake/" + std::to_string(partition);
}

// Steps `unit`, as its host does, until it has folded all there is and would serve.
absl::StatusOr<uint64_t> FoldWhole(HostedUnit& unit) {
  unit.loop().Assign();
  while (!unit.loop().serving() && unit.loop().halt().ok()) unit.loop().Step(SystemInstant());
  DOCKET_RETURN_IF_ERROR(unit.loop().halt());
  const uint64_t accepted = unit.loop().fold_counters().accepted;
  DOCKET_RETURN_IF_ERROR(unit.loop().Close());
  return accepted;
}

// The rows of one rebuilt store as batches for an engine with the same tables.
absl::StatusOr<std::vector<std::vector<store::Mutation>>> RowsOf(
    const std::string& directory, const std::vector<std::string>& tables,
    store::SharedResources& resources) {
  DOCKET_ASSIGN_OR_RETURN(const std::unique_ptr<RocksEngine> engine,
                          RocksEngine::Open(directory, tables, resources));
  std::vector<std::vector<store::Mutation>> batches;
  const std::unique_ptr<store::ReadView> view = engine->View();
  for (store::TableIndex table = 0; table < tables.size(); ++table) {
    DOCKET_RETURN_IF_ERROR(view->Scan(table, {}, [&](std::string_view key, std::string_view value) {
      if (batches.empty() || batches.back().size() == kWindowRows) batches.emplace_back();
      batches.back().push_back({table, std::string(key), std::string(value)});
      return true;
    }));
  }
  return batches;
}

}  // namespace

absl::StatusOr<std::unique_ptr<EmbeddedEventLog>> OpenLog(const FoldJob& job) {
  log::EmbeddedOptions options;
  options.directory = job.log_directory;
  options.topics = {{log::EventsTopic("ticket"), job.partitions}};
  options.now = SystemInstant().wall;
  return EmbeddedEventLog::Open(options);
}

absl::StatusOr<nlohmann::json> Drain(const FoldJob& job) {
  DOCKET_ASSIGN_OR_RETURN(const std::unique_ptr<EmbeddedEventLog> log, OpenLog(job));
  const Watch watch;
  Drained drained;
  for (int partition = 0; partition < job.partitions; ++partition) {
    DOCKET_RETURN_IF_ERROR(DrainPartition(*log, partition, drained));
  }
  nlohmann::json report = watch.Report(drained.count);
  report["bytes"] = static_cast<double>(drained.bytes) / static_cast<double>(drained.count);
  return report;
}

absl::StatusOr<nlohmann::json> Rebuild(const FoldJob& job) {
  DOCKET_ASSIGN_OR_RETURN(const std::unique_ptr<EmbeddedEventLog> log, OpenLog(job));
  store::SharedResources resources;
  const Watch watch;
  uint64_t count = 0;
  for (int partition = 0; partition < job.partitions; ++partition) {
    const std::unique_ptr<EmbeddedEventLog> own = log->Share();
    DOCKET_ASSIGN_OR_RETURN(const std::unique_ptr<HostedUnit> unit,
                            HostedUnit::Open(intake::IntakeUnit(partition), *own, *own,
                                             {.directory = StoreDirectory(job, partition),
                                              .fold_version = intake::kFoldVersion,
                                              .now = SystemInstant().wall},
                                             resources));
    DOCKET_ASSIGN_OR_RETURN(const uint64_t folded, FoldWhole(*unit));
    count += folded;
  }
  return watch.Report(count);
}

absl::StatusOr<nlohmann::json> Rows(const FoldJob& job) {
  store::SharedResources resources;
  const std::vector<std::string> tables =
      store::EngineTables({.tables = intake::IntakeUnit(0).Tables()});
  std::vector<std::vector<store::Mutation>> batches;
  for (int partition = 0; partition < job.partitions; ++partition) {
    DOCKET_ASSIGN_OR_RETURN(auto of_one, RowsOf(StoreDirectory(job, partition), tables, resources));
    std::ranges::move(of_one, std::back_inserter(batches));
  }
  const std::string bare = job.scratch + "/bare";
  std::filesystem::remove_all(bare);
  const Watch watch;
  uint64_t count = 0;
  DOCKET_ASSIGN_OR_RETURN(std::unique_ptr<RocksEngine> engine,
                          RocksEngine::Open(bare, tables, resources));
  for (const std::vector<store::Mutation>& batch : batches) {
    DOCKET_RETURN_IF_ERROR(engine->Write(batch));
    count += batch.size();
  }
  DOCKET_RETURN_IF_ERROR(engine->Flush());
  engine.reset();
  return watch.Report(count);
}

}  // namespace docket::bench
