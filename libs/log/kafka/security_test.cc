// The ways into a real cluster that demands one, and what is said to who has none.

#include <array>
#include <chrono>
#include <fstream>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>
#include <unistd.h>

#include "libs/log/kafka/kafka_home_test.h"
#include "libs/log/kafka/properties.h"
#include "libs/log/kafka/secure_broker_test.h"
#include "libs/log/kafka/topics.h"
#include "libs/testing/child_process.h"
#include "libs/testing/kafka_broker.h"
#include "libs/testing/log_asker.h"
#include "libs/testing/scratch_directory.h"

namespace docket::log {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::KafkaBroker;
using testing::LogAsker;
using ::testing::Not;
using testing::OpenKafkaHome;

using Settings = std::map<std::string, std::string>;

constexpr std::chrono::milliseconds kPatience{3000};
// How much later than its deadline an answer may come: what librdkafka takes to end a client.
constexpr std::chrono::milliseconds kLate{2000};
constexpr int kScramOfNewBrokers = 0x02060100;  // librdkafka 2.6.1.

KafkaBroker& OldBroker() {
  static KafkaBroker broker({.version = "3.9", .secure = true});
  return broker;
}

// The log is opened by that door, appends, and reads back.
void ExpectServes(const KafkaBroker& broker, const std::string& listener) {
  KafkaOptions options = OptionsOf(broker, listener);
  options.topics = {NewTopic(broker)};
  ASSERT_EQ(RequireTopics(options, 1), absl::OkStatus());
  auto log = KafkaEventLog::Open(options);
  ASSERT_TRUE(log.ok()) << log.status();
  OpenKafkaHome home(*std::move(log));
  LogAsker asker(home);
  const TopicPartition place{options.topics.front(), 0};
  const std::vector<Offset> offsets = asker.Append(place, {{"key", "value", {}}});
  ASSERT_EQ(offsets.size(), 1u);
  const std::vector<LogRecord> records = asker.ReadAll(place);
  ASSERT_FALSE(records.empty());
  EXPECT_EQ(records.front().record, (Record{"key", "value", {}}));
}

TEST(KafkaSecurity, ServesOverTls) { ExpectServes(SecureBroker(), "tls"); }
TEST(KafkaSecurity, ServesOverTlsWithACertificateOfOurOwn) {
  ExpectServes(SecureBroker(), "mutual_tls");
}
TEST(KafkaSecurity, ServesAUserByPlainOverTls) { ExpectServes(SecureBroker(), "sasl_plain"); }
TEST(KafkaSecurity, ServesAUserByScramOfAnOldBroker) { ExpectServes(OldBroker(), "sasl_scram"); }

TEST(KafkaSecurity, SaysThatScramOfANewBrokerNeedsANewerClient) {
  KafkaOptions options = OptionsOf(SecureBroker(), "sasl_scram");
  options.topics = {NewTopic(SecureBroker())};
  const auto log = KafkaEventLog::Open(options);
  if (rd_kafka_version() >= kScramOfNewBrokers) {
    EXPECT_TRUE(log.ok()) << log.status();
    return;
  }
  EXPECT_EQ(log.status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(Message(log.status())),
              AllOf(HasSubstr("as user docket with mechanism SCRAM-SHA-512"),
                    HasSubstr("brokers from 4.0 on refuse SCRAM of librdkafka before 2.6.1"),
                    HasSubstr("use PLAIN over TLS or client certificates")));
}

// One wrong way in, and what has to be said about it.
struct WrongWay {
  std::string name;
  KafkaOptions options;
  absl::StatusCode code;
  std::vector<std::string> said;
};

class WrongWays {
 public:
  // The options of `listener` with `changed` settings; an empty value removes one.
  void Add(const std::string& name, const std::string& listener, const Settings& changed,
           absl::StatusCode code, std::vector<std::string> said) {
    KafkaOptions options = OptionsOf(SecureBroker(), listener);
    for (const auto& [setting, value] : changed) {
      options.settings.erase(setting);
      if (!value.empty()) options.settings[setting] = value;
    }
    options.connect_timeout = kPatience;
    ways_.push_back({name, std::move(options), code, std::move(said)});
  }
  void At(const std::string& address) { ways_.back().options.brokers = address; }

  // All at once, for each takes as long as nobody answers.
  void Expect() const {
    std::vector<std::future<absl::Status>> answers;
    const auto begun = std::chrono::steady_clock::now();
    for (const WrongWay& way : ways_) {
      answers.push_back(std::async(std::launch::async,
                                   [&way] { return KafkaEventLog::Open(way.options).status(); }));
    }
    for (size_t i = 0; i < ways_.size(); ++i) ExpectAnswer(ways_[i], answers[i].get());
    EXPECT_LT(std::chrono::steady_clock::now() - begun, kPatience + kLate);
  }

