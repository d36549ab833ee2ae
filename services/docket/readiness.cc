#include "services/docket/readiness.h"

#include <algorithm>
#include <iostream>

namespace docket {

Readiness::Readiness(const std::vector<HostUnit>& units, rpc::Server& server)
    : units_(units), server_(server), told_(units.size()) {
  for (const HostUnit& unit : units_) server_.SetPartServing(unit.unit->name(), false);
}

void Readiness::Look() {
  for (size_t i = 0; i < units_.size(); ++i) LookAt(*units_[i].unit, told_[i]);
  const bool settled =
      std::ranges::all_of(told_, [](const Told& told) { return told.serving || told.halted; });
  const bool ready = std::ranges::any_of(told_, &Told::serving);
  if (ready == ready_ || (ready && !settled)) return;
  ready_ = ready;
  server_.SetServing(ready);
  if (ready) std::cout << "docket serves at " << server_.address() << std::endl;
}

void Readiness::LookAt(const runtime::HostedUnit& unit, Told& told) {
  const bool serving = unit.loop().serving();
  if (serving != told.serving) server_.SetPartServing(unit.name(), serving);
  told.serving = serving;
  if (told.halted || !unit.loop().progress().halted()) return;
  told.halted = true;
  std::cerr << "docket: " << unit.name()
            << " is halted and the rest goes on: " << Message(unit.loop().halt())
            << " (mend that and start docket again; a store that is damaged is then set aside and "
               "built anew)\n";
}

}  // namespace docket
