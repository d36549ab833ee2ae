#pragma once

// What tests of who may fold, react and serve share: a unit of the desk over a scripted log.

#include <string>

#include <gtest/gtest.h>

#include "libs/testing/toy/desk_unit.h"

namespace docket::eventing {

class OwnershipTest : public ::testing::Test {
 protected:
  // After all that a test does.
  static constexpr Time kFar = FromMillis(10'000'000'000);

  // `count` umbrellas were lent, one record each.
  void LandLoans(int count) {
    for (int i = 0; i < count; ++i) {
      testing::UmbrellaHistory history("umbrella " + std::to_string(loans_++));
      log_.Land(testing::DeskUnit::kEvents,
                testing::RecordOf(history.id(), history.Add(testing::LentText(1, "ada", kFar))));
    }
  }
  void Keep(log::Offset next) { positions_.Set("desk", testing::DeskUnit::kEvents, next); }
  log::Offset kept() { return positions_.kept("desk", testing::DeskUnit::kEvents); }
  size_t sent() { return log_.records(testing::DeskUnit::kLedger).size(); }
  bool Serves(testing::DeskUnit& unit) { return unit.loop().serving(); }

  testing::ScriptedEventLog log_;
  testing::ScriptedPositions positions_;
  testing::DeskUnit unit_{log_, positions_};
  int loans_ = 0;
};

}  // namespace docket::eventing
