#include "libs/log/kafka/properties.h"

#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/testing/scratch_directory.h"

namespace docket::log {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;

std::string Refusal(const std::string& text) {
  const auto settings = ParseProperties(text, "kafka.properties");
  EXPECT_EQ(settings.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(Message(settings.status()));
}

TEST(KafkaProperties, TakesOneSettingALine) {
  const auto settings = ParseProperties(
      "# how the brokers are reached\n"
      "security.protocol=SASL_SSL\n"
      "\n"
      "  sasl.username=docket  \r\n"
      "sasl.password=a=b#c d",
      "f");
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_THAT(*settings,
              ElementsAre(Pair("sasl.password", "a=b#c d"), Pair("sasl.username", "docket"),
                          Pair("security.protocol", "SASL_SSL")));
}

TEST(KafkaProperties, NamesTheLineThatIsNoSetting) {
  EXPECT_THAT(Refusal("security.protocol=SSL\n\nssl.ca.location\n"),
              StartsWith("kafka.properties:3: this is no NAME=VALUE"));
  EXPECT_THAT(Refusal("=SSL"), StartsWith("kafka.properties:1: this is no NAME=VALUE"));
}

TEST(KafkaProperties, NeverTellsWhatMayBeAPassword) {
  EXPECT_THAT(Refusal("sasl.password secret"), Not(HasSubstr("secret")));
  EXPECT_THAT(Refusal("sasl.password = secret"), Not(HasSubstr("secret")));
  EXPECT_THAT(Refusal("sasl.password=secret\nsasl.password=secret"), Not(HasSubstr("secret")));
  EXPECT_THAT(Refusal("sasl_password=secret"), Not(HasSubstr("secret")));
}

TEST(KafkaProperties, RefusesSpacesAroundTheEqualsSign) {
  EXPECT_THAT(Refusal("sasl.username =docket"), HasSubstr("leave out the spaces"));
  EXPECT_THAT(Refusal("sasl.username= docket"), HasSubstr("leave out the spaces"));
}

TEST(KafkaProperties, RefusesASettingWithoutAValue) {
  EXPECT_THAT(Refusal("sasl.username="), HasSubstr("sasl.username has no value"));
}

TEST(KafkaProperties, RefusesASettingThatStandsThereTwice) {
  EXPECT_THAT(Refusal("sasl.username=a\n\nsasl.username=b"),
              StartsWith("kafka.properties:3: setting sasl.username stands in line 1 already"));
}

TEST(KafkaProperties, NamesTheLineOfASettingThatIsUnsafe) {
  EXPECT_THAT(Refusal("# fast\nacks=1"),
              StartsWith("kafka.properties:2: Kafka setting acks=1 is unsafe"));
}

TEST(KafkaProperties, ReadsAFile) {
  const testing::ScratchDirectory folder;
  std::ofstream(folder / "f") << "\xEF\xBB\xBFsecurity.protocol=ssl\n";
  const auto settings = ReadProperties(folder / "f");
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_THAT(*settings, ElementsAre(Pair("security.protocol", "ssl")));
}

TEST(KafkaProperties, SaysThatAFileCannotBeRead) {
  const testing::ScratchDirectory folder;
  for (const std::string& file : {folder / "none", folder.path()}) {
    const auto settings = ReadProperties(file);
    EXPECT_EQ(settings.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(Message(settings.status())), HasSubstr(file + " cannot be read: "));
  }
}

}  // namespace
}  // namespace docket::log
