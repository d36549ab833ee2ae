#pragma once

// What the bare Kafka programs share: a client or the end of the program, and a topic of their own,
// so that nobody folds what is no commit.

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include <librdkafka/rdkafka.h>

namespace docket::bench {

inline constexpr char kBareTopic[] = "bench.bare";
inline constexpr int kWaitMillis = 30'000;
inline constexpr int32_t kPartitions = 4;

[[noreturn]] inline void Fail(const std::string& what) {
  std::cerr << "bench: " << what << '\n';
  std::exit(1);
}

using Settings = std::vector<std::pair<std::string, std::string>>;

// `settings` come after those that every client has. `prepare` may add what is no text.
template <typename Prepare>
rd_kafka_t* NewClient(rd_kafka_type_t type, const std::string& brokers, const Settings& settings,
                      Prepare prepare) {
  rd_kafka_conf_t* const conf = rd_kafka_conf_new();
  char why[256];
  const auto set = [&](const std::string& name, const std::string& value) {
    if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why, sizeof(why)) !=
        RD_KAFKA_CONF_OK) {
      Fail(why);
    }
  };
  set("bootstrap.servers", brokers);
  set("socket.nagle.disable", "true");
  for (const auto& [name, value] : settings) set(name, value);
  prepare(conf);
  rd_kafka_t* const client = rd_kafka_new(type, conf, why, sizeof(why));
  if (client == nullptr) Fail(why);
  return client;
}

// As Docket produces.
inline rd_kafka_t* NewProducer(const std::string& brokers) {
  return NewClient(
      RD_KAFKA_PRODUCER, brokers,
      {{"enable.idempotence", "true"},
       {"acks", "all"},
       {"linger.ms", "0"},
       {"compression.type", "lz4"}},
      [](rd_kafka_conf_t* conf) { rd_kafka_conf_set_events(conf, RD_KAFKA_EVENT_DR); });
}

// Unless it is there.
inline void MakeBareTopic(rd_kafka_t* client) {
  char why[256];
  rd_kafka_NewTopic_t* topic = rd_kafka_NewTopic_new(kBareTopic, kPartitions, 1, why, sizeof(why));
  rd_kafka_queue_t* const queue = rd_kafka_queue_new(client);
  rd_kafka_CreateTopics(client, &topic, 1, nullptr, queue);
  rd_kafka_event_t* const event = rd_kafka_queue_poll(queue, kWaitMillis);
  const rd_kafka_CreateTopics_result_t* const result = rd_kafka_event_CreateTopics_result(event);
  if (result == nullptr) Fail("the cluster did not answer");
  size_t count = 0;
  const rd_kafka_topic_result_t* const made =
      rd_kafka_CreateTopics_result_topics(result, &count)[0];
  const rd_kafka_resp_err_t code = rd_kafka_topic_result_error(made);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR && code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
    Fail(rd_kafka_topic_result_error_string(made));
  }
  rd_kafka_event_destroy(event);
  rd_kafka_queue_destroy(queue);
  rd_kafka_NewTopic_destroy(topic);
}

// Of the bare topic; the value is copied. `opaque` comes back with the report.
inline void ProduceOne(rd_kafka_t* client, int32_t partition, const std::string& value,
                       void* opaque) {
  const rd_kafka_resp_err_t code =
      rd_kafka_producev(client, RD_KAFKA_V_TOPIC(kBareTopic), RD_KAFKA_V_PARTITION(partition),
                        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                        RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()),
                        RD_KAFKA_V_OPAQUE(opaque), RD_KAFKA_V_END);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) Fail(rd_kafka_err2str(code));
}

}  // namespace docket::bench
