#include "tests/simulation/drawn_policies.h"

#include <array>
#include <utility>
#include <vector>

namespace docket::simulation {
namespace {

// An answer, the next ones and a solution within seconds, sooner the more urgent it is.
constexpr char kPolicies[] = R"(name: 'default' policies { apply_to_open: $apply items {
  id: 'all' label: 'All' on_reopen: $reopen
  targets { metric: SLA_METRIC_FIRST_RESPONSE
            normal { seconds: $s nanos: $n } high { seconds: $s } urgent { seconds: 1 } }
  targets { metric: SLA_METRIC_NEXT_RESPONSE
            normal { seconds: $s } high { seconds: $s } urgent { seconds: $s } }
  targets { metric: SLA_METRIC_UPDATE normal { seconds: $s } high { seconds: 3 } }
  targets { metric: SLA_METRIC_RESOLUTION
            normal { seconds: 1$s nanos: $n } high { seconds: $s } urgent { seconds: $s } }
  levels { id: 'near' metric: SLA_METRIC_FIRST_RESPONSE percent: 50
           actions { $raise: true } }
  levels { id: 'nearer' metric: SLA_METRIC_FIRST_RESPONSE before { seconds: 1 }
           actions { $lift: true } }
  levels { id: 'late' metric: SLA_METRIC_FIRST_RESPONSE breach: true
           actions { $late } actions { $lift: true } }
  levels { id: 'later' metric: SLA_METRIC_FIRST_RESPONSE after { seconds: 1 }
           actions { follow { agents: 'ann' } } }
  levels { id: 'unsolved' metric: SLA_METRIC_RESOLUTION percent: 20
           actions { $raise: true } }
  levels { id: 'still' metric: SLA_METRIC_RESOLUTION after { seconds: 30 }
           actions { $lift: true } } } })";

}  // namespace

std::string DrawPolicies(std::mt19937_64& rng, uint64_t number, bool apply) {
  constexpr std::array kEffects = {"RESUME", "RESTART", "IGNORE"};
  // Whether levels do what conditions of policies may see, so that tickets are judged anew by it.
  const bool seen = rng() % 2 == 0;
  const std::vector<std::pair<std::string, std::string>> values = {
      {"$apply", apply ? "true" : "false"},
      {"$reopen", std::string("REOPEN_EFFECT_") + kEffects[rng() % kEffects.size()]},
      {"$raise", seen ? "raise_priority" : "notify"},
      {"$lift", seen ? "raise_escalation_level" : "notify"},
      {"$late", seen ? "transfer { team: 'pots' }" : "notify: true"},
      {"$s", std::to_string(1 + rng() % 6)},
      {"$n", std::to_string(number * 1'000'000)}};
  std::string text = kPolicies;
  for (const auto& [name, value] : values) {
    for (size_t at = 0; (at = text.find(name, at)) != std::string::npos; at += value.size()) {
      text.replace(at, name.size(), value);
    }
  }
  return text;
}

}  // namespace docket::simulation
