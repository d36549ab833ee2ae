#pragma once

// The kept positions as one simulated process asks for them. Its SimulatedEventLog's wakers are
// told of the answers.
//
// Threads: one.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "libs/log/inbox.h"
#include "libs/log/positions.h"
#include "libs/testing/simulated_log.h"

namespace docket::testing {

class SimulatedEventLog;

class SimulatedPositions final : public log::Positions {
 public:
  // `log` outlives this. Answers wake `beside`, the log of the same process.
  SimulatedPositions(SimulatedLog& log, const SimulatedEventLog& beside);

  // The process crashes here, as SimulatedEventLog::Cut.
  void Cut();

  log::PositionHandle Store(const std::string& group, const log::TopicPartition& place,
                            log::Offset next) override;
  log::PositionHandle Query(const std::string& group, const log::TopicPartition& place) override;
  std::optional<absl::StatusOr<log::Offset>> Poll(log::PositionHandle handle) override;

 private:
  log::PositionHandle AnswerAt(VirtualTime time, const log::TopicPartition& place, bool fails,
                               std::function<log::Offset()> answer);

  SimulatedLog& log_;
  const void* const beside_;           // Names the owner of the wakers, no more.
  std::shared_ptr<log::Inbox> inbox_;  // Null once the process is cut.
  std::shared_ptr<bool> lost_;         // Whether what was on its way at the cut is lost.
};

}  // namespace docket::testing
