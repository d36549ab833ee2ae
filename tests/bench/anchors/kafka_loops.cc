// bench_kafka: what a Kafka cluster asks for by itself, over bare librdkafka: records produced as
// Docket produces them, or its events read, parsed and digested. Prints one line of JSON.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <librdkafka/rdkafka.h>

#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/base/digest.h"
#include "tests/bench/anchors/kafka_client.h"
#include "tests/bench/anchors/process_cpu.h"
#include "tests/bench/load/latencies.h"

namespace docket::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr char kEvents[] = "docket.ticket.events.v1";

struct Job {
  std::string brokers;
  size_t bytes = 500;
  uint64_t count = 2000;
  uint64_t in_flight = 1;
};

// Keeps `in_flight` records on their way until all are acknowledged, one partition after the other.
void Produce(const Job& job) {
  rd_kafka_t* const client = NewProducer(job.brokers);
  MakeBareTopic(client);
  rd_kafka_queue_t* const events = rd_kafka_queue_get_main(client);
  const std::string value(job.bytes, 'x');
  std::vector<Clock::time_point> started(job.count);
  uint64_t sent = 0;
  const auto send = [&] {
    started[sent] = Clock::now();
    ProduceOne(client, static_cast<int32_t>(sent % kPartitions), value, &started[sent]);
    ++sent;
  };
  const double cpu_before = ProcessCpuMicros();
  const Clock::time_point began = Clock::now();
  while (sent < std::min(job.in_flight, job.count)) send();
  Latencies latencies;
  for (uint64_t done = 0; done < job.count;) {
    rd_kafka_event_t* const event = rd_kafka_queue_poll(events, kWaitMillis);
    if (event == nullptr) Fail("nothing is acknowledged");
    while (const rd_kafka_message_t* report = rd_kafka_event_message_next(event)) {
      if (report->err != RD_KAFKA_RESP_ERR_NO_ERROR) Fail(rd_kafka_err2str(report->err));
      latencies.Add(Clock::now() - *static_cast<const Clock::time_point*>(report->_private));
      ++done;
      if (sent < job.count) send();
    }
    rd_kafka_event_destroy(event);
  }
  nlohmann::json told = latencies.ToJson(job.count, Clock::now() - began);
  told["cpu_us"] = (ProcessCpuMicros() - cpu_before) / static_cast<double>(job.count);
  std::cout << told.dump() << std::endl;
  rd_kafka_queue_destroy(events);
  rd_kafka_destroy(client);
}

// Reads the events of all partitions once, to where they end.
void Drain(const Job& job) {
  rd_kafka_t* const client = NewClient(RD_KAFKA_CONSUMER, job.brokers,
                                       {{"group.id", "bench"},
                                        {"enable.auto.commit", "false"},
                                        {"auto.offset.reset", "error"},
                                        {"enable.partition.eof", "true"},
                                        {"check.crcs", "true"},
                                        {"isolation.level", "read_uncommitted"},
                                        {"fetch.wait.max.ms", "100"},
                                        {"queued.max.messages.kbytes", "65536"}},
                                       [](rd_kafka_conf_t*) {});
  rd_kafka_poll_set_consumer(client);
  rd_kafka_topic_partition_list_t* const places = rd_kafka_topic_partition_list_new(kPartitions);
  for (int32_t partition = 0; partition < kPartitions; ++partition) {
    rd_kafka_topic_partition_list_add(places, kEvents, partition)->offset = 0;
  }
  const double cpu_before = ProcessCpuMicros();
  const Clock::time_point began = Clock::now();
  rd_kafka_assign(client, places);
  ticket::v1::TicketCommit commit;
  uint64_t count = 0;
  for (int ends = 0; ends < kPartitions;) {
    rd_kafka_message_t* const message = rd_kafka_consumer_poll(client, kWaitMillis);
    if (message == nullptr) Fail("nothing is read");
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      ++ends;
    } else if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      Fail(rd_kafka_message_errstr(message));
    } else {
      const std::string_view value(static_cast<const char*>(message->payload), message->len);
      Digest::Of(value);
      if (!commit.ParseFromArray(message->payload, static_cast<int>(message->len))) {
        Fail("a record is no commit");
      }
      ++count;
    }
    rd_kafka_message_destroy(message);
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
  const nlohmann::json told = {
      {"count", count},
      {"seconds", seconds},
      {"rate", static_cast<double>(count) / seconds},
      {"cpu_us", (ProcessCpuMicros() - cpu_before) / static_cast<double>(count)}};
  std::cout << told.dump() << std::endl;
  rd_kafka_topic_partition_list_destroy(places);
  rd_kafka_consumer_close(client);
  rd_kafka_destroy(client);
}

}  // namespace
}  // namespace docket::bench

int main(int argc, char** argv) {
  CLI::App app("Produces to a Kafka cluster or reads Docket's events from it, over bare librdkafka",
               "bench_kafka");
  docket::bench::Job job;
  std::string arm;
  app.add_option("ARM", arm, "produce or drain")
      ->required()
      ->check(CLI::IsMember({"produce", "drain"}));
  app.add_option("--brokers", job.brokers, "HOST:PORT")->required();
  app.add_option("--bytes", job.bytes, "of a record")->check(CLI::Range(1, 1 << 19));
  app.add_option("--count", job.count, "records")->check(CLI::Range(1, 10'000'000));
  app.add_option("--in-flight", job.in_flight, "records on their way")->check(CLI::Range(1, 4096));
  CLI11_PARSE(app, argc, argv);
  if (arm == "produce") {
    docket::bench::Produce(job);
  } else {
    docket::bench::Drain(job);
  }
}
