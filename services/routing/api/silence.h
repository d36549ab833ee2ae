#pragma once

// Who of those that are there has said nothing for too long (semantics.md 6): whoever says nothing
// for 60 s counts as offline. Silence counts only while somebody listens: a gap between two looks,
// as by a pause of the process, and a new owner begin it anew.
//
// Hear: any thread; Look: one.

#include <chrono>
#include <compare>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace docket::routing {

// An agent of a pool of a tenant.
struct PresentAgent {
  std::string tenant;
  std::string pool_id;
  std::string agent_id;

  friend auto operator<=>(const PresentAgent&, const PresentAgent&) = default;
};

class Silence {
 public:
  static constexpr std::chrono::seconds kSilentAfter{60};
  // Two looks further apart than this began anew.
  static constexpr std::chrono::seconds kGapMax{5};

  // They have said how they stand.
  void Hear(const PresentAgent& agent);

  // Of `present`, all that are not offline where this process decides, those that have been silent
  // for too long at `now` of the monotonic clock. Whoever was not among them at the look before
  // begins with this one.
  std::vector<PresentAgent> Look(const std::vector<PresentAgent>& present,
                                 std::chrono::nanoseconds now);

 private:
  std::mutex mutex_;
  std::set<PresentAgent> heard_;  // Since the last look.
  std::map<PresentAgent, std::chrono::nanoseconds> since_;
  std::chrono::nanoseconds looked_at_{};
};

}  // namespace docket::routing
