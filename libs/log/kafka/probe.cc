#include "libs/log/kafka/probe.h"

#include <algorithm>
#include <set>
#include <utility>

#include "libs/log/kafka/contact.h"
#include "libs/log/kafka/errors.h"
#include "libs/log/record.h"

namespace docket::log::kafka {
namespace {

constexpr int kPollMillis = 100;

absl::Status NoSuchTopic(const KafkaOptions& options, const std::string& topic) {
  return FailedPrecondition("the cluster at " + options.brokers + " has no topic " + topic +
                            ": make Docket's topics by `docketctl topics ensure --kafka " +
                            options.brokers + "`");
}

absl::StatusOr<int32_t> AskCount(Contact& contact, const std::string& topic) {
  DOCKET_ASSIGN_OR_RETURN(const Metadata metadata, contact.AwaitTopic(topic));
  const rd_kafka_metadata_topic_t& there = metadata->topics[0];
  switch (there.err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR: return there.partition_cnt;
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART: return NoSuchTopic(contact.options(), topic);
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      return MayNot(contact.options(), "Describe", topic);
    default: return ToStatus(there.err, "asking for topic " + topic);
  }
}

// Reads the last record of partition 0 of each topic, or that there is none. A reader without the
// right to a topic would wait for ever and say nothing; this one is told.
absl::Status RequireReadable(Contact& contact, const std::vector<std::string>& topics) {
  Places places(rd_kafka_topic_partition_list_new(static_cast<int>(topics.size())));
  for (const std::string& topic : topics) {
    rd_kafka_topic_partition_list_add(places.get(), topic.c_str(), 0)->offset =
        RD_KAFKA_OFFSET_TAIL(1);
  }
  const Fault fault(rd_kafka_incremental_assign(contact.client(), places.get()));
  DOCKET_RETURN_IF_ERROR(ToStatus(fault, "reading the topics"));
  std::set<std::string> waiting(topics.begin(), topics.end());
  while (!waiting.empty()) {
    if (Contact::Clock::now() >= contact.until()) {
      return Unavailable("the brokers at " + contact.options().brokers + " give no record of " +
                         ToText({*waiting.begin(), 0}) +
                         ": see that the partition has a leader that can be reached");
    }
    const Fetched message(rd_kafka_consumer_poll(contact.client(), kPollMillis));
    if (message == nullptr || message->rkt == nullptr) continue;
    const std::string topic = rd_kafka_topic_name(message->rkt);
    if (message->err == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) {
      return MayNot(contact.options(), "Read", topic);
    }
    const bool answered = message->err == RD_KAFKA_RESP_ERR_NO_ERROR ||
                          message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF ||
                          message->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET;
    if (answered) waiting.erase(topic);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ClusterFacts> Probe(const KafkaOptions& options) {
  DOCKET_ASSIGN_OR_RETURN(Contact contact, Contact::Reach(options));
  ClusterFacts facts;
  facts.id = contact.cluster_id();
  for (const std::string& topic : options.topics) {
    DOCKET_ASSIGN_OR_RETURN(facts.partitions[topic], AskCount(contact, topic));
  }
  DOCKET_RETURN_IF_ERROR(RequireReadable(contact, options.topics));
  return facts;
}

}  // namespace docket::log::kafka
