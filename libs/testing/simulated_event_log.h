#pragma once

// The log as one simulated process holds it: its handles, its wakers, its producer. When a producer
// dies the next append makes a new one. Destroyed in good order it leaves all it sent on its way.
//
// Threads: one.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/log/event_log.h"
#include "libs/log/inbox.h"
#include "libs/testing/simulated_log.h"
#include "libs/testing/simulated_producer.h"

namespace docket::testing {

class SimulatedEventLog final : public log::EventLog {
 public:
  // `log` outlives this.
  explicit SimulatedEventLog(SimulatedLog& log);
  ~SimulatedEventLog() override;

  // The process crashes here. Whatever it still calls leaves no trace and gets no answer; of what
  // it sent before, some may still land, and late.
  void Cut();

  std::string log_id() const override { return log_.id(); }
  absl::StatusOr<int32_t> PartitionCount(std::string_view topic) const override;
  log::AppendHandle Append(const log::TopicPartition& place,
                           std::vector<log::Record> records) override;
  std::optional<log::AppendResult> Poll(log::AppendHandle handle) override;
  log::ReadResult Read(const log::TopicPartition& place, log::Offset from,
                       const log::ReadLimits& limits) override;
  log::EndHandle QueryEnd(const log::TopicPartition& place, log::Offset known) override;
  std::optional<absl::StatusOr<log::Offset>> Poll(log::EndHandle handle) override;
  void SetWaker(const log::TopicPartition& place, log::Waker* waker) override;

 private:
  absl::Status CheckAppend(const log::TopicPartition& place);

  SimulatedLog& log_;
  // Null once the process is cut. Answers on their way watch it: while it is there, this is too.
  std::shared_ptr<log::Inbox> inbox_;
  std::shared_ptr<SimulatedProducer> producer_;
};

}  // namespace docket::testing
