#include "libs/eventing/unit_doors.h"

#include <algorithm>

#include "libs/base/digest.h"

namespace docket::eventing {

absl::StatusOr<UnitView> UnitDoors::View(size_t partition) const {
  const UnitDoor& door = At(partition);
  UnitView view{door.store->View(), {}};
  // Asked once more: a rebuild that has begun since the caller asked cleared the rows behind this.
  if (!door.progress->shown()) return door.progress->NotServing();
  for (const log::TopicPartition& place : door.progress->inputs()) {
    DOCKET_ASSIGN_OR_RETURN(const store::Position position,
                            store::PositionIn(*view.rows, door.store->spec(), ToText(place)));
    view.folded[place] = {position.next, position.accepted};
  }
  return view;
}

absl::StatusOr<FoldedMap> UnitDoors::FoldedOf(std::string_view token) const {
  if (token.empty()) return FoldedMap();
  DOCKET_ASSIGN_OR_RETURN(Token decoded, DecodeToken(token));
  if (decoded.log != token_log_) {
    return InvalidArgument("the token is of log " + Hex(decoded.log) + ", this is log " +
                           Hex(token_log_) + ": ask without it");
  }
  const auto is_folded_here = [this](const log::TopicPartition& place) {
    return std::ranges::any_of(At(size_t{0}).progress->inputs(),
                               [&](const auto& input) { return input.topic == place.topic; });
  };
  for (const auto& [place, folded] : decoded.folded) {
    if (is_folded_here(place) && static_cast<size_t>(place.partition) >= size()) {
      return InvalidArgument("the token names " + ToText(place) + ", but that topic has " +
                             std::to_string(size()) + " partitions");
    }
  }
  return std::move(decoded.folded);
}

}  // namespace docket::eventing
