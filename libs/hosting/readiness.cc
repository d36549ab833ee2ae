#include "libs/hosting/readiness.h"

#include <algorithm>
#include <iostream>
#include <iterator>
#include <utility>

namespace docket::hosting {

Readiness::Readiness(std::string program, std::vector<const runtime::HostedUnit*> units,
                     rpc::Server& server)
    : program_(std::move(program)),
      units_(std::move(units)),
      server_(server),
      told_(units_.size()) {
  for (const runtime::HostedUnit* unit : units_) server_.SetPartServing(unit->name(), false);
}

void Readiness::Look() {
  for (size_t i = 0; i < units_.size(); ++i) LookAt(*units_[i], told_[i]);
  const bool settled = std::ranges::all_of(told_, [](const Told& told) {
    return !told.owned || told.serving || told.halted || told.awaits_word;
  });
  const bool ready = std::any_of(told_.begin(), std::prev(told_.end()),
                                 [](const Told& told) { return told.serving; });
  if (ready == ready_ || (ready && !settled)) return;
  ready_ = ready;
  server_.SetServing(ready);
  if (ready) std::cout << program_ << " serves at " << server_.address() << std::endl;
}

void Readiness::LookAt(const runtime::HostedUnit& unit, Told& told) {
  told.owned = unit.owned();
  const bool serving = unit.loop().serving();
  if (serving != told.serving) server_.SetPartServing(unit.name(), serving);
  told.serving = serving;
  TellOverdue(unit, told);
  TellAwaitsWord(unit, told);
  if (told.halted || !unit.loop().progress().halted()) return;
  told.halted = true;
  std::cerr << program_ << ": " << unit.name()
            << " is halted and the rest goes on: " << Message(unit.loop().halt()) << " (mend that "
            << "and start " << program_
            << " again; a store that is damaged is then set aside and built anew)\n";
}

// Others serve meanwhile: a service that is new beside them keeps nobody waiting.
void Readiness::TellAwaitsWord(const runtime::HostedUnit& unit, Told& told) const {
  const bool awaits = unit.loop().progress().awaits_word();
  if (std::exchange(told.awaits_word, awaits) || !awaits) return;
  std::cerr << program_ << ": " << unit.name()
            << " is new beside a log that holds something already, and waits for an operator: say "
            << "'docketctl --roles operator projection begin " << unit.spec().service
            << " --from beginning' or '--from end'\n";
}

void Readiness::TellOverdue(const runtime::HostedUnit& unit, Told& told) const {
  if (std::exchange(told.settings_overdue, unit.settings_overdue()) || !told.settings_overdue) {
    return;
  }
  std::cerr << program_ << ": " << unit.name() << " waits for settings up to number "
            << unit.loop().progress().awaited_settings() << ", which " << units_.back()->name()
            << " should have folded long ago: look at that one\n";
}

}  // namespace docket::hosting
