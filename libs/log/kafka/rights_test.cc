// What a real cluster with an authorizer forbids, and what is said about it.

#include <array>
#include <atomic>
#include <chrono>
#include <future>
#include <string>
#include <string_view>
#include <thread>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>

#include "libs/log/kafka/group_rights.h"
#include "libs/log/kafka/handles.h"
#include "libs/log/kafka/kafka_event_log.h"
#include "libs/log/kafka/kafka_home_test.h"
#include "libs/log/kafka/kafka_membership.h"
#include "libs/log/kafka/secure_broker_test.h"
#include "libs/log/kafka/settings.h"
#include "libs/log/kafka/topics.h"
#include "libs/testing/log_asker.h"

namespace docket::log {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::LogAsker;
using testing::OpenKafkaHome;

constexpr char kStranger[] = "User:stranger";

class KafkaRights : public ::testing::Test {
 protected:
  void SetUp() override {
    auto conf = kafka::MakeConf(everything_, kafka::Role::kProducer, {});
    ASSERT_TRUE(conf.ok()) << conf.status();
    auto client = kafka::MakeClient(*std::move(conf), kafka::Role::kProducer);
    ASSERT_TRUE(client.ok()) << client.status();
    admin_ = *std::move(client);
    answers_.reset(rd_kafka_queue_new(admin_.get()));
  }

  // How the user calls who has no rights but those granted here.
  KafkaOptions Stranger(const std::string& topic) const {
    KafkaOptions options = OptionsOf(SecureBroker(), "sasl_plain");
    options.settings["sasl.username"] = "stranger";
    options.settings["sasl.password"] = SecureBroker().password("stranger");
    options.topics = {topic};
    return options;
  }

  void Grant(const std::string& topic, rd_kafka_AclOperation_t operation) {
    Grant(RD_KAFKA_RESOURCE_TOPIC, topic, operation);
  }
  void GrantGroup(const std::string& group, rd_kafka_AclOperation_t operation) {
    Grant(RD_KAFKA_RESOURCE_GROUP, group, operation);
  }
  void Grant(rd_kafka_ResourceType_t type, const std::string& name,
             rd_kafka_AclOperation_t operation) {
    std::array<char, 512> reason{};
    rd_kafka_AclBinding_t* binding = rd_kafka_AclBinding_new(
        type, name.c_str(), RD_KAFKA_RESOURCE_PATTERN_LITERAL, kStranger, "*", operation,
        RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW, reason.data(), reason.size());
    ASSERT_NE(binding, nullptr) << reason.data();
    rd_kafka_CreateAcls(admin_.get(), &binding, 1, nullptr, answers_.get());
    rd_kafka_AclBinding_destroy(binding);
    AwaitAnswer();
  }

  void TearDown() override { Revoke(RD_KAFKA_ACL_OPERATION_ANY); }

  // Of everything that was granted.
  void Revoke(rd_kafka_AclOperation_t operation) {
    std::array<char, 512> reason{};
    rd_kafka_AclBindingFilter_t* all = rd_kafka_AclBindingFilter_new(
        RD_KAFKA_RESOURCE_ANY, nullptr, RD_KAFKA_RESOURCE_PATTERN_ANY, kStranger, nullptr,
        operation, RD_KAFKA_ACL_PERMISSION_TYPE_ANY, reason.data(), reason.size());
    ASSERT_NE(all, nullptr) << reason.data();
    rd_kafka_DeleteAcls(admin_.get(), &all, 1, nullptr, answers_.get());
    rd_kafka_AclBinding_destroy(all);
    AwaitAnswer();
  }

