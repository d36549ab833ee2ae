#pragma once

// The ends of some partitions as they are now, for who wants to know how far behind a fold is.

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "libs/eventing/end_query.h"
#include "libs/log/event_log.h"

namespace docket::hosting {

// One thread.
class LogEnds {
 public:
  // `log` is an object that nobody else asks.
  LogEnds(std::unique_ptr<log::EventLog> log, const std::vector<log::TopicPartition>& places);

  // Asks for all ends at once and waits up to `patience`: those of the places, in their order; none
  // for a place of which the log told none in that time.
  std::vector<std::optional<log::Offset>> Ask(std::chrono::milliseconds patience);

 private:
  const std::unique_ptr<log::EventLog> log_;
  std::deque<eventing::EndQuery> queries_;
};

}  // namespace docket::hosting
