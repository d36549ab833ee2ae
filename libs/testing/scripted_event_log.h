#pragma once

// A log that does what a test says. Appends land and are acknowledged at once, except where a test
// holds a place: there they wait until the test decides what becomes of each.
//
//   log.Hold(kEvents);
//   ... the code under test appends ...
//   EXPECT_THAT(log.held(kEvents), SizeIs(1));
//   log.Resolve(kEvents, Fate::kLandsUnheard);   // It is in the log; its writer hears "unknown".
//
// What a drawn schedule can show, the simulated log shows; this one is for the single schedule that
// a claim is about. One thread.

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libs/log/event_log.h"

namespace docket::testing {

// What becomes of an append.
enum class Fate {
  kLands,         // In the log, acknowledged with its offsets.
  kLandsNowhere,  // In the log, acknowledged without its offsets.
  kLandsUnheard,  // In the log, reported unknown.
  kVanishes,      // Not in the log, reported unknown.
  kIsRefused,     // Nothing enqueued: RESOURCE_EXHAUSTED.
};

class ScriptedEventLog final : public log::EventLog {
 public:
  // Every topic has `partitions` partitions, but for those named by Without.
  explicit ScriptedEventLog(int32_t partitions = 1) : partitions_(partitions) {}

  // There is no such topic.
  void Without(std::string topic) { missing_.insert(std::move(topic)); }

  // From now on appends to `place` wait for Resolve; or no more, for those to come.
  void Hold(const log::TopicPartition& place) { holding_.insert(place); }
  void Release(const log::TopicPartition& place) { holding_.erase(place); }
  // The records of each append that waits, oldest first.
  std::vector<std::vector<log::Record>> held(const log::TopicPartition& place) const;
  // Decides about the oldest one. `landed`: of its records, only so many land.
  void Resolve(const log::TopicPartition& place, Fate fate,
               std::optional<size_t> landed = std::nullopt);

  // From now on appends to `place` are refused for good: INVALID_ARGUMENT.
  void RefuseForGood(const log::TopicPartition& place) { refusing_.insert(place); }

  // Another writer's record lands; gives its offset.
  log::Offset Land(const log::TopicPartition& place, log::Record record);
  // The next record lands `offsets` further on.
  void Skip(const log::TopicPartition& place, log::Offset offsets);
  // What stands before `begin` is gone.
  void Expire(const log::TopicPartition& place, log::Offset begin);
  // All is gone, and begins again at 0.
  void Cut(const log::TopicPartition& place);
  // Reads at or after `offset` find damage.
  void Damage(const log::TopicPartition& place, log::Offset offset);

  // From now on questions for an end are captured when put, but answered only by AnswerEnds.
  void HoldEnds() { hold_ends_ = true; }
  // Answers all that wait, each with the end captured when it was put, or with a failure.
  void AnswerEnds(bool failing = false);
  // What the last who asked for the end of `place` knew.
  log::Offset known_end(const log::TopicPartition& place) { return known_ends_[place]; }
  size_t ends_waiting() const { return waiting_ends_.size(); }

  const std::deque<log::LogRecord>& records(const log::TopicPartition& place);
  // The records that this log was ever asked for by Read.
  uint64_t records_read() const { return records_read_; }
  // Whether somebody wants to be told of `place`. Nobody is: who steps asks again.
  bool has_waker(const log::TopicPartition& place) const { return wakers_.contains(place); }
  // Answers that nobody has taken.
  size_t answers_left() const { return results_.size() + ends_.size(); }

  std::string log_id() const override { return "scripted"; }
  absl::StatusOr<int32_t> PartitionCount(std::string_view topic) const override;
  log::AppendHandle Append(const log::TopicPartition& place,
                           std::vector<log::Record> records) override;
  std::optional<log::AppendResult> Poll(log::AppendHandle handle) override;
  log::ReadResult Read(const log::TopicPartition& place, log::Offset from,
                       const log::ReadLimits& limits) override;
  log::EndHandle QueryEnd(const log::TopicPartition& place, log::Offset known) override;
  std::optional<absl::StatusOr<log::Offset>> Poll(log::EndHandle handle) override;
  void SetWaker(const log::TopicPartition& place, log::Waker* waker) override {
    if (waker == nullptr) {
      wakers_.erase(place);
    } else {
      wakers_[place] = waker;
    }
  }

 private:
  struct Partition {
    std::deque<log::LogRecord> records;
    log::Offset begin = 0;
    log::Offset end = 0;
    std::optional<log::Offset> damaged_from;
  };
  struct Held {
    log::AppendHandle handle;
    std::vector<log::Record> records;
  };

  void Finish(const log::TopicPartition& place, Held append, Fate fate, size_t landed);

  const int32_t partitions_;
  std::set<std::string> missing_;
  std::map<log::TopicPartition, Partition> places_;
  std::map<log::TopicPartition, log::Waker*> wakers_;
  std::set<log::TopicPartition> holding_;
  std::set<log::TopicPartition> refusing_;
  std::map<log::TopicPartition, std::deque<Held>> held_;
  std::map<log::AppendHandle, log::AppendResult> results_;
  bool hold_ends_ = false;
  std::map<log::EndHandle, log::Offset> waiting_ends_;
  std::map<log::TopicPartition, log::Offset> known_ends_;
  std::map<log::EndHandle, absl::StatusOr<log::Offset>> ends_;
  uint64_t handles_ = 0;
  uint64_t records_read_ = 0;
};

}  // namespace docket::testing
