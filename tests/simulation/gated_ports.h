#pragma once

// The ports that a unit is given: they count every call at the gate of its process, then pass it on
// to the simulated ports, and show the oracles what was written.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libs/log/event_log.h"
#include "libs/log/positions.h"
#include "libs/store/engine.h"
#include "tests/simulation/gate.h"

namespace docket::simulation {

// Tells every unit of a process that asked for a place; a log knows one waker per place.
class WakeBoard {
 public:
  explicit WakeBoard(log::EventLog& log) : log_(log) {}
  ~WakeBoard();

  // `unit` wants `waker` to be told of `place`; null for nobody.
  void Set(const log::TopicPartition& place, const void* unit, log::Waker* waker);
  // `unit` goes.
  void Forget(const void* unit);

 private:
  class Fan final : public log::Waker {
   public:
    void Wake() override;
    void Forget(const void* unit);
    // By the order they asked, for that of their addresses is another in each run.
    std::vector<std::pair<const void*, log::Waker*>> wakers;
  };

  log::EventLog& log_;
  std::map<log::TopicPartition, Fan> fans_;
};

class GatedLog final : public log::EventLog {
 public:
  GatedLog(log::EventLog& log, WakeBoard& board, Gate& gate)
      : log_(log), board_(board), gate_(gate) {}
  ~GatedLog() override { board_.Forget(this); }

  std::string log_id() const override { return log_.log_id(); }
  absl::StatusOr<int32_t> PartitionCount(std::string_view topic) const override {
    return log_.PartitionCount(topic);
  }
  log::AppendHandle Append(const log::TopicPartition& place,
                           std::vector<log::Record> records) override;
  std::optional<log::AppendResult> Poll(log::AppendHandle handle) override;
  log::ReadResult Read(const log::TopicPartition& place, log::Offset from,
                       const log::ReadLimits& limits) override;
  log::EndHandle QueryEnd(const log::TopicPartition& place, log::Offset known) override;
  std::optional<absl::StatusOr<log::Offset>> Poll(log::EndHandle handle) override;
  void SetWaker(const log::TopicPartition& place, log::Waker* waker) override;

 private:
  log::EventLog& log_;
  WakeBoard& board_;
  Gate& gate_;
};

class GatedPositions final : public log::Positions {
 public:
  using OnStore = std::function<void(const log::TopicPartition&, log::Offset)>;

  GatedPositions(log::Positions& positions, Gate& gate, OnStore on_store)
      : positions_(positions), gate_(gate), on_store_(std::move(on_store)) {}

  log::PositionHandle Store(const std::string& group, const log::TopicPartition& place,
                            log::Offset next) override;
  log::PositionHandle Query(const std::string& group, const log::TopicPartition& place) override;
  std::optional<absl::StatusOr<log::Offset>> Poll(log::PositionHandle handle) override;

 private:
  log::Positions& positions_;
  Gate& gate_;
  const OnStore on_store_;
};

class GatedEngine final : public store::Engine {
 public:
  using OnWrite = std::function<void(const store::ReadView&)>;

  GatedEngine(std::unique_ptr<store::Engine> engine, Gate& gate, OnWrite on_write, OnWrite on_clear)
      : engine_(std::move(engine)),
        gate_(gate),
        on_write_(std::move(on_write)),
        on_clear_(std::move(on_clear)) {}

  std::unique_ptr<store::ReadView> View() const override { return engine_->View(); }
  absl::Status Write(const std::vector<store::Mutation>& batch) override;
  absl::Status Clear(const std::vector<store::TableIndex>& tables,
                     const std::vector<store::Mutation>& then) override;
  absl::Status Flush() override;

 private:
  const std::unique_ptr<store::Engine> engine_;
  Gate& gate_;
  const OnWrite on_write_;
  const OnWrite on_clear_;
};

}  // namespace docket::simulation