  // What an append says in the end; the first ones may come out unknown.
  static std::string RefusalOfAppends(const KafkaOptions& options) {
    auto log = KafkaEventLog::Open(options);
    EXPECT_TRUE(log.ok()) << log.status();
    if (!log.ok()) return {};
    OpenKafkaHome home(*std::move(log));
    LogAsker asker(home);
    const TopicPartition place{options.topics.front(), 0};
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (std::chrono::steady_clock::now() < until) {
      const AppendResult result = asker.Collect(place, asker.Start(place, {{"key", "value", {}}}));
      EXPECT_FALSE(std::holds_alternative<Written>(result));
      const auto* const refused = std::get_if<Refused>(&result);
      if (refused == nullptr || refused->status.code() == absl::StatusCode::kResourceExhausted) {
        continue;
      }
      EXPECT_EQ(refused->status.code(), absl::StatusCode::kPermissionDenied) << refused->status;
      EXPECT_LE(home.log().producer_replacements(), 5);
      return std::string(Message(refused->status));
    }
    return "never refused";
  }

  // What a host that runs the service `desk` says; it must be forbidden.
  static std::string RefusalOfGroups(const KafkaOptions& options) {
    const absl::Status required = RequireGroups(options, {"desk"});
    EXPECT_EQ(required.code(), absl::StatusCode::kPermissionDenied) << required;
    return std::string(Message(required));
  }

  // What opening the log says; it must be forbidden.
  static std::string Refusal(const KafkaOptions& options) {
    const auto log = KafkaEventLog::Open(options);
    EXPECT_EQ(log.status().code(), absl::StatusCode::kPermissionDenied) << log.status();
    return std::string(Message(log.status()));
  }

