#include "libs/log/kafka/topics.h"

#include <array>
#include <utility>

#include "libs/log/kafka/errors.h"
#include "libs/log/kafka/handles.h"
#include "libs/log/kafka/settings.h"

namespace docket::log {
namespace {

using namespace kafka;  // NOLINT(google-build-using-namespace): the adapter's own.

constexpr int kTimeoutMillis = 20'000;

using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, Destroyer<rd_kafka_NewTopic_destroy>>;

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

}  // namespace

absl::StatusOr<std::vector<std::string>> MakeMissingTopics(const KafkaOptions& options,
                                                           const std::vector<TopicSpec>& topics) {
  DOCKET_ASSIGN_OR_RETURN(Conf conf, MakeConf(options, Role::kProducer, {}));
  DOCKET_ASSIGN_OR_RETURN(const Client client, MakeClient(std::move(conf), Role::kProducer));
  std::vector<NewTopic> made;
  std::vector<rd_kafka_NewTopic_t*> asked;
  for (const TopicSpec& topic : topics) {
    DOCKET_ASSIGN_OR_RETURN(NewTopic one, ToNewTopic(topic));
    asked.push_back(one.get());
    made.push_back(std::move(one));
  }
  const AdminOptions admin(rd_kafka_AdminOptions_new(client.get(), RD_KAFKA_ADMIN_OP_CREATETOPICS));
  rd_kafka_AdminOptions_set_operation_timeout(admin.get(), kTimeoutMillis, nullptr, 0);
  const Queue results(rd_kafka_queue_new(client.get()));
  rd_kafka_CreateTopics(client.get(), asked.data(), asked.size(), admin.get(), results.get());
  const Event event(rd_kafka_queue_poll(results.get(), 2 * kTimeoutMillis));
  if (event == nullptr) return Unavailable("making topics: Kafka gave no answer");
  if (const rd_kafka_resp_err_t code = rd_kafka_event_error(event.get())) {
    return ToStatus(code, "making topics");
  }
  size_t count = 0;
  const rd_kafka_topic_result_t** const answers =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  std::vector<std::string> names;
  for (size_t i = 0; i < count; ++i) {
    const rd_kafka_resp_err_t code = rd_kafka_topic_result_error(answers[i]);
    if (code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) continue;
    const std::string name = rd_kafka_topic_result_name(answers[i]);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return ToStatus(code, "making topic " + name);
    names.push_back(name);
  }
  return names;
}

}  // namespace docket::log
