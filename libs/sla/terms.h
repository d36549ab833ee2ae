#pragma once

// What a policy comes down to for one ticket: its terms, as PolicyApplied carries them.

#include <chrono>
#include <cstdint>
#include <optional>

#include "docket/setting/v1/policy.pb.h"
#include "docket/ticket/v1/ticket_clocks.pb.h"
#include "docket/ticket/v1/ticket_values.pb.h"

namespace docket::sla {

// The terms of `policy`, of a document's version `policies_version`, for a ticket of `priority`.
// `calendar_version` is that of the calendar it names. Total: of what validation refuses (second
// targets and levels of one name, unknown metrics, levels of what is not promised) nothing is left.
// Has no uses.
ticket::v1::PolicyApplied TermsOf(const setting::v1::Policy& policy, uint64_t policies_version,
                                  uint64_t calendar_version, ticket::v1::Priority priority);

// The terms where no policy matches any more: time goes on in the calendar of `before`.
ticket::v1::PolicyApplied TermsOfNone(uint64_t policies_version,
                                      const ticket::v1::PolicyApplied& before);

// How much a clock of `metric` may take by `terms`, at least `target_min`; none: not promised.
std::optional<std::chrono::milliseconds> TargetOf(const ticket::v1::PolicyApplied& terms,
                                                  setting::v1::SlaMetric metric,
                                                  std::chrono::milliseconds target_min);

// How much a clock of this target has used when it comes to `level`.
std::chrono::milliseconds ThresholdOf(const ticket::v1::ClockLevel& level,
                                      std::chrono::milliseconds target);

// Whether `level` stands before the breach: it warns.
bool IsWarning(const ticket::v1::ClockLevel& level);

}  // namespace docket::sla
