#pragma once

// What an operator may do to a topic by mistake: give it more partitions.

#include <array>
#include <string>

#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>

#include "libs/log/kafka/handles.h"
#include "libs/log/kafka/settings.h"

namespace docket::log {

// Has `topic` have `partitions` of them, more than before.
inline void GrowTopic(const KafkaOptions& options, const std::string& topic, size_t partitions) {
  auto conf = kafka::MakeConf(options, kafka::Role::kProducer, {});
  ASSERT_TRUE(conf.ok()) << conf.status();
  auto client = kafka::MakeClient(*std::move(conf), kafka::Role::kProducer);
  ASSERT_TRUE(client.ok()) << client.status();
  const kafka::Queue answers(rd_kafka_queue_new(client->get()));
  std::array<char, 512> reason{};
  rd_kafka_NewPartitions_t* grown =
      rd_kafka_NewPartitions_new(topic.c_str(), partitions, reason.data(), reason.size());
  ASSERT_NE(grown, nullptr) << reason.data();
  rd_kafka_CreatePartitions(client->get(), &grown, 1, nullptr, answers.get());
  rd_kafka_NewPartitions_destroy(grown);
  const kafka::Event event(rd_kafka_queue_poll(answers.get(), 30'000));
  ASSERT_NE(event, nullptr);
  size_t count = 0;
  const rd_kafka_topic_result_t** const results = rd_kafka_CreatePartitions_result_topics(
      rd_kafka_event_CreatePartitions_result(event.get()), &count);
  ASSERT_EQ(count, 1u);
  ASSERT_EQ(rd_kafka_topic_result_error(results[0]), RD_KAFKA_RESP_ERR_NO_ERROR)
      << rd_kafka_topic_result_error_string(results[0]);
}

}  // namespace docket::log
