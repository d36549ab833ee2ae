#include "libs/log/kafka/topics.h"

#include <algorithm>
#include <utility>

#include "libs/log/kafka/contact.h"
#include "libs/log/kafka/topic_requests.h"
#include "libs/log/kafka/write_right.h"
#include "libs/log/record.h"

namespace docket::log {
namespace {

using kafka::Contact;

std::vector<std::string> NamesOf(const std::vector<TopicSpec>& topics) {
  std::vector<std::string> names;
  for (const TopicSpec& topic : topics) names.push_back(topic.name);
  return names;
}

// One slot has one partition in all topics, so all have equally many: as the widest has, since that
// is what an operator meant.
int32_t CommonCount(const std::map<std::string, std::optional<TopicFacts>>& topics) {
  int32_t count = 1;
  for (const auto& [name, facts] : topics) {
    if (facts.has_value()) count = std::max(count, facts->partitions);
  }
  return count;
}

// A number, for it was compared with the least that is asked for.
int64_t RecordBytesMax(const TopicFacts& facts) {
  return std::stoll(facts.config.at("max.message.bytes"));
}

}  // namespace

absl::StatusOr<std::vector<std::string>> MakeMissingTopics(const KafkaOptions& options,
                                                           const std::vector<TopicSpec>& topics) {
  DOCKET_ASSIGN_OR_RETURN(Contact contact, Contact::Reach(options));
  return kafka::CreateTopics(contact, topics);
}

absl::StatusOr<std::map<std::string, std::optional<TopicFacts>>> DescribeTopics(
    const KafkaOptions& options, const std::vector<std::string>& names) {
  DOCKET_ASSIGN_OR_RETURN(Contact contact, Contact::Reach(options));
  return kafka::DescribeTopics(contact, names);
}

absl::StatusOr<std::vector<TopicDifference>> CheckTopics(const KafkaOptions& options,
                                                         const std::vector<TopicSpec>& topics) {
  DOCKET_ASSIGN_OR_RETURN(const auto there, DescribeTopics(options, NamesOf(topics)));
  std::vector<TopicDifference> all;
  for (const TopicSpec& topic : topics) {
    const auto found = DifferencesOf(topic, there.at(topic.name), options.brokers);
    all.insert(all.end(), found.begin(), found.end());
  }
  return all;
}

absl::Status RequireTopics(const KafkaOptions& options, int32_t replication) {
  DOCKET_ASSIGN_OR_RETURN(Contact contact, Contact::Reach(options));
  DOCKET_ASSIGN_OR_RETURN(const auto there, kafka::DescribeTopics(contact, options.topics));
  const int32_t partitions = CommonCount(there);
  std::string told;
  for (const auto& [name, facts] : there) {
    const TopicSpec topic = DocketTopic(name, HasOnePartition(name) ? 1 : partitions, replication);
    for (const TopicDifference& difference : DifferencesOf(topic, facts, options.brokers)) {
      told += (told.empty() ? "" : "\n") + ToText(difference);
    }
  }
  if (!told.empty()) return FailedPrecondition(told);
  std::map<std::string, int64_t> record_bytes_max;
  for (const auto& [name, facts] : there) {
    record_bytes_max[name] = RecordBytesMax(*facts);
  }
  return kafka::RequireWritable(contact, record_bytes_max);
}

}  // namespace docket::log
