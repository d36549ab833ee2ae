// bench_group: what a take-over costs a bare librdkafka group by itself. Two members share the bare
// topic, to which records are produced all the while; one of them, a process of its own, is killed
// or leaves, and the other goes on until it has read a fresh record of each partition. Prints one
// line of JSON: {seconds}, from the end of the one to that record.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/anchors/kafka_client.h"

namespace docket::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBeat{10};
constexpr int kPollMillis = 5;
constexpr std::chrono::seconds kPatience{60};

struct Job {
  std::string brokers;
  int64_t session_ms = 6000;
  int signal = SIGKILL;
};

// A member, and what it has been given. One thread.
struct Member {
  rd_kafka_t* client = nullptr;
  size_t assigned = 0;
  Clock::time_point assigned_at{};
};

// Every assignment begins at the end: what is read from then on is fresh.
void Rebalance(rd_kafka_t* client, rd_kafka_resp_err_t code,
               rd_kafka_topic_partition_list_t* places, void* opaque) {
  Member& member = *static_cast<Member*>(opaque);
  if (code != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    member.assigned = 0;
    rd_kafka_assign(client, nullptr);
    return;
  }
  for (int i = 0; i < places->cnt; ++i) places->elems[i].offset = RD_KAFKA_OFFSET_END;
  rd_kafka_assign(client, places);
  member.assigned = static_cast<size_t>(places->cnt);
  member.assigned_at = Clock::now();
}

// Joins as an instance of Docket does, but reads by the group.
void Join(Member& member, const Job& job, const std::string& group) {
  const int64_t heartbeat_ms = std::clamp<int64_t>(job.session_ms / 5, 100, 300);
  member.client = NewClient(RD_KAFKA_CONSUMER, job.brokers,
                            {{"group.id", group},
                             {"session.timeout.ms", std::to_string(job.session_ms)},
                             {"heartbeat.interval.ms", std::to_string(heartbeat_ms)},
                             {"partition.assignment.strategy", "range"},
                             {"enable.auto.commit", "false"},
                             {"fetch.wait.max.ms", "100"},
                             {"fetch.error.backoff.ms", "50"}},
                            [&](rd_kafka_conf_t* conf) {
                              rd_kafka_conf_set_opaque(conf, &member);
                              rd_kafka_conf_set_rebalance_cb(conf, &Rebalance);
                            });
  rd_kafka_poll_set_consumer(member.client);
  rd_kafka_topic_partition_list_t* const topics = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(topics, kBareTopic, RD_KAFKA_PARTITION_UA);
  if (rd_kafka_subscribe(member.client, topics) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    Fail("cannot subscribe");
  }
  rd_kafka_topic_partition_list_destroy(topics);
}

void Leave(Member& member) {
  rd_kafka_consumer_close(member.client);
  rd_kafka_destroy(member.client);
}

volatile sig_atomic_t told_to_leave = 0;

// The member that goes. It goes with its parent too, however that ends.
[[noreturn]] void RunVictim(const Job& job, const std::string& group) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signal(SIGTERM, [](int) { told_to_leave = 1; });
  Member member;
  Join(member, job, group);
  while (told_to_leave == 0) {
    rd_kafka_message_t* const message = rd_kafka_consumer_poll(member.client, kPollMillis);
    if (message != nullptr) rd_kafka_message_destroy(message);
  }
  Leave(member);
  std::_Exit(0);
}

// The member that stays, and whoever writes.
class Survivor {
 public:
  Survivor(const Job& job, const std::string& group) : producer_(NewProducer(job.brokers)) {
    reports_ = rd_kafka_queue_get_main(producer_);
    MakeBareTopic(producer_);
    Join(member_, job, group);
  }
  ~Survivor() {
    Leave(member_);
    rd_kafka_queue_destroy(reports_);
    rd_kafka_destroy(producer_);
  }
  Survivor(const Survivor&) = delete;
  Survivor& operator=(const Survivor&) = delete;

  // Until it has `partitions` and has read, of each of them, what was written after `since` and
  // after they were given to it.
  void Await(size_t partitions, Clock::time_point since) {
    const Clock::time_point until = Clock::now() + kPatience;
    while (!Has(partitions, since)) {
      if (Clock::now() >= until) Fail("the group did not share out its partitions");
      ProduceAtBeat();
      ReadOne();
    }
  }

 private:
  bool Has(size_t partitions, Clock::time_point since) const {
    const Clock::time_point from = std::max(since, member_.assigned_at);
    const auto fresh =
        std::ranges::count_if(written_, [&](Clock::time_point written) { return written > from; });
    return member_.assigned == partitions && fresh >= static_cast<int64_t>(partitions);
  }

  void ProduceAtBeat() {
    if (Clock::now() < next_beat_) return;
    next_beat_ = Clock::now() + kBeat;
    const Clock::time_point now = Clock::now();
    std::string value(sizeof(now), '\0');
    std::memcpy(value.data(), &now, sizeof(now));
    for (int32_t partition = 0; partition < kPartitions; ++partition) {
      ProduceOne(producer_, partition, value, nullptr);
    }
    while (rd_kafka_event_t* const event = rd_kafka_queue_poll(reports_, 0)) {
      rd_kafka_event_destroy(event);
    }
  }

  void ReadOne() {
    rd_kafka_message_t* const message = rd_kafka_consumer_poll(member_.client, kPollMillis);
    if (message == nullptr) return;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR && message->len == sizeof(Clock::time_point)) {
      Clock::time_point& written = written_[static_cast<size_t>(message->partition)];
      std::memcpy(&written, message->payload, sizeof(written));
    }
    rd_kafka_message_destroy(message);
  }

  rd_kafka_t* const producer_;
  rd_kafka_queue_t* reports_ = nullptr;
  Member member_;
  Clock::time_point next_beat_{};
  std::array<Clock::time_point, kPartitions> written_{};
};

void Run(const Job& job) {
  const std::string group = "bench-group-" + std::to_string(getpid());
  const pid_t victim = fork();  // Before there is any thread.
  if (victim == 0) RunVictim(job, group);
  if (victim < 0) Fail("cannot fork");
  Survivor survivor(job, group);
  survivor.Await(kPartitions / 2, Clock::now());
  const Clock::time_point ended = Clock::now();
  kill(victim, job.signal);
  survivor.Await(kPartitions, ended);
  const double seconds = std::chrono::duration<double>(Clock::now() - ended).count();
  waitpid(victim, nullptr, 0);
  std::cout << nlohmann::json{{"seconds", seconds}} << std::endl;
}

}  // namespace
}  // namespace docket::bench

int main(int argc, char** argv) {
  CLI::App app("Takes one of two members out of a bare librdkafka group", "bench_group");
  docket::bench::Job job;
  std::string how = "kill";
  app.add_option("HOW", how, "the one member ends: kill or leave")
      ->required()
      ->check(CLI::IsMember({"kill", "leave"}));
  app.add_option("--brokers", job.brokers, "HOST:PORT")->required();
  app.add_option("--session-ms", job.session_ms, "after which a silent member is taken for dead")
      ->check(CLI::Range(1000, 300'000));
  CLI11_PARSE(app, argc, argv);
  if (how == "leave") job.signal = SIGTERM;
  docket::bench::Run(job);
}
