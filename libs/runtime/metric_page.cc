#include "libs/runtime/metric_page.h"

#include <limits>
#include <map>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include "libs/base/check.h"

namespace docket::runtime {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

struct MetricPage::Families {
  std::vector<MetricFamily> all;
  std::map<std::string, size_t, std::less<>> by_name;

  // A new sample of `metric`.
  ClientMetric& Add(const Metric& metric, MetricType type, MetricLabels labels) {
    const auto found = by_name.find(metric.name);
    const size_t index = found == by_name.end() ? all.size() : found->second;
    if (found == by_name.end()) {
      by_name.emplace(metric.name, index);
      all.push_back({std::string(metric.name), std::string(metric.help), type, {}});
    }
    DOCKET_CHECK(all[index].type == type && all[index].help == metric.help);
    ClientMetric& sample = all[index].metric.emplace_back();
    for (auto& label : labels) sample.label.push_back({label.first, std::move(label.second)});
    return sample;
  }
};

MetricPage::MetricPage() : families_(std::make_unique<Families>()) {}
MetricPage::~MetricPage() = default;

void MetricPage::AddCounter(const Metric& metric, MetricLabels labels, uint64_t value) {
  AddSum(metric, std::move(labels), static_cast<double>(value));
}

void MetricPage::AddSum(const Metric& metric, MetricLabels labels, double value) {
  families_->Add(metric, MetricType::Counter, std::move(labels)).counter.value = value;
}

void MetricPage::AddGauge(const Metric& metric, MetricLabels labels, double value) {
  families_->Add(metric, MetricType::Gauge, std::move(labels)).gauge.value = value;
}

void MetricPage::AddHistogram(const Metric& metric, MetricLabels labels,
                              const MetricHistogram& histogram) {
  DOCKET_CHECK(histogram.counts.size() == histogram.bounds.size() + 1);
  ClientMetric& sample = families_->Add(metric, MetricType::Histogram, std::move(labels));
  uint64_t cumulative = 0;
  for (size_t i = 0; i < histogram.counts.size(); ++i) {
    cumulative += histogram.counts[i];
    const double bound =
        i < histogram.bounds.size() ? histogram.bounds[i] : std::numeric_limits<double>::infinity();
    sample.histogram.bucket.push_back({cumulative, bound});
  }
  sample.histogram.sample_count = cumulative;
  sample.histogram.sample_sum = histogram.sum;
}

std::string MetricPage::Text() const {
  return prometheus::TextSerializer().Serialize(families_->all);
}

}  // namespace docket::runtime
