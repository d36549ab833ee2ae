#pragma once

// Explores everything that can happen to one umbrella, two instances of the product's code, clients
// and one commands topic: two owners at once, an owner that goes on with an old fold, appends that
// are lost, acknowledged in vain, late or repeated, and crashes back to the last flush. Breadth
// first, so a violation comes with a shortest way to it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace docket::exhaustive {

// How much of each may happen.
struct Bounds {
  int sends = 2;      // Calls of one request: lend to ada.
  int others = 0;     // Calls of another request: lend to bob.
  int reactions = 1;  // Copies of the command that the first loan causes: collect.
  int swaps = 1;      // Assignments while the other instance owns the partition.
  int unknowns = 1;   // Appends of unknown outcome, landed, lost or late.
  int crashes = 0;
  // Plants a mistake: refusals rest on what may be read, not on an end captured in truth.
  bool stale_ends = false;
  // Beyond them the exploration is not complete.
  size_t states_max = 3'000'000;
};

struct Verdict {
  bool complete = false;
  size_t states = 0;
  size_t quiet = 0;  // States in which nothing is left to do.
  size_t raced = 0;  // States with a loser or a duplicate in the log.
  size_t runs = 0;   // Of the product's code.
  // The first violation and the steps that lead to it.
  std::optional<std::string> violation;
  std::vector<std::string> steps;
};

Verdict Explore(const Bounds& bounds);

}  // namespace docket::exhaustive
