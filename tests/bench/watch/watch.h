#pragma once

// Whether each partition can be written and read, seen from outside while instances come and go.
//
// Per partition one ticket, and of it one writer and one reader: each calls every few milliseconds,
// one call at a time, and asks again at the next beat whatever failed for a while only. A writer
// repeats its request by the same request_id until it is answered, so each comment is there once or
// something is wrong. A reader brings the token of the newest write that was answered before, so it
// has to see it.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <grpcpp/channel.h>
#include <nlohmann/json.hpp>

#include "libs/base/status.h"
#include "tests/bench/load/calls.h"

namespace docket::bench {

// Instants are told as seconds of the machine's monotonic clock, which other programs read too.
using WatchClock = std::chrono::steady_clock;

struct WatchOptions {
  // Whose tickets: the first of each partition.
  CallOptions calls;
  int partitions = 4;
  std::chrono::milliseconds beat{10};
  // No ticket is opened nor written to: the reader asks for those that are there.
  bool reads_only = false;
};

class Watch {
 public:
  // Begins at once, and goes on until it is destroyed.
  Watch(const std::shared_ptr<grpc::Channel>& channel, const WatchOptions& options);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // Blocks until each writer and each reader was answered rightly by a call that began after
  // `since`, and tells when the last of them was. UNAVAILABLE with what was said last if that takes
  // too long, INTERNAL if an answer was wrong.
  absl::StatusOr<WatchClock::time_point> AwaitAll(WatchClock::time_point since);

  // Ends the calls, and looks whether every ticket has the versions that were answered for.
  //
  //   partitions    [the longest time in seconds between two right answers of each: the worse of
  //                 its writer and its reader]
  //   whole_at      when the last gap longer than kNoticed ended; 0 if there was none
  //   writes        openings and comments that were answered
  //   asked_again   calls that failed and were repeated
  absl::StatusOr<nlohmann::json> End();

  // Shorter gaps are those of a busy machine.
  static constexpr std::chrono::milliseconds kNoticed{100};

 private:
  struct State;
  const std::unique_ptr<State> state_;
};

}  // namespace docket::bench
