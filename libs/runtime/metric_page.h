#pragma once

// One page of metrics in Prometheus' text format, as they stand at one moment.
//
//   constexpr Metric kServing{"docket_eventing_unit_serving", "Whether the unit takes commands"};
//   MetricPage page;
//   page.AddGauge(kServing, {{"service", "intake"}, {"partition", "2"}}, 1);
//   std::string text = page.Text();
//
// Nothing is registered and nothing kept: who is asked for a page fills one from what is published
// elsewhere. Names are `docket_<library>_<what>_<unit>`, counters end in _total. Labels name places
// and methods, never a tenant or what belongs to one. For one thread.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace docket::runtime {

// A metric and what it tells.
struct Metric {
  std::string_view name;
  std::string_view help;
};

using MetricLabels = std::vector<std::pair<std::string, std::string>>;

// Observations by size: counts[i] of those up to bounds[i] and above the bound before it, the last
// one of those above all bounds.
struct MetricHistogram {
  std::span<const double> bounds;
  std::vector<uint64_t> counts;
  double sum = 0;
};

class MetricPage {
 public:
  static constexpr char kContentType[] = "text/plain; version=0.0.4; charset=utf-8";

  MetricPage();
  ~MetricPage();
  MetricPage(const MetricPage&) = delete;
  MetricPage& operator=(const MetricPage&) = delete;

  // One sample each. A name has one type and one help on a page.
  void AddCounter(const Metric& metric, MetricLabels labels, uint64_t value);
  // A sum of seconds and the like.
  void AddSum(const Metric& metric, MetricLabels labels, double value);
  void AddGauge(const Metric& metric, MetricLabels labels, double value);
  void AddHistogram(const Metric& metric, MetricLabels labels, const MetricHistogram& histogram);

  // Families in the order in which they were begun.
  std::string Text() const;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace docket::runtime
