// Records that cannot be read, in the files of a real broker.

#include <fstream>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/log/kafka/kafka_event_log.h"
#include "libs/log/kafka/kafka_home_test.h"
#include "libs/log/kafka/topics.h"
#include "libs/testing/kafka_broker.h"
#include "libs/testing/log_asker.h"

namespace docket::log {
namespace {

using ::testing::HasSubstr;
using testing::LogAsker;
using testing::OpenKafkaHome;

// In a batch of records, as Kafka keeps it.
constexpr std::streamoff kMagicAt = 16;
constexpr std::streamoff kLastByte = -1;

class KafkaDamage : public ::testing::Test {
 protected:
  // A topic with three batches, and nobody who has read them.
  void SetUp() override {
    static int last = 0;
    place_ = {"docket.damage" + std::to_string(++last) + ".events.v1", 0};
    const KafkaOptions options{.brokers = testing::SharedBroker(1).address(),
                               .topics = {place_.topic}};
    const auto made = MakeMissingTopics(options, {DocketTopic(place_.topic, 1, 1)});
    ASSERT_TRUE(made.ok()) << made.status();
    auto log = KafkaEventLog::Open(options);
    ASSERT_TRUE(log.ok()) << log.status();
    home_ = std::make_unique<OpenKafkaHome>(*std::move(log));
    LogAsker asker(*home_);
    for (const char* const value : {"first", "second", "third"}) {
      begins_.push_back(Bytes());
      asker.Append(place_, {{"key", value, {}}});
    }
    begins_.push_back(Bytes());
    ASSERT_EQ(asker.End(place_), 3) << "a copy stands twice, which these tests cannot judge";
  }

  // Changes one byte of the second batch, counted from its beginning, or from its end if below 0.
  void DamageSecond(std::streamoff at) {
    std::fstream file(LogFile(), std::ios::in | std::ios::out | std::ios::binary);
    const std::streamoff where = (at < 0 ? begins_[2] : begins_[1]) + at;
    file.seekg(where);
    const int byte = file.get();
    file.seekp(where);
    file.put(static_cast<char>(byte ^ 1));
    ASSERT_TRUE(file.flush().good());
  }

  // The first is given, and again and again the second is not.
  void ExpectSecondIsRefused(const std::string& why) {
    LogAsker asker(*home_);
    ASSERT_EQ(asker.Read(place_, 0, 1).size(), 1u);
    for (int time = 0; time < 2; ++time) {
      const ReadResult second = asker.ReadOnce(place_, 1, {});
      const auto* const damaged = std::get_if<ReadDamaged>(&second);
      ASSERT_NE(damaged, nullptr) << "records were passed over, or nothing was said";
      EXPECT_EQ(damaged->status.code(), absl::StatusCode::kDataLoss);
      EXPECT_THAT(std::string(Message(damaged->status)), HasSubstr(why));
    }
    EXPECT_EQ(asker.Read(place_, 2, 3).size(), 1u) << "what stands behind it can be read";
  }

 private:
  std::string LogFile() const { return testing::SharedBroker(1).LogFile(1, ToText(place_)); }
  std::streamoff Bytes() const {
    return std::ifstream(LogFile(), std::ios::ate | std::ios::binary).tellg();
  }

  TopicPartition place_;
  std::unique_ptr<OpenKafkaHome> home_;
  std::vector<std::streamoff> begins_;
};

TEST_F(KafkaDamage, OfARecordIsToldAndNotPassedOver) {
  DamageSecond(kLastByte);
  ExpectSecondIsRefused("offset 1 is damaged");
}

TEST_F(KafkaDamage, OfTheFormatIsToldAndNotPassedOver) {
  DamageSecond(kMagicAt);
  ExpectSecondIsRefused("offset 1 is damaged");
}

}  // namespace
}  // namespace docket::log
