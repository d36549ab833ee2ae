#pragma once

// What may go wrong with a simulated log. All off as made.

#include <chrono>

#include "libs/testing/simulated_draw.h"

namespace docket::testing {

struct SimulatedLogFaults {
  // What becomes of an append, as probabilities that add up to 1 at most. The rest is acknowledged.
  double ack_lost = 0;     // Written, reported unknown.
  double not_written = 0;  // Never written, reported unknown.
  double cut_short = 0;    // A prefix of its records is written, reported unknown.
  // Its producer gives up on it: it and all in flight come out unknown, it is written up to
  // `late_max` after that, and what follows in the next life may overtake it.
  double written_late = 0;
  // It and all in flight come out unknown; each place keeps a prefix of them, now or late.
  double producer_dies = 0;

  // Refused as RESOURCE_EXHAUSTED, before any of that.
  double queue_full = 0;

  // Beside that, per append.
  double written_twice = 0;  // All its records once more, up to `late_max` later.
  double spread = 0;         // Its records land one by one, others' between them.
  double place_unknown = 0;  // Acknowledged without offsets.

  // Per record and side: up to three offsets are left out.
  double gap = 0;

  // Per read.
  double stall = 0;       // Nothing is given, for up to `stall_max`.
  double short_read = 0;  // Fewer records than there are.

  // Per question.
  double end_fails = 0;  // QueryEnd answers UNAVAILABLE.
  double position_fails =
      0;  // So does a Store or Query. The store may have happened, or happen late.

  // How long an append, an answer or its acknowledgement takes.
  VirtualTime latency_max{};
  VirtualTime unknown_max = std::chrono::seconds(30);  // Until an append comes out unknown.
  VirtualTime late_max = std::chrono::seconds(60);
  VirtualTime stall_max = std::chrono::seconds(2);
};

}  // namespace docket::testing
