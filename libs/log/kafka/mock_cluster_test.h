#pragma once

// Librdkafka's own fake of a cluster, for faults that a real broker does not give on demand. It
// shows what our code does about an answer; that brokers answer so is shown by a real one.

#include <string>

#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include "libs/log/kafka/handles.h"

namespace docket::log {

class MockCluster {
 public:
  // Brokers are numbered from 1.
  explicit MockCluster(int brokers)
      : owner_(rd_kafka_new(RD_KAFKA_PRODUCER, Silent(), nullptr, 0)),
        cluster_(rd_kafka_mock_cluster_new(owner_.get(), brokers)) {}
  ~MockCluster() { rd_kafka_mock_cluster_destroy(cluster_); }
  MockCluster(const MockCluster&) = delete;
  MockCluster& operator=(const MockCluster&) = delete;

  std::string address() const { return rd_kafka_mock_cluster_bootstraps(cluster_); }
  rd_kafka_mock_cluster_t* get() const { return cluster_; }

  void MakeTopic(const std::string& topic, int partitions) {
    EXPECT_EQ(rd_kafka_mock_topic_create(cluster_, topic.c_str(), partitions, 1),
              RD_KAFKA_RESP_ERR_NO_ERROR);
  }
  // Of nobody if `broker` is -1.
  void SetLeader(const std::string& topic, int partition, int broker) {
    EXPECT_EQ(rd_kafka_mock_partition_set_leader(cluster_, topic.c_str(), partition, broker),
              RD_KAFKA_RESP_ERR_NO_ERROR);
  }

 private:
  // It would warn that it knows no broker.
  static rd_kafka_conf_t* Silent() {
    rd_kafka_conf_t* const conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "log_level", "0", nullptr, 0);
    return conf;
  }

  const kafka::Client owner_;
  rd_kafka_mock_cluster_t* const cluster_;
};

}  // namespace docket::log
