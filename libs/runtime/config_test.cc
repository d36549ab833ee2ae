#include "libs/runtime/config.h"

#include <fstream>
#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/testing/scratch_directory.h"

namespace docket::runtime {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using Texts = std::map<std::string, std::string>;

enum class Colour { kRed, kBlue };

// A program with one setting of each type.
class ConfigTest : public ::testing::Test {
 protected:
  ConfigTest() {
    config_.AddText("address", address_, "where");
    config_.AddSwitch("reflection", reflection_, "whether");
    config_.AddNumber("partitions", partitions_, 1, 256, "how many");
    config_.AddDuration("drain-grace", grace_, "how long");
    config_.AddChoice<Colour>("colour", colour_, {{"red", Colour::kRed}, {"blue", Colour::kBlue}},
                              "which");
  }

  absl::Status Load(const std::string& yaml, const Texts& environment, const Texts& flags) {
    std::ofstream(file_) << yaml;
    return config_.Load(
        file_,
        [&](const std::string& name) {
          const auto found = environment.find(name);
          return found == environment.end() ? "" : found->second;
        },
        flags);
  }

  void ExpectRefused(const std::string& yaml, const Texts& environment, const Texts& flags,
                     const std::string& why) {
    const absl::Status status = Load(yaml, environment, flags);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(Message(status)), HasSubstr(why));
  }

  const docket::testing::ScratchDirectory directory_;
  const std::string file_ = directory_ / "docket.yaml";
  std::string address_ = "127.0.0.1:8443";
  bool reflection_ = true;
  int32_t partitions_ = 4;
  milliseconds grace_{10'000};
  Colour colour_ = Colour::kRed;
  Config config_{"DOCKET"};
};

TEST_F(ConfigTest, KeepsTheDefaultsWhereNothingIsGiven) {
  ASSERT_TRUE(config_.Load("", [](const std::string&) { return ""; }, {}).ok());
  EXPECT_EQ(partitions_, 4);
  ASSERT_TRUE(Load("", {}, {}).ok());
  ASSERT_TRUE(Load("partitions:\n", {{"DOCKET_PARTITIONS", ""}}, {{"partitions", ""}}).ok());
  EXPECT_EQ(partitions_, 4);
}

TEST_F(ConfigTest, PrefersAFlagToTheEnvironmentAndThatToTheFile) {
  const std::string yaml = "partitions: 5\naddress: file\ncolour: blue\n";
  const Texts environment = {{"DOCKET_PARTITIONS", "6"}, {"DOCKET_ADDRESS", "environment"}};
  ASSERT_TRUE(Load(yaml, environment, {{"partitions", "7"}}).ok());
  EXPECT_EQ(partitions_, 7);
  EXPECT_EQ(address_, "environment");
  EXPECT_EQ(colour_, Colour::kBlue);
}

TEST_F(ConfigTest, ReadsEachType) {
  ASSERT_TRUE(Load("reflection: false\n"
                   "partitions: 256\n"
                   "drain-grace: 250ms\n"
                   "address: '[::1]:0'  # any port\n",
                   {}, {})
                  .ok());
  EXPECT_FALSE(reflection_);
  EXPECT_EQ(partitions_, 256);
  EXPECT_EQ(grace_, milliseconds(250));
  EXPECT_EQ(address_, "[::1]:0");
}

TEST_F(ConfigTest, TakesDurationsInFourUnits) {
  const std::map<std::string, milliseconds> durations = {
      {"0ms", milliseconds(0)},
      {"3s", std::chrono::seconds(3)},
      {"5m", std::chrono::minutes(5)},
      {"2h", std::chrono::hours(2)},
  };
  for (const auto& [text, duration] : durations) {
    ASSERT_TRUE(Load("", {{"DOCKET_DRAIN_GRACE", text}}, {}).ok()) << text;
    EXPECT_EQ(grace_, duration);
  }
  for (const char* text : {"3", "s", "-1s", "1.5s", "3 s", "3d", "99999999999999h"}) {
    ExpectRefused("", {{"DOCKET_DRAIN_GRACE", text}}, {}, "give a whole number and ms, s, m or h");
  }
}

TEST_F(ConfigTest, NamesThePlaceOfWhatItRefuses) {
  ExpectRefused("address: x\npartitions: 257\n", {}, {}, "docket.yaml:2: '257' cannot be taken");
  ExpectRefused("", {{"DOCKET_PARTITIONS", "four"}}, {}, "DOCKET_PARTITIONS: 'four'");
  ExpectRefused("", {}, {{"partitions", "0"}}, "--partitions: '0' cannot be taken: give a whole");
  ExpectRefused("reflection: yes\n", {}, {}, "give one of true, false");
  ExpectRefused("colour: green\n", {}, {}, "give one of red, blue");
}

TEST_F(ConfigTest, RefusesAFileThatSaysSomethingElse) {
  ExpectRefused("address: x\npartition: 5\n", {}, {}, "docket.yaml:2: no setting is named");
  ExpectRefused("colour: red\ncolour: blue\n", {}, {}, "docket.yaml:2: colour comes twice");
  ExpectRefused("address: [a, b]\n", {}, {}, "give address one value");
  ExpectRefused("- address\n", {}, {}, "give one `name: value` per line");
  ExpectRefused("address: x\ncolour: {red\n", {}, {}, "docket.yaml:");
  EXPECT_THAT(std::string(Message(config_.Load(directory_ / "absent", &SystemEnvironment, {}))),
              HasSubstr("cannot read the configuration file"));
}

TEST_F(ConfigTest, ShowsItsDefaults) {
  std::map<std::string, std::string> shown;
  for (const Config::Setting& setting : config_.settings()) {
    shown[setting.name] = setting.default_text;
  }
  EXPECT_EQ(shown, (Texts{{"address", "127.0.0.1:8443"},
                          {"reflection", "true"},
                          {"partitions", "4"},
                          {"drain-grace", "10s"},
                          {"colour", "red"}}));
}

}  // namespace
}  // namespace docket::runtime
