#include "libs/log/kafka/settings.h"

#include <array>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace docket::log::kafka {
namespace {

using ::testing::HasSubstr;

std::string Refusal(const std::string& name, const std::string& value) {
  const absl::Status status = CheckSettings({{name, value}});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << name << "=" << value;
  return std::string(Message(status));
}

std::string ValueIn(const Conf& conf, const std::string& name) {
  std::array<char, 512> value{};
  size_t size = value.size();
  EXPECT_EQ(rd_kafka_conf_get(conf.get(), name.c_str(), value.data(), &size), RD_KAFKA_CONF_OK);
  return value.data();
}

TEST(KafkaSettings, RefusesWhatIsUnsafeAndSaysWhy) {
  EXPECT_THAT(Refusal("enable.idempotence", "false"), HasSubstr("lost, repeated or reordered"));
  EXPECT_THAT(Refusal("acks", "1"), HasSubstr("Docket needs all"));
  EXPECT_THAT(Refusal("auto.offset.reset", "latest"), HasSubstr("skipped in silence"));
  EXPECT_THAT(Refusal("enable.auto.commit", "true"), HasSubstr("kept in the stores"));
  EXPECT_THAT(Refusal("check.crcs", "false"), HasSubstr("damaged records"));
  EXPECT_THAT(Refusal("partition.assignment.strategy", "cooperative-sticky"),
              HasSubstr("wrong owners"));
}

TEST(KafkaSettings, KnowsTheOtherNamesOfASetting) {
  EXPECT_THAT(Refusal("request.required.acks", "0"), HasSubstr("Docket needs all"));
  EXPECT_THAT(Refusal("queue.buffering.max.ms", "50"), HasSubstr("Docket needs 0"));
}

TEST(KafkaSettings, RefusesWhatAnOptionOfItsOwnStandsFor) {
  EXPECT_THAT(Refusal("bootstrap.servers", "a:1"), HasSubstr("remove it"));
  EXPECT_THAT(Refusal("group.id", "g"), HasSubstr("remove it"));
}

TEST(KafkaSettings, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(Refusal("partitioner", "random"), HasSubstr("none that Docket passes on"));
}

TEST(KafkaSettings, RefusesTokensThatNobodyWouldFetch) {
  EXPECT_THAT(Refusal("sasl.mechanism", "OAUTHBEARER"), HasSubstr("fetches no tokens"));
  EXPECT_THAT(Refusal("sasl.mechanisms", "OAUTHBEARER"), HasSubstr("SASL_SSL with PLAIN"));
  EXPECT_THAT(Refusal("sasl.oauthbearer.config", "principal=x"), HasSubstr("fetches no tokens"));
  EXPECT_THAT(Refusal("enable.sasl.oauthbearer.unsecure.jwt", "true"),
              HasSubstr("fetches no tokens"));
  EXPECT_TRUE(CheckSettings({{"sasl.mechanism", "PLAIN"}}).ok());
}

TEST(KafkaSettings, TakesTheWayToTheBrokersAndWhatIsSoAnyway) {
  EXPECT_TRUE(CheckSettings({{"security.protocol", "SASL_SSL"},
                             {"ssl.ca.location", "ca.pem"},
                             {"sasl.username", "docket"},
                             {"enable.idempotence", "true"}})
                  .ok());
}

TEST(KafkaSettings, FixesWhatEachRoleStandsOn) {
  const KafkaOptions options{.brokers = "127.0.0.1:1", .client_id = "host:1"};
  const auto producer = MakeConf(options, Role::kProducer, {});
  ASSERT_TRUE(producer.ok()) << producer.status();
  EXPECT_EQ(ValueIn(*producer, "enable.idempotence"), "true");
  EXPECT_EQ(ValueIn(*producer, "acks"), "-1");
  EXPECT_EQ(ValueIn(*producer, "client.id"), "host:1");
  const auto reader = MakeConf(options, Role::kReader, "group");
  ASSERT_TRUE(reader.ok()) << reader.status();
  EXPECT_EQ(ValueIn(*reader, "auto.offset.reset"), "error");
  EXPECT_EQ(ValueIn(*reader, "group.id"), "group");
}

// Nobody reads them, and each client that is not polled would keep all of them.
TEST(KafkaSettings, AskForNoStatistics) {
  const KafkaOptions options{.brokers = "127.0.0.1:1"};
  for (const Role role : {Role::kProducer, Role::kReader, Role::kMember}) {
    const auto conf = MakeConf(options, role, "group");
    ASSERT_TRUE(conf.ok()) << conf.status();
    EXPECT_EQ(ValueIn(*conf, "statistics.interval.ms"), "0");
  }
}

TEST(KafkaSettings, NamesASettingWhoseValueLibrdkafkaRefuses) {
  const KafkaOptions options{.brokers = "127.0.0.1:1", .settings = {{"security.protocol", "ftp"}}};
  const auto conf = MakeConf(options, Role::kProducer, {});
  ASSERT_FALSE(conf.ok());
  EXPECT_THAT(std::string(Message(conf.status())), HasSubstr("security.protocol"));
}

}  // namespace
}  // namespace docket::log::kafka
