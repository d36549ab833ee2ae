#include "libs/eventing/fold_counters.h"

namespace docket::eventing {

void FoldCounters::Count(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAccepted: ++accepted; break;
    case Verdict::kDuplicate: ++duplicate; break;
    case Verdict::kLostRace: ++lost_race; break;
    case Verdict::kStale: ++stale; break;
    case Verdict::kForeignPrev: ++foreign_prev; break;
    case Verdict::kGap: break;
  }
}

}  // namespace docket::eventing
