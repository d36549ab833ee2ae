#include "libs/eventing/projection.h"

namespace docket::eventing {

absl::StatusOr<Reaction> Projection::Fire(Time, std::string_view key, FoldedRows&) {
  return Internal("a projection that arms no timers was asked to fire " + std::string(key));
}

}  // namespace docket::eventing
