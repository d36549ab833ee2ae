#pragma once

// What a host tells of itself at /metrics: how its units stand and what they did, how far they are
// behind the log, its calls, its disk and the process. Everything is read from what units publish
// anyway, when somebody asks.

#include <memory>
#include <string>
#include <vector>

#include "libs/hosting/call_metrics.h"
#include "libs/hosting/log_ends.h"
#include "libs/runtime/hosted_unit.h"
#include "libs/runtime/metric_page.h"

namespace docket::hosting {

// All outlive the metrics.
struct MetricSubjects {
  std::string program;
  std::string data_directory;
  std::vector<const runtime::HostedUnit*> units;
  const CallMetrics& calls;
};

// One thread, which may wait: for the log half a second at most.
class HostMetrics {
 public:
  // `log` is an object of the units' log that nobody else asks.
  HostMetrics(MetricSubjects subjects, std::unique_ptr<log::EventLog> log);

  // The page as it is now.
  std::string Page();

 private:
  void AddLag(runtime::MetricPage& page);
  void AddDisk(runtime::MetricPage& page) const;

  const MetricSubjects subjects_;
  LogEnds ends_;
  const double started_seconds_;
};

}  // namespace docket::hosting
