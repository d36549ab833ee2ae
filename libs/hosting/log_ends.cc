#include "libs/hosting/log_ends.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "libs/base/time.h"

namespace docket::hosting {
namespace {

constexpr std::chrono::milliseconds kLookEvery{1};

}  // namespace

LogEnds::LogEnds(std::unique_ptr<log::EventLog> log, const std::vector<log::TopicPartition>& places)
    : log_(std::move(log)) {
  for (const log::TopicPartition& place : places) queries_.emplace_back(*log_, place);
}

std::vector<std::optional<log::Offset>> LogEnds::Ask(std::chrono::milliseconds patience) {
  for (eventing::EndQuery& query : queries_) query.Ask();
  std::vector<std::optional<log::Offset>> ends(queries_.size());
  const std::chrono::nanoseconds give_up = SystemInstant().monotonic + patience;
  for (;;) {
    for (size_t i = 0; i < queries_.size(); ++i) {
      if (queries_[i].asking()) ends[i] = queries_[i].Take();
    }
    const bool all = std::ranges::none_of(queries_, &eventing::EndQuery::asking);
    if (all || SystemInstant().monotonic >= give_up) break;
    std::this_thread::sleep_for(kLookEvery);
  }
  // A question that failed is put again by itself, which is not to go on until the next page.
  for (eventing::EndQuery& query : queries_) query.Cancel();
  return ends;
}

}  // namespace docket::hosting
