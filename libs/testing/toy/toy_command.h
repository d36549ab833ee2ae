#pragma once

// How the reactors of the toy command: a reaction whose id is a function of its cause.

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/eventing/command.h"
#include "libs/eventing/projection.h"

namespace docket::testing {

struct ToyCommandKey {
  std::string_view tenant;
  // The aggregate that is to decide.
  std::string_view aggregate_id;
  // The service that commands.
  std::string_view actor;
  // With the loan, what makes the command's id.
  std::string_view command_name;
  std::string_view umbrella_id;
  uint64_t loan = 0;
  // So does the number of the settings that ask for it; 0 if none do.
  uint64_t settings = 0;
};

template <eventing::Decider T>
eventing::Reaction ToyReaction(const ToyCommandKey& key, typename T::Command command) {
  auto record = std::make_unique<typename T::CommandRecord>();
  std::vector<std::string> parts = {std::string(key.umbrella_id), std::to_string(key.loan)};
  if (key.settings > 0) parts.push_back(std::to_string(key.settings));
  *record->mutable_header() = eventing::MachineHeader(
      key.actor, std::string(key.tenant), std::string(key.aggregate_id), key.command_name, parts);
  *record->mutable_command() = std::move(command);
  return {std::string(T::kName), T::SlotOf(key.aggregate_id).value(), std::move(record)};
}

}  // namespace docket::testing
