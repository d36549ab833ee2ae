#include "libs/log/kafka/topic_differences.h"

namespace docket::log {
namespace {

std::string Command(const std::string& program, std::string_view brokers, const std::string& rest) {
  return "`" + program + " --bootstrap-server " + std::string(brokers) + " " + rest + "`";
}

std::string Ensure(std::string_view brokers) {
  return "`docketctl topics ensure --kafka " + std::string(brokers) + "`";
}

// Slots are spread over partitions by their number, so that adding some would leave tickets where
// nobody looks for them.
std::string MendPartitions(const TopicSpec& spec, const TopicFacts& there,
                           std::string_view brokers) {
  return "the number is fixed once a topic holds records: say --partitions " +
         std::to_string(there.partitions) +
         " if it is meant so; if nothing is in it, remove it by " +
         Command("kafka-topics.sh", brokers, "--delete --topic " + spec.name) +
         " and make it anew by " + Ensure(brokers);
}

std::string MendReplication(std::string_view brokers) {
  return "give each partition more brokers by " +
         Command("kafka-reassign-partitions.sh", brokers,
                 "--reassignment-json-file FILE --execute") +
         "; for a cluster that is for development only, say --replication 1";
}

std::string MendSetting(const TopicSpec& spec, const std::string& name, const std::string& must,
                        std::string_view brokers) {
  return "mend it by " + Command("kafka-configs.sh", brokers,
                                 "--alter --entity-type topics --entity-name " + spec.name +
                                     " --add-config " + name + "=" + must);
}

}  // namespace

std::string ToText(const TopicDifference& difference) {
  if (difference.what == "topic") {
    return "topic " + difference.topic + " is not there; " + difference.mend;
  }
  return "topic " + difference.topic + ": " + difference.what + " is " + difference.is +
         " but must be " + difference.must + "; " + difference.mend;
}

std::vector<TopicDifference> DifferencesOf(const TopicSpec& spec,
                                           const std::optional<TopicFacts>& there,
                                           std::string_view brokers) {
  if (!there.has_value()) {
    return {{spec.name, "topic", "absent", "there", "make it by " + Ensure(brokers)}};
  }
  std::vector<TopicDifference> found;
  if (there->partitions != spec.partitions) {
    found.push_back({spec.name, "partitions", std::to_string(there->partitions),
                     std::to_string(spec.partitions), MendPartitions(spec, *there, brokers)});
  }
  if (there->replication < spec.replication) {
    found.push_back({spec.name, "replication", std::to_string(there->replication),
                     "at least " + std::to_string(spec.replication), MendReplication(brokers)});
  }
  for (const auto& [name, must] : spec.config) {
    const auto is = there->config.find(name);
    const std::string value = is == there->config.end() ? "unknown to the cluster" : is->second;
    if (Satisfies(name, value, must)) continue;
    found.push_back(
        {spec.name, name, value, InWords(name, must), MendSetting(spec, name, must, brokers)});
  }
  return found;
}

}  // namespace docket::log
