#pragma once

// What an enterprise has set for its tickets, as of the settings of a decision; where it says
// nothing, what Docket ships. What a rule depends on goes into the event, so folds ask for none of
// it.

#include <chrono>
#include <string_view>

#include "docket/setting/v1/tenant.pb.h"
#include "libs/eventing/decision.h"

namespace docket::intake {

// How long a ticket waits for what (semantics.md 2.2).
struct Windows {
  std::chrono::milliseconds remind_after;      // Of silence.
  std::chrono::milliseconds solve_after;       // Likewise.
  std::chrono::milliseconds reopen;            // After a solve.
  std::chrono::milliseconds closing_reminder;  // Before the reopen window ends.
  std::chrono::milliseconds rating;            // After the last solve.
};

Windows WindowsOf(const eventing::DecisionContext& context);

// The zone whose days are the tenant's, as it was compiled when its document was published; UTC if
// it has none.
setting::v1::CompiledZone ZoneOf(const eventing::DecisionContext& context);

// Whether `text`, normalised, only gives thanks: by the tenant's phrases or, if it has published no
// document of its own, by those that Docket ships for Chinese and English.
bool GivesThanks(std::string_view text, const eventing::DecisionContext& context);

}  // namespace docket::intake
