#include "libs/log/kafka/topic_requests.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "libs/log/kafka/errors.h"

namespace docket::log::kafka {
namespace {

using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, Destroyer<rd_kafka_NewTopic_destroy>>;
using ConfigResource =
    std::unique_ptr<rd_kafka_ConfigResource_t, Destroyer<rd_kafka_ConfigResource_destroy>>;

// Puts one question to the brokers by `ask` and waits for its answer.
template <typename Ask>
absl::StatusOr<Event> Await(Contact& contact, rd_kafka_admin_op_t operation,
                            const std::string& doing, const Ask& ask) {
  const AdminOptions options(rd_kafka_AdminOptions_new(contact.client(), operation));
  std::array<char, 512> reason{};
  rd_kafka_AdminOptions_set_request_timeout(options.get(), contact.MillisLeft(), reason.data(),
                                            reason.size());
  const Queue results(rd_kafka_queue_new(contact.client()));
  ask(options.get(), results.get());
  // librdkafka itself answers when the time is over.
  Event event(rd_kafka_queue_poll(results.get(), -1));
  if (const rd_kafka_resp_err_t code = rd_kafka_event_error(event.get())) {
    return ToStatus(code, doing);
  }
  return event;
}

absl::StatusOr<NewTopic> ToNewTopic(const TopicSpec& topic) {
  std::array<char, 512> reason{};
  NewTopic made(rd_kafka_NewTopic_new(topic.name.c_str(), topic.partitions, topic.replication,
                                      reason.data(), reason.size()));
  if (made == nullptr) return InvalidArgument("topic " + topic.name + ": " + reason.data());
  for (const auto& [name, value] : topic.config) {
    rd_kafka_NewTopic_set_config(made.get(), name.c_str(), value.c_str());
  }
  return made;
}

absl::Status NotMade(const Contact& contact, const rd_kafka_topic_result_t* answer) {
  const std::string topic = rd_kafka_topic_result_name(answer);
  const rd_kafka_resp_err_t code = rd_kafka_topic_result_error(answer);
  const char* const text = rd_kafka_topic_result_error_string(answer);
  const std::string said = text == nullptr ? rd_kafka_err2str(code) : text;
  switch (code) {
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
      return MayNot(contact.options(), "Create", topic);
    case RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR:
      return FailedPrecondition("making topic " + topic + ": Kafka says " + said +
                                " Add brokers to the cluster; if it is for development only, say "
                                "--replication 1");
    default: return Annotate(ToStatus(code, "making topic " + topic), said);
  }
}

absl::StatusOr<TopicFacts> FactsOf(const rd_kafka_metadata_topic_t& topic) {
  TopicFacts facts{topic.partition_cnt, std::numeric_limits<int32_t>::max(), {}};
  for (int i = 0; i < topic.partition_cnt; ++i) {
    facts.replication = std::min(facts.replication, topic.partitions[i].replica_cnt);
  }
  return facts;
}

// None where there is no such topic.
absl::StatusOr<std::optional<TopicFacts>> AskFacts(Contact& contact, const std::string& name) {
  DOCKET_ASSIGN_OR_RETURN(const Metadata metadata, contact.AwaitTopic(name));
  const rd_kafka_metadata_topic_t& topic = metadata->topics[0];
  switch (topic.err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR: return FactsOf(topic);
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART: return std::nullopt;
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      return MayNot(contact.options(), "Describe", name);
    default: return ToStatus(topic.err, "asking for topic " + name);
  }
}

std::map<std::string, std::string> ConfigOf(const rd_kafka_ConfigResource_t* resource) {
  size_t count = 0;
  const rd_kafka_ConfigEntry_t** const entries = rd_kafka_ConfigResource_configs(resource, &count);
  std::map<std::string, std::string> config;
  for (size_t i = 0; i < count; ++i) {
    const char* const value = rd_kafka_ConfigEntry_value(entries[i]);
    config[rd_kafka_ConfigEntry_name(entries[i])] = value == nullptr ? "" : value;
  }
  return config;
}

// Fills in the settings of those that are there.
absl::Status AskConfigs(Contact& contact,
                        std::map<std::string, std::optional<TopicFacts>>& topics) {
  std::vector<ConfigResource> made;
  std::vector<rd_kafka_ConfigResource_t*> asked;
  for (const auto& [name, facts] : topics) {
    if (!facts.has_value()) continue;
    made.emplace_back(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name.c_str()));
    asked.push_back(made.back().get());
  }
  if (asked.empty()) return absl::OkStatus();
  DOCKET_ASSIGN_OR_RETURN(
      const Event event,
      Await(contact, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, "asking for the settings of topics",
            [&](const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* results) {
              rd_kafka_DescribeConfigs(contact.client(), asked.data(), asked.size(), options,
                                       results);
            }));
  size_t count = 0;
  const rd_kafka_ConfigResource_t** const answers = rd_kafka_DescribeConfigs_result_resources(
      rd_kafka_event_DescribeConfigs_result(event.get()), &count);
  for (size_t i = 0; i < count; ++i) {
    const std::string name = rd_kafka_ConfigResource_name(answers[i]);
    const rd_kafka_resp_err_t code = rd_kafka_ConfigResource_error(answers[i]);
    if (code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) {
      return MayNot(contact.options(), "DescribeConfigs", name);
    }
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return ToStatus(code, "asking for the settings of topic " + name);
    }
    topics.at(name)->config = ConfigOf(answers[i]);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<std::string>> CreateTopics(Contact& contact,
                                                      const std::vector<TopicSpec>& topics) {
  std::vector<NewTopic> made;
  std::vector<rd_kafka_NewTopic_t*> asked;
  for (const TopicSpec& topic : topics) {
    DOCKET_ASSIGN_OR_RETURN(const Metadata metadata, contact.AskTopic(topic.name));
    // Who may not see it, may make it or not: that is told by the answer.
    if (metadata->topics[0].err == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    DOCKET_ASSIGN_OR_RETURN(NewTopic one, ToNewTopic(topic));
    asked.push_back(one.get());
    made.push_back(std::move(one));
  }
  if (asked.empty()) return std::vector<std::string>();
  DOCKET_ASSIGN_OR_RETURN(
      const Event event,
      Await(contact, RD_KAFKA_ADMIN_OP_CREATETOPICS, "making topics",
            [&](const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* results) {
              rd_kafka_CreateTopics(contact.client(), asked.data(), asked.size(), options, results);
            }));
  size_t count = 0;
  const rd_kafka_topic_result_t** const answers =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  std::vector<std::string> names;
  for (size_t i = 0; i < count; ++i) {
    const rd_kafka_resp_err_t code = rd_kafka_topic_result_error(answers[i]);
    if (code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) continue;  // Another was faster.
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return NotMade(contact, answers[i]);
    names.emplace_back(rd_kafka_topic_result_name(answers[i]));
  }
  return names;
}

absl::StatusOr<std::map<std::string, std::optional<TopicFacts>>> DescribeTopics(
    Contact& contact, const std::vector<std::string>& names) {
  std::map<std::string, std::optional<TopicFacts>> topics;
  for (const std::string& name : names) {
    DOCKET_ASSIGN_OR_RETURN(topics[name], AskFacts(contact, name));
  }
  DOCKET_RETURN_IF_ERROR(AskConfigs(contact, topics));
  return topics;
}

}  // namespace docket::log::kafka
