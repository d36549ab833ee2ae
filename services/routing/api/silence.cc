#include "services/routing/api/silence.h"

#include <utility>

namespace docket::routing {

void Silence::Hear(const PresentAgent& agent) {
  const std::lock_guard lock(mutex_);
  heard_.insert(agent);
}

std::vector<PresentAgent> Silence::Look(const std::vector<PresentAgent>& present,
                                        std::chrono::nanoseconds now) {
  std::set<PresentAgent> heard;
  {
    const std::lock_guard lock(mutex_);
    heard.swap(heard_);
  }
  const bool anew = now - looked_at_ > kGapMax;
  looked_at_ = now;
  std::map<PresentAgent, std::chrono::nanoseconds> since;
  std::vector<PresentAgent> silent;
  for (const PresentAgent& agent : present) {
    const auto known = since_.find(agent);
    const bool begins = anew || known == since_.end() || heard.contains(agent);
    const std::chrono::nanoseconds from = begins ? now : known->second;
    since.emplace(agent, from);
    if (now - from >= kSilentAfter) silent.push_back(agent);
  }
  since_ = std::move(since);
  return silent;
}

}  // namespace docket::routing
