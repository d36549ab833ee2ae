#include "libs/eventing/projection.h"

namespace docket::eventing {

absl::StatusOr<Reaction> Projection::Fire(Time, std::string_view key, FoldedRows&) {
  return Internal("a projection that arms no timers was asked to fire " + std::string(key));
}

absl::StatusOr<DemandedKeys> Projection::Demands(const setting::Settings&, std::string_view, size_t,
                                                 UnitPlace, FoldedRows&) {
  return DemandedKeys{};
}

absl::StatusOr<std::optional<Reaction>> Projection::Demand(std::string_view,
                                                           const setting::Settings&, FoldedRows&) {
  return std::optional<Reaction>();
}

}  // namespace docket::eventing