 private:
  static void ExpectAnswer(const WrongWay& way, const absl::Status& answer) {
    EXPECT_EQ(answer.code(), way.code) << way.name << ": " << answer;
    const std::string text(Message(answer));
    EXPECT_THAT(text, HasSubstr(way.options.brokers)) << way.name;
    for (const std::string& part : way.said) EXPECT_THAT(text, HasSubstr(part)) << way.name;
    const auto password = way.options.settings.find("sasl.password");
    if (password == way.options.settings.end()) return;
    EXPECT_THAT(text, Not(HasSubstr(password->second))) << way.name;
  }

  std::vector<WrongWay> ways_;
};

TEST(KafkaSecurity, SaysWhoIsRefusedAndWhatToCheck) {
  constexpr auto kRefused = absl::StatusCode::kPermissionDenied;
  WrongWays ways;
  ways.Add("wrong password", "sasl_plain", {{"sasl.password", "mistaken"}}, kRefused,
           {"SASL_SSL as user docket with mechanism PLAIN", "Invalid username or password",
            "check sasl.username and sasl.password"});
  ways.Add("wrong user", "sasl_plain", {{"sasl.username", "nobody"}}, kRefused,
           {"as user nobody with mechanism PLAIN", "check sasl.username and sasl.password"});
  ways.Add("mechanism that is off", "sasl_plain", {{"sasl.mechanism", "SCRAM-SHA-512"}}, kRefused,
           {"with mechanism SCRAM-SHA-512", "supported mechanisms: PLAIN", "set sasl.mechanism"});
  ways.Add("a user where none is asked for", "sasl_plain", {}, kRefused,
           {"this listener asks for no user"});
  ways.At(SecureBroker().listener("tls").address);
  ways.Add("no certificate", "mutual_tls",
           {{"ssl.certificate.location", ""}, {"ssl.key.location", ""}}, kRefused,
           {"SSL without a client certificate", "check ssl.certificate.location"});
  ways.Expect();
}

TEST(KafkaSecurity, SaysWhoDoesNotAnswerAndWhatToCheck) {
  constexpr auto kSilent = absl::StatusCode::kUnavailable;
  WrongWays ways;
  ways.Add("unknown authority", "tls",
           {{"ssl.ca.location", SecureBroker().TlsFile("stranger.pem")}}, kSilent,
           {"certificate that we cannot trust", "set ssl.ca.location"});
  ways.Add("plain text to TLS", "plaintext", {}, kSilent,
           {"called by PLAINTEXT", "security.protocol"});
  ways.At(SecureBroker().listener("tls").address);
  ways.Add("TLS to plain text", "tls", {}, kSilent, {"called by SSL", "security.protocol"});
  ways.At(SecureBroker().listener("plaintext").address);
  // What librdkafka hears of it depends on which side closes first, so the advice is always ours.
  ways.Add("no user where one is asked for", "tls", {}, kSilent,
           {"security.protocol", "SASL_SSL where it asks for a user"});
  ways.At(SecureBroker().listener("sasl_plain").address);
  ways.Add("nobody there", "plaintext", {}, kSilent,
           {"Connection refused", "that Kafka runs there"});
  ways.At("127.0.0.1:1");
  ways.Add("no such host", "plaintext", {}, kSilent, {"Failed to resolve", "check the address"});
  ways.At("no-such-host.invalid:9092");
  ways.Expect();
}

TEST(KafkaSecurity, AnswersARefusalWithoutWaitingOn) {
  KafkaOptions options = OptionsOf(SecureBroker(), "sasl_plain");
  options.settings["sasl.password"] = "mistaken";
  options.connect_timeout = std::chrono::minutes(1);
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(KafkaEventLog::Open(options).status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(10));
}

TEST(KafkaSecurity, NamesAFileOfACertificateThatIsNotThere) {
  KafkaOptions options = OptionsOf(SecureBroker(), "tls");
  options.settings["ssl.ca.location"] = "/nowhere/ca.pem";
  const auto log = KafkaEventLog::Open(options);
  EXPECT_EQ(log.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(Message(log.status())), HasSubstr("ssl.ca.location"));
}

// One file serves Docket and kcat alike.
TEST(KafkaSecurity, TakesAFileThatKcatTakes) {
  const testing::ScratchDirectory folder;
  const testing::KafkaListener& door = SecureBroker().listener("sasl_plain");
  std::ofstream file(folder / "kafka.properties");
  file << "# for docket and kcat\n\n";
  for (const auto& [name, value] : door.settings) file << name << '=' << value << '\n';
  file.close();
  const auto settings = ReadProperties(folder / "kafka.properties");
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_EQ(*settings, door.settings);
  if (access("/usr/bin/kcat", X_OK) != 0) GTEST_SKIP() << "kcat is not installed";
  testing::ChildProcess kcat(
      {"/usr/bin/kcat", "-F", folder / "kafka.properties", "-b", door.address, "-L", "-J"});
  EXPECT_THAT(kcat.ReadAll(), HasSubstr(door.address));
  EXPECT_EQ(kcat.Wait(), 0);
}

}  // namespace
}  // namespace docket::log
