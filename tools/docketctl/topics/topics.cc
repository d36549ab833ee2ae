#include "tools/docketctl/topics/topics.h"

#include <algorithm>
#include <utility>

#include "libs/log/kafka/properties.h"
#include "libs/log/kafka/topics.h"

namespace docket::docketctl {
namespace {

absl::StatusOr<log::KafkaOptions> KafkaOptionsOf(const TopicsOptions& options) {
  log::KafkaOptions kafka;
  kafka.brokers = options.kafka;
  kafka.client_id = "docketctl";
  kafka.connect_timeout = options.timeout;
  if (!options.kafka_config.empty()) {
    DOCKET_ASSIGN_OR_RETURN(kafka.settings, log::ReadProperties(options.kafka_config));
  }
  return kafka;
}

absl::StatusOr<std::vector<TopicState>> Look(const log::KafkaOptions& kafka,
                                             const std::vector<log::TopicSpec>& specs) {
  std::vector<std::string> names;
  for (const log::TopicSpec& spec : specs) names.push_back(spec.name);
  DOCKET_ASSIGN_OR_RETURN(const auto there, log::DescribeTopics(kafka, names));
  std::vector<TopicState> states;
  for (const log::TopicSpec& spec : specs) {
    const std::optional<log::TopicFacts>& facts = there.at(spec.name);
    TopicState state;
    state.name = spec.name;
    state.there = facts.has_value();
    state.partitions = facts.has_value() ? facts->partitions : 0;
    state.replication = facts.has_value() ? facts->replication : 0;
    state.differences = log::DifferencesOf(spec, facts, kafka.brokers);
    states.push_back(std::move(state));
  }
  return states;
}

}  // namespace

absl::StatusOr<std::vector<TopicState>> EnsureTopics(const TopicsOptions& options) {
  DOCKET_ASSIGN_OR_RETURN(const auto specs, LoadTopics(options.file, options.overrides));
  DOCKET_ASSIGN_OR_RETURN(const log::KafkaOptions kafka, KafkaOptionsOf(options));
  DOCKET_ASSIGN_OR_RETURN(const auto made, log::MakeMissingTopics(kafka, specs));
  DOCKET_ASSIGN_OR_RETURN(std::vector<TopicState> states, Look(kafka, specs));
  for (TopicState& state : states) state.made = std::ranges::count(made, state.name) > 0;
  return states;
}

absl::StatusOr<std::vector<TopicState>> CheckTopics(const TopicsOptions& options) {
  DOCKET_ASSIGN_OR_RETURN(const auto specs, LoadTopics(options.file, options.overrides));
  DOCKET_ASSIGN_OR_RETURN(const log::KafkaOptions kafka, KafkaOptionsOf(options));
  return Look(kafka, specs);
}

}  // namespace docket::docketctl
