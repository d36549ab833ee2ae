#include "libs/hosting/host_metrics.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

#include "libs/runtime/disk_space.h"

namespace docket::hosting {
namespace {

using runtime::HostedUnit;
using runtime::Metric;
using runtime::MetricLabels;
using runtime::MetricPage;
using runtime::UnitCount;

// Less than a scraper waits for a page, 10 s unless it is told otherwise.
constexpr std::chrono::milliseconds kLogPatience{500};

constexpr Metric kBuild{"docket_runtime_build_info", "1, with the release that runs."};
constexpr Metric kStarted{"docket_runtime_start_time_seconds",
                          "When the process began, in seconds since 1970."};
constexpr Metric kCpu{"docket_runtime_cpu_seconds_total", "CPU time that the process has used."};
constexpr Metric kMemory{"docket_runtime_resident_memory_bytes",
                         "Memory of the process that is resident."};
constexpr Metric kDiskFree{"docket_runtime_disk_free_bytes",
                           "Room that is left on the disk of the data."};
constexpr Metric kDiskSize{"docket_runtime_disk_size_bytes", "Size of the disk of the data."};

constexpr Metric kOwned{"docket_eventing_unit_owned",
                        "1 if this instance decides on the unit's partition."};
constexpr Metric kServing{"docket_eventing_unit_serving",
                          "1 if the unit takes commands: it is owned and has caught up."};
constexpr Metric kHalted{"docket_eventing_unit_halted",
                         "1 if the unit has stopped on what it found in its log or store; an "
                         "operator has to mend that."};
constexpr Metric kSettingsOverdue{
    "docket_eventing_settings_overdue",
    "1 while a record has waited for settings for ten seconds, else 0."};
constexpr Metric kHeld{"docket_eventing_unit_held",
                       "1 if the unit takes and writes nothing until the disk has room again."};
constexpr Metric kRebuilds{"docket_eventing_unit_rebuilds_total",
                           "How often the unit has begun to fold its log from the beginning."};
constexpr Metric kFolded{"docket_eventing_folded_offset",
                         "Everything before this offset is written into the unit's rows."};
constexpr Metric kEnd{"docket_log_end_offset",
                      "Where the partition ends; absent if the log does not say so in time."};
constexpr Metric kAnswers{"docket_log_answering",
                          "1 if the log told all ends that were asked for."};
constexpr Metric kLag{"docket_eventing_lag_records",
                      "Records of the partition that are not written into the unit's rows yet; "
                      "absent if the log does not tell its end in time."};
constexpr Metric kCommits{"docket_eventing_commits_folded_total",
                          "Commits that the unit has read, by what became of them."};
constexpr Metric kStoreSize{"docket_store_size_bytes", "Disk that the unit's store takes."};
constexpr Metric kLogSize{"docket_log_size_bytes",
                          "Disk that the embedded log takes; absent on Kafka."};

// Counters of a unit that have no further label.
struct Counted {
  UnitCount count;
  Metric metric;
};
constexpr Counted kCounted[] = {
    {UnitCount::kFromMemory,
     {"docket_eventing_commits_from_memory_total",
      "Commits that were folded without being fetched from the log."}},
    {UnitCount::kAppended,
     {"docket_eventing_commits_appended_total", "Commits that the log has acknowledged."}},
    {UnitCount::kResent,
     {"docket_eventing_commits_resent_total",
      "Commits that were sent again, for the log did not say whether it has them."}},
    {UnitCount::kQuarantined,
     {"docket_eventing_records_quarantined_total",
      "Records that were copied to the quarantine, for they could not be read or were refused."}},
    {UnitCount::kRejected,
     {"docket_eventing_commands_rejected_total", "Commands that a rule has refused."}},
    {UnitCount::kDoneBefore,
     {"docket_eventing_commands_repeated_total", "Commands that were done already."}},
    {UnitCount::kRacesLost,
     {"docket_eventing_races_lost_total", "Commits that another instance's commit has overtaken."}},
    {UnitCount::kDeadlinesPassed,
     {"docket_eventing_deadlines_passed_total",
      "Calls whose deadline passed before the log had their commit."}},
};
struct Verdict {
  UnitCount count;
  const char* name;
};
constexpr Verdict kVerdicts[] = {{UnitCount::kAccepted, "accepted"},
                                 {UnitCount::kDuplicate, "duplicate"},
                                 {UnitCount::kLostRace, "lost_race"},
                                 {UnitCount::kStale, "stale"},
                                 {UnitCount::kForeignPrev, "foreign_prev"}};

MetricLabels LabelsOf(const HostedUnit& unit) {
  return {{"service", unit.spec().service}, {"partition", std::to_string(unit.spec().partition)}};
}

// Of one topic that the unit folds; every one has the unit's partition of it or its only one.
MetricLabels LabelsOf(const HostedUnit& unit, const log::TopicPartition& input) {
  return {{"service", unit.spec().service},
          {"topic", input.topic},
          {"partition", std::to_string(input.partition)}};
}

std::vector<log::TopicPartition> InputsOf(const std::vector<const HostedUnit*>& units) {
  std::vector<log::TopicPartition> inputs;
  for (const HostedUnit* unit : units) {
    std::ranges::copy(unit->loop().progress().inputs(), std::back_inserter(inputs));
  }
  return inputs;
}

void AddUnit(const HostedUnit& unit, MetricPage& page) {
  const eventing::UnitProgress& progress = unit.loop().progress();
  page.AddGauge(kOwned, LabelsOf(unit), unit.owned());
  page.AddGauge(kServing, LabelsOf(unit), progress.serving());
  page.AddGauge(kHalted, LabelsOf(unit), progress.halted());
  page.AddGauge(kHeld, LabelsOf(unit), !unit.loop().hold().ok());
  page.AddGauge(kSettingsOverdue, LabelsOf(unit), unit.settings_overdue());
  page.AddCounter(kRebuilds, LabelsOf(unit), unit.loop().rebuilds());
  for (const Verdict& verdict : kVerdicts) {
    MetricLabels labels = LabelsOf(unit);
    labels.emplace_back("verdict", verdict.name);
    page.AddCounter(kCommits, std::move(labels), unit.counts().of(verdict.count));
  }
  for (const Counted& counted : kCounted) {
    page.AddCounter(counted.metric, LabelsOf(unit), unit.counts().of(counted.count));
  }
}

double SecondsOf(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

void AddProcess(MetricPage& page) {
  rusage used{};
  if (getrusage(RUSAGE_SELF, &used) == 0) {
    page.AddSum(kCpu, {}, SecondsOf(used.ru_utime) + SecondsOf(used.ru_stime));
  }
  uint64_t pages = 0;
  uint64_t resident = 0;
  if (std::ifstream("/proc/self/statm") >> pages >> resident) {
    page.AddGauge(kMemory, {},
                  static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)));
  }
}

}  // namespace

