#include "libs/eventing/unit_progress.h"

#include "libs/base/misplaced.h"

namespace docket::eventing {

// Whoever asks may be of any tenant, so what is wrong is for operators alone: it may name others'
// aggregates.
absl::Status UnitProgress::NotServing() const {
  if (!owned()) {  // Halted or not: its owner may serve.
    return Misplaced(place_, place_ +
                                 " is not owned by the instance that was asked, nor does it know "
                                 "by whom: ask again, with the same request_id");
  }
  if (halted()) {
    return Unavailable(place_ +
                       " is halted here: nothing of it is taken or told until an operator " +
                       "has mended it");
  }
  return Unavailable(place_ + " is not served here yet: ask again, with the same request_id");
}

}  // namespace docket::eventing
