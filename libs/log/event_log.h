#pragma once

// The ordered log, asked and never waited for: an append or a query for the end starts at once and
// gives a handle that is polled in a later step. Every implementation passes one contract suite
// (libs/testing/event_log_contract.h): embedded, on Kafka, simulated. None offers what Kafka lacks,
// so there is no conditional append.
//
//   AppendHandle handle = log.Append({"docket.ticket.events.v1", 3}, std::move(records));
//   ... later, when the waker of that partition was called ...
//   if (std::optional<AppendResult> result = log.Poll(handle)) ...
//
// Promised: offsets rise; appends that one EventLog object starts to one partition land in the
// order they were started, as long as it does not report one of them unknown; what was acknowledged
// stays and is read by everybody in one order. Not promised: an answer at all, offsets without
// gaps, that an unknown append is absent, or that it landed once, or landed before it was reported
// unknown.
//
// Threads: a partition is asked by one thread at a time; several partitions may be asked at once. A
// waker is called from any thread.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "libs/base/status.h"
#include "libs/log/record.h"

namespace docket::log {

// How long a log may doubt an answer that says less than what is known to stand in it.
inline constexpr std::chrono::seconds kDoubtMax{30};

enum class AppendHandle : uint64_t {};
enum class EndHandle : uint64_t {};

// The records are in the log. One offset per record; kPlaceUnknown where the log acknowledged a
// record but cannot say where it stands.
struct Written {
  std::vector<Offset> offsets;
};
inline constexpr Offset kPlaceUnknown = -1;

// All, a prefix or none of the records may be in the log, now or later. Never "not written".
struct Unknown {
  std::string reason;
};

// Nothing was enqueued and nothing will be. RESOURCE_EXHAUSTED: try later; any other code is a
// fault of configuration or of the log itself.
struct Refused {
  absl::Status status;
};

using AppendResult = std::variant<Written, Unknown, Refused>;

// How much one Read may give. At least one record is given if there is one.
struct ReadLimits {
  size_t records_max = 1024;
  size_t bytes_max = 1 << 20;
};

// Records with rising offsets, all at or after the asked one.
struct Records {
  std::vector<LogRecord> records;
};
// Nothing at or after the asked offset, as far as is known now. `next` is what to ask for then: at
// least the asked offset, and beyond the gap if nothing but a gap stands before the end. So a fold
// reaches every end that it was told of.
struct CaughtUp {
  Offset next = 0;
};
// The asked offset lies behind the end or before the start: the log was cut or replaced. Halt.
struct RangeError {
  Offset begin = 0;
  Offset end = 0;
};
// The log cannot read what stands there (a bad checksum). Halt.
struct ReadDamaged {
  absl::Status status;
};

using ReadResult = std::variant<Records, CaughtUp, RangeError, ReadDamaged>;

// Told when something can be collected or read. Called from any thread, must not block or call back
// into the log.
class Waker {
 public:
  virtual ~Waker() = default;
  virtual void Wake() = 0;
};

class EventLog {
 public:
  virtual ~EventLog() = default;

  // Which log this is: the cluster id of Kafka, the UUID made with an embedded directory.
  virtual std::string log_id() const = 0;

  // The number of partitions of `topic`, fixed at its creation. NOT_FOUND if there is no such
  // topic.
  virtual absl::StatusOr<int32_t> PartitionCount(std::string_view topic) const = 0;

  // Starts appending `records` (at least one) in order. All, a prefix or none of them land.
  virtual AppendHandle Append(const TopicPartition& place, std::vector<Record> records) = 0;

  // The result of an append, once; none while it runs. A handle whose result was taken is
  // forgotten.
  virtual std::optional<AppendResult> Poll(AppendHandle handle) = 0;

  // What stands at or after `from`, up to `limits`.
  virtual ReadResult Read(const TopicPartition& place, Offset from, const ReadLimits& limits) = 0;

  // Starts asking for the end: an offset above every record that was acknowledged to anybody, or
  // read by anybody, before the question. `known` is an end that the asker has heard of, 0 for
  // none: a broker that does not know yet that it leads no more names an older one, so a lower
  // answer is doubted, and asked for again, for up to kDoubtMax.
  virtual EndHandle QueryEnd(const TopicPartition& place, Offset known) = 0;

  // The answer to QueryEnd, once; none while it runs. A failure may be asked again.
  virtual std::optional<absl::StatusOr<Offset>> Poll(EndHandle handle) = 0;

  // `waker` (null for none) is told of every answer about `place`, and of what may be read there
  // since a Read by this object said CaughtUp. It must outlive the log or be replaced first. When
  // SetWaker returns, the waker before it is not called any more.
  virtual void SetWaker(const TopicPartition& place, Waker* waker) = 0;
};

}  // namespace docket::log