HostMetrics::HostMetrics(MetricSubjects subjects, std::unique_ptr<log::EventLog> log)
    : subjects_(std::move(subjects)),
      ends_(std::move(log), InputsOf(subjects_.units)),
      started_seconds_(static_cast<double>(ToMillis(SystemInstant().wall)) / 1e3) {}

std::string HostMetrics::Page() {
  MetricPage page;
  page.AddGauge(kBuild, {{"program", subjects_.program}, {"version", DOCKET_VERSION}}, 1);
  page.AddGauge(kStarted, {}, started_seconds_);
  AddProcess(page);
  AddDisk(page);
  for (const HostedUnit* unit : subjects_.units) AddUnit(*unit, page);
  AddLag(page);
  subjects_.calls.AddTo(page);
  return page.Text();
}

// What is written is read after the end was told, so that a lag is never more than it was.
void HostMetrics::AddLag(MetricPage& page) {
  const std::vector<std::optional<log::Offset>> ends = ends_.Ask(kLogPatience);
  size_t index = 0;
  bool all = true;
  for (const HostedUnit* unit : subjects_.units) {
    const eventing::UnitProgress& progress = unit->loop().progress();
    for (size_t input = 0; input < progress.inputs().size(); ++input, ++index) {
      const MetricLabels labels = LabelsOf(*unit, progress.inputs()[input]);
      const auto folded = static_cast<double>(progress.written(input));
      page.AddGauge(kFolded, labels, folded);
      all = all && ends[index].has_value();
      if (!ends[index].has_value()) continue;
      const auto end = static_cast<double>(*ends[index]);
      page.AddGauge(kEnd, labels, end);
      page.AddGauge(kLag, labels, std::max(end - folded, 0.0));
    }
  }
  page.AddGauge(kAnswers, {}, all);
}

void HostMetrics::AddDisk(MetricPage& page) const {
  const absl::StatusOr<runtime::DiskSpace> space = runtime::DiskSpaceOf(subjects_.data_directory);
  if (space.ok()) {
    page.AddGauge(kDiskFree, {}, static_cast<double>(space->free_bytes));
    page.AddGauge(kDiskSize, {}, static_cast<double>(space->size_bytes));
  }
  for (const HostedUnit* unit : subjects_.units) {
    const uint64_t bytes = runtime::BytesIn(subjects_.data_directory + "/stores/" + unit->name());
    page.AddGauge(kStoreSize, LabelsOf(*unit), static_cast<double>(bytes));
  }
  const uint64_t log_bytes = runtime::BytesIn(subjects_.data_directory + "/log");
  if (log_bytes > 0) page.AddGauge(kLogSize, {}, static_cast<double>(log_bytes));
}

}  // namespace docket::hosting
