#include "tools/docketctl/topics/topics.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include "libs/log/kafka/properties.h"
#include "libs/log/kafka/topics.h"

namespace docket::docketctl {
namespace {

// HOST:PORT, or HOST for the port that Kafka usually has.
bool IsBroker(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (text.find_first_of(" \t;") != text.npos) return false;
  if (colon == text.npos) return !text.empty();
  const std::string_view digits = text.substr(colon + 1);
  int port = 0;
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), port);
  return colon > 0 && error == std::errc() && end == digits.end() && port > 0 && port <= 65535;
}

// The client would look for such a broker until its time is over, and then say no more than that.
absl::Status CheckBrokers(std::string_view brokers) {
  for (size_t begin = 0; begin <= brokers.size();) {
    const size_t end = std::min(brokers.find(',', begin), brokers.size());
    if (!IsBroker(brokers.substr(begin, end - begin))) {
      return InvalidArgument("'" + std::string(brokers) +
                             "' does not name the brokers: give --kafka HOST:PORT of one or more, "
                             "with commas between");
    }
    begin = end + 1;
  }
  return absl::OkStatus();
}

absl::StatusOr<log::KafkaOptions> KafkaOptionsOf(const TopicsOptions& options) {
  DOCKET_RETURN_IF_ERROR(CheckBrokers(options.kafka));
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
