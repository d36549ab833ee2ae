#pragma once

// Everything that is so at one moment of an exploration, in a form whose bytes are its identity.

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "tests/exhaustive/automaton.h"

namespace docket::exhaustive {

inline constexpr size_t kEventsMax = 9;
inline constexpr size_t kFlyingMax = 5;
inline constexpr size_t kCallsMax = 4;
inline constexpr uint8_t kOrphan = 2;

// An append between its start and its landing. An orphan's writer has died or forgotten it.
struct Flying {
  uint8_t instance = kOrphan;
  uint8_t handle = 0;
  uint8_t record = 0;
  uint8_t reported = 0;  // Its outcome was unknown; it may still land.
};

struct Instance {
  uint32_t node = Automaton::kFresh;
  uint8_t owner = 0;
  uint8_t seen = 0;  // Events that it may read.
  uint8_t calls_count = 0;
  uint8_t outcomes_count = 0;
  std::array<uint8_t, 2> calls{};  // In its mailbox.
  std::array<AppendOutcome, 3> outcomes{};
};

struct State {
  std::array<Instance, 2> instances;
  std::array<uint8_t, kEventsMax> events{};
  std::array<Flying, kFlyingMax> flying;
  std::array<Word, kCallsMax> answers{};
  uint8_t events_count = 0;
  uint8_t flying_count = 0;
  uint8_t calls_made = 0;
  uint8_t commands = 0;
  uint8_t sends = 0;
  uint8_t others = 0;
  uint8_t swaps = 0;
  uint8_t unknowns = 0;
  uint8_t crashes = 0;
  std::array<uint8_t, 6> padding{};
};
static_assert(std::has_unique_object_representations_v<State>);

}  // namespace docket::exhaustive
