#pragma once

// Tells pools of agents of whom nothing is heard. Stepped beside the units of a process; reads
// their written rows and speaks only where one of them decides.

#include <chrono>

#include "libs/eventing/turn.h"
#include "libs/eventing/unit_doors.h"
#include "services/routing/api/silence.h"
#include "services/routing/domain/pool_state.pb.h"

namespace docket::routing {

class SilenceWatch final : public eventing::Stepped {
 public:
  // How often it looks.
  static constexpr std::chrono::seconds kLookEvery{2};

  // `doors`, those of the pool units, outlive this.
  explicit SilenceWatch(const eventing::UnitDoors& doors) : doors_(doors) {}

  // Any thread: an agent has said how they stand.
  void Hear(const PresentAgent& agent) { silence_.Hear(agent); }

  eventing::Turn Step(Instant now) override;

 private:
  // Those that are not offline, and the pools that have them by name.
  struct Looked {
    std::vector<PresentAgent> present;
    std::map<std::pair<std::string, std::string>, uint64_t> versions;  // By tenant and pool.
  };
  Looked LookAtRows() const;
  void Tell(const PresentAgent& agent, uint64_t pool_version) const;

  const eventing::UnitDoors& doors_;
  Silence silence_;
  std::chrono::nanoseconds next_{};
};

}  // namespace docket::routing
