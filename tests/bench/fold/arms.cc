#include "tests/bench/fold/arms.h"

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <utility>
#include <variant>
#include <vector>

#include <time.h>

#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/base/digest.h"
#include "libs/base/time.h"
#include "libs/log/record.h"
#include "libs/runtime/hosted_unit.h"
#include "libs/runtime/unit_threads.h"
#include "libs/store/rocksdb/rocks_engine.h"
#include "services/intake/projection/intake_unit.h"

namespace docket::bench {
namespace {

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

absl::Status DrainPartition(log::EventLog& log, int partition, Drained& drained) {
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

// A unit whose host wants to know when it has folded all there is and would serve.
class Folding final : public eventing::Stepped {
 public:
  explicit Folding(std::unique_ptr<HostedUnit> unit, LogObject log)
      : log_(std::move(log)), unit_(std::move(unit)) {}

  HostedUnit& unit() { return *unit_; }

  eventing::Turn Step(Instant now) override {
    const eventing::Turn turn = unit_->Step(now);
    if (unit_->loop().serving() || !unit_->loop().halt().ok()) End();
    return turn;
  }
  void AwaitEnd() {
    std::unique_lock lock(mutex_);
    told_.wait(lock, [this] { return ended_; });
  }

 private:
  void End() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    told_.notify_one();
  }

  const LogObject log_;  // Outlives the unit.
  const std::unique_ptr<HostedUnit> unit_;
  std::mutex mutex_;
  std::condition_variable told_;
  bool ended_ = false;
};

// Steps the units on one thread, as their host does, until each has ended.
void FoldWhole(const std::vector<std::unique_ptr<Folding>>& units) {
  std::vector<eventing::Stepped*> group;
  for (const std::unique_ptr<Folding>& unit : units) group.push_back(unit.get());
  runtime::UnitThreads threads({group});
  for (const std::unique_ptr<Folding>& folding : units) {
    folding->unit().SetWaker(threads.waker(0));
    folding->unit().Own(true);
  }
  threads.Start();
  for (const std::unique_ptr<Folding>& unit : units) unit->AwaitEnd();
  threads.Stop();
  for (const std::unique_ptr<Folding>& folding : units) folding->unit().SetWaker(nullptr);
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

absl::StatusOr<nlohmann::json> Drain(const FoldJob& job) {
  if (!job.log.brokers.empty()) return InvalidArgument("drain Kafka by bench_kafka");
  DOCKET_ASSIGN_OR_RETURN(const std::unique_ptr<OpenedLog> log, OpenLog(job.log));
  const LogObject own = log->NewObject();
  const Watch watch;
  Drained drained;
  for (int partition = 0; partition < job.log.partitions; ++partition) {
    DOCKET_RETURN_IF_ERROR(DrainPartition(*own.log, partition, drained));
  }
  nlohmann::json report = watch.Report(drained.count);
  report["bytes"] = static_cast<double>(drained.bytes) / static_cast<double>(drained.count);
  return report;
}

absl::StatusOr<nlohmann::json> Rebuild(const FoldJob& job) {
  DOCKET_ASSIGN_OR_RETURN(const std::unique_ptr<OpenedLog> log, OpenLog(job.log));
  store::SharedResources resources;
  const Watch watch;
  std::vector<std::unique_ptr<Folding>> units;
  for (int partition = 0; partition < job.log.partitions; ++partition) {
    LogObject own = log->NewObject();
    DOCKET_ASSIGN_OR_RETURN(
        std::unique_ptr<HostedUnit> unit,
        HostedUnit::Open(intake::IntakeUnit(partition), *own.log, *own.positions,
                         {.directory = StoreDirectory(job, partition),
                          .fold_version = intake::kFoldVersion,
                          .now = SystemInstant().wall},
                         resources));
    units.push_back(std::make_unique<Folding>(std::move(unit), std::move(own)));
  }
  FoldWhole(units);
  eventing::FoldCounters sum;
  for (const std::unique_ptr<Folding>& folding : units) {
    const eventing::PartitionLoop& loop = folding->unit().loop();
    DOCKET_RETURN_IF_ERROR(loop.halt());
    sum.accepted += loop.fold_counters().accepted;
    sum.duplicate += loop.fold_counters().duplicate;
    sum.lost_race += loop.fold_counters().lost_race;
    DOCKET_RETURN_IF_ERROR(folding->unit().Close());
  }
  nlohmann::json report = watch.Report(sum.accepted);
  report["duplicate"] = sum.duplicate;
  report["lost_race"] = sum.lost_race;
  return report;
}

absl::StatusOr<nlohmann::json> Rows(const FoldJob& job) {
  store::SharedResources resources;
  const std::vector<std::string> tables =
      store::EngineTables({.tables = intake::IntakeUnit(0).Tables()});
  std::vector<std::vector<store::Mutation>> batches;
  for (int partition = 0; partition < job.log.partitions; ++partition) {
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
