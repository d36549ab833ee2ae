#include "libs/setting/directory.h"

namespace docket::setting {

void CheckPool(const v1::Pool& pool, Faults& faults) {
  CheckText("pool.label", pool.label(), kLabelCharactersMax, faults);
}

void CheckTeam(const v1::Team& team, std::string_view tenant, const Settings& settings,
               Faults& faults) {
  CheckText("team.label", team.label(), kLabelCharactersMax, faults);
  CheckInForce("team.pool", v1::Document::kPool, team.pool(), tenant, settings, faults);
}

}  // namespace docket::setting