 private:
  void AwaitAnswer() {
    const kafka::Event event(rd_kafka_queue_poll(answers_.get(), 30'000));
    ASSERT_NE(event, nullptr);
    ASSERT_EQ(rd_kafka_event_error(event.get()), RD_KAFKA_RESP_ERR_NO_ERROR)
        << rd_kafka_event_error_string(event.get());
  }

  const KafkaOptions everything_{.brokers = SecureBroker().address()};
  kafka::Client admin_;
  kafka::Queue answers_;
};

TEST_F(KafkaRights, ToSeeATopicAreAskedForAtTheStart) {
  const std::string topic = NewTopic(SecureBroker());
  EXPECT_THAT(
      Refusal(Stranger(topic)),
      AllOf(HasSubstr("SASL_SSL as user stranger with mechanism PLAIN lacks the right to "
                      "Describe topic " +
                      topic),
            HasSubstr("--add --allow-principal User:stranger --operation Describe --topic " +
                      topic)));
}

TEST_F(KafkaRights, ToReadATopicAreAskedForAtTheStart) {
  const std::string topic = NewTopic(SecureBroker());
  Grant(topic, RD_KAFKA_ACL_OPERATION_DESCRIBE);
  EXPECT_THAT(Refusal(Stranger(topic)), HasSubstr("lacks the right to Read topic " + topic));
}

TEST_F(KafkaRights, ToWriteATopicAreAskedForByAHost) {
  const std::string topic = NewTopic(SecureBroker());
  Grant(topic, RD_KAFKA_ACL_OPERATION_READ);
  Grant(topic, RD_KAFKA_ACL_OPERATION_DESCRIBE_CONFIGS);
  const absl::Status forbidden = RequireTopics(Stranger(topic), 1);
  EXPECT_EQ(forbidden.code(), absl::StatusCode::kPermissionDenied) << forbidden;
  EXPECT_THAT(std::string(Message(forbidden)),
              HasSubstr("lacks the right to Write topic " + topic));
  Grant(topic, RD_KAFKA_ACL_OPERATION_WRITE);
  EXPECT_EQ(RequireTopics(Stranger(topic), 1), absl::OkStatus());
}

TEST_F(KafkaRights, ToWriteAreAskedForWithoutWriting) {
  const std::string topic = NewTopic(SecureBroker());
  KafkaOptions options{.brokers = SecureBroker().address(), .topics = {topic}};
  ASSERT_EQ(RequireTopics(options, 1), absl::OkStatus());
  auto log = KafkaEventLog::Open(options);
  ASSERT_TRUE(log.ok()) << log.status();
  OpenKafkaHome home(*std::move(log));
  EXPECT_EQ(LogAsker(home).End({topic, 0}), 0);
}

// Told by the appends of a log that is open all the same, and without a storm of new producers.
TEST_F(KafkaRights, ToWriteAnythingAreNamedByAppends) {
  const std::string topic = NewTopic(SecureBroker());
  Grant(topic, RD_KAFKA_ACL_OPERATION_READ);
  const std::string refusal = RefusalOfAppends(Stranger(topic));
  EXPECT_THAT(refusal, AllOf(HasSubstr("as user stranger"),
                             HasSubstr("lacks the right to Write topic " + topic)));
}

TEST_F(KafkaRights, ToWriteOneTopicAreNamedByAppends) {
  const std::string another = NewTopic(SecureBroker());
  Grant(another, RD_KAFKA_ACL_OPERATION_WRITE);
  const std::string topic = NewTopic(SecureBroker());
  Grant(topic, RD_KAFKA_ACL_OPERATION_READ);
  EXPECT_THAT(RefusalOfAppends(Stranger(topic)),
              HasSubstr("lacks the right to Write topic " + topic));
}

TEST_F(KafkaRights, ToWriteWhatMayBeReadServe) {
  const std::string topic = NewTopic(SecureBroker());
  Grant(topic, RD_KAFKA_ACL_OPERATION_READ);
  Grant(topic, RD_KAFKA_ACL_OPERATION_WRITE);
  auto log = KafkaEventLog::Open(Stranger(topic));
  ASSERT_TRUE(log.ok()) << log.status();
  OpenKafkaHome home(*std::move(log));
  LogAsker asker(home);
  asker.Append({topic, 0}, {{"key", "value", {}}});
  EXPECT_FALSE(asker.ReadAll({topic, 0}).empty());
}

TEST_F(KafkaRights, ToCheckTopicsAreNamed) {
  const std::string topic = NewTopic(SecureBroker());
  Grant(topic, RD_KAFKA_ACL_OPERATION_READ);
  const absl::Status required = RequireTopics(Stranger(topic), 1);
  EXPECT_EQ(required.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(Message(required)),
              HasSubstr("lacks the right to DescribeConfigs topic " + topic));
  Grant(topic, RD_KAFKA_ACL_OPERATION_DESCRIBE_CONFIGS);
  const auto checked = CheckTopics(Stranger(topic), {DocketTopic(topic, 1, 1)});
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_TRUE(checked->empty());
}

TEST_F(KafkaRights, ToMakeTopicsAreNamed) {
  const auto made = MakeMissingTopics(Stranger("none"), {DocketTopic("docket.x.events.v1", 1, 1)});
  EXPECT_EQ(made.status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(Message(made.status())),
              HasSubstr("lacks the right to Create topic docket.x.events.v1"));
}

TEST_F(KafkaRights, ToGroupsAreAskedForByAHost) {
  const std::string topic = NewTopic(SecureBroker());
  Grant(topic, RD_KAFKA_ACL_OPERATION_READ);
  const KafkaOptions stranger = Stranger(topic);
  EXPECT_THAT(RefusalOfGroups(stranger),
              AllOf(HasSubstr("as user stranger with mechanism PLAIN lacks the rights to Describe "
                              "and Read group docket-desk:"),
                    HasSubstr("--add --allow-principal User:stranger --operation Describe "
                              "--operation Read --group docket-desk`")));
  GrantGroup("docket-desk", RD_KAFKA_ACL_OPERATION_DESCRIBE);
  EXPECT_THAT(RefusalOfGroups(stranger), HasSubstr("Read group docket-desk:"));
  GrantGroup("docket-desk", RD_KAFKA_ACL_OPERATION_READ);
  EXPECT_THAT(RefusalOfGroups(stranger), HasSubstr("Read group docket-desk.position:"));
  GrantGroup("docket-desk.position", RD_KAFKA_ACL_OPERATION_DESCRIBE);
  EXPECT_THAT(RefusalOfGroups(stranger), HasSubstr("Read group docket-desk.position:"));
  GrantGroup("docket-desk.position", RD_KAFKA_ACL_OPERATION_READ);
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(RequireGroups(stranger, {"desk"}), absl::OkStatus());
  EXPECT_LT(std::chrono::steady_clock::now() - begun, stranger.connect_timeout)
      << "the brokers did not say so, the time was over";
}

TEST_F(KafkaRights, ToGroupsAreAskedForWithoutStoring) {
  const KafkaOptions options{.brokers = SecureBroker().address(),
                             .topics = {NewTopic(SecureBroker())}};
  ASSERT_EQ(RequireGroups(options, {"till"}), absl::OkStatus());
  auto log = KafkaEventLog::Open(options);
  ASSERT_TRUE(log.ok()) << log.status();
  OpenKafkaHome home(*std::move(log));
  EXPECT_EQ(LogAsker(home).Stored("till", {options.topics.front(), 0}), Positions::kNone);
}

// Rights that were taken away since the start.
TEST_F(KafkaRights, ToReadAreToldOnceByItsReader) {
  const TopicPartition place{NewTopic(SecureBroker()), 0};
  Grant(place.topic, RD_KAFKA_ACL_OPERATION_DESCRIBE);
  Grant(place.topic, RD_KAFKA_ACL_OPERATION_READ);
  Grant(place.topic, RD_KAFKA_ACL_OPERATION_WRITE);
  KafkaOptions options = Stranger(place.topic);
  std::promise<std::string> heard;
  std::atomic<int> count = 0;
  options.tell = [&](int /*level*/, std::string_view text) {
    if (text.find("reading " + ToText(place)) == std::string_view::npos) return;
    if (++count == 1) heard.set_value(std::string(text));
  };
  auto log = KafkaEventLog::Open(options);
  ASSERT_TRUE(log.ok()) << log.status();
  OpenKafkaHome home(*std::move(log));
  LogAsker asker(home);
  asker.Append(place, {{"key", "value", {}}});
  const Offset end = asker.End(place);
  EXPECT_FALSE(asker.Read(place, 0, end).empty());
  Revoke(RD_KAFKA_ACL_OPERATION_READ);
  std::future<std::string> text = heard.get_future();
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (text.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
    ASSERT_LT(std::chrono::steady_clock::now(), until) << "nobody was told";
    EXPECT_TRUE(std::holds_alternative<CaughtUp>(asker.log().Read(place, end, {})));
    std::this_thread::yield();
  }
  EXPECT_THAT(text.get(),
              AllOf(HasSubstr("stands still and is tried again"), HasSubstr("as user stranger"),
                    HasSubstr("lacks the right to Read topic " + place.topic)));
  Grant(place.topic, RD_KAFKA_ACL_OPERATION_READ);
  asker.Append(place, {{"key", "another", {}}});
  EXPECT_FALSE(asker.Read(place, end, asker.End(place)).empty());
  EXPECT_EQ(count, 1);
}

TEST_F(KafkaRights, ToAGroupAreToldOnceByItsMember) {
  const std::string topic = NewTopic(SecureBroker());
  Grant(topic, RD_KAFKA_ACL_OPERATION_READ);
  KafkaOptions options = Stranger(topic);
  std::promise<std::string> heard;
  std::atomic<int> count = 0;
  options.tell = [&](int /*level*/, std::string_view text) {
    if (text.find("group docket-lost") == std::string_view::npos) return;
    if (++count == 1) heard.set_value(std::string(text));
  };
  auto membership = KafkaMembership::Join(options, "docket-lost", topic);
  ASSERT_TRUE(membership.ok()) << membership.status();
  std::future<std::string> text = heard.get_future();
  ASSERT_EQ(text.wait_for(std::chrono::seconds(10)), std::future_status::ready);
  EXPECT_THAT(text.get(), HasSubstr("lacks the rights to Describe and Read group docket-lost:"));
  GrantGroup("docket-lost", RD_KAFKA_ACL_OPERATION_READ);
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while ((*membership)->Poll().empty() && std::chrono::steady_clock::now() < until) {
    std::this_thread::yield();
  }
  EXPECT_LT(std::chrono::steady_clock::now(), until) << "it did not join once it might";
  membership->reset();
  EXPECT_EQ(count, 1);
}

}  // namespace
}  // namespace docket::log
