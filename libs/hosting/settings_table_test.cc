#include "libs/hosting/settings_table.h"

#include <gtest/gtest.h>

namespace docket::hosting {
namespace {

TEST(SettingsTable, HasALineForEachSettingWithTheNamesItGoesBy) {
  std::string brokers;
  std::chrono::milliseconds grace{10'000};
  runtime::Config config("DOCKET_INTAKE");
  config.AddText("kafka-config", brokers, "one | another");
  config.AddDuration("drain-grace", grace, "how long");
  EXPECT_EQ(
      SettingsTable(config),
      "| flag | environment | key in --config | default | meaning |\n"
      "| --- | --- | --- | --- | --- |\n"
      "| `--kafka-config` | `DOCKET_INTAKE_KAFKA_CONFIG` | `kafka-config` |  | one \\| another "
      "|\n"
      "| `--drain-grace` | `DOCKET_INTAKE_DRAIN_GRACE` | `drain-grace` | `10s` | how long |\n");
}

}  // namespace
}  // namespace docket::hosting
