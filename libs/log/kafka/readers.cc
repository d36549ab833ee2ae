#include "libs/log/kafka/readers.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "libs/base/check.h"
#include "libs/log/kafka/settings.h"

namespace docket::log::kafka {
namespace {

// How often a client's own events are taken, which nobody else does.
constexpr std::chrono::milliseconds kServeEvery{100};
constexpr int kError = 3;  // Of syslog.
// Nobody joins it; a client that assigns has to have one.
constexpr char kGroup[] = "docket.reader";

}  // namespace

Readers::Readers(const KafkaOptions& options) : options_(options), thread_([this] { Run(); }) {}

Readers::~Readers() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  posted_.notify_one();
  thread_.join();
}

void Readers::Post(Job job) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
  }
  posted_.notify_one();
}

absl::StatusOr<rd_kafka_t*> Readers::Take(const TopicPartition& place) {
  auto free = std::ranges::find_if(
      readers_, [&](const Reader& reader) { return !reader.taken.contains(place); });
  if (free == readers_.end()) {
    DOCKET_ASSIGN_OR_RETURN(Conf conf, MakeConf(options_, Role::kReader, kGroup));
    DOCKET_ASSIGN_OR_RETURN(Client client, MakeClient(std::move(conf), Role::kReader));
    rd_kafka_poll_set_consumer(client.get());
    free = readers_.insert(free, Reader{std::move(client), {}});
  }
  free->taken.insert(place);
  return free->client.get();
}

void Readers::GiveBack(rd_kafka_t* client, const TopicPartition& place) {
  const auto reader = std::ranges::find_if(
      readers_, [&](const Reader& known) { return known.client.get() == client; });
  DOCKET_CHECK(reader != readers_.end());
  reader->taken.erase(place);
  if (reader->taken.empty()) readers_.erase(reader);
}

// What a client says about itself reaches the log of the program by its own way (settings.cc), so
// that nothing is left to do with its events but to take them. A record among them would be one
// that a reader waits for.
void Readers::ServeClients() {
  for (const Reader& reader : readers_) {
    while (const Fetched event{rd_kafka_consumer_poll(reader.client.get(), 0)}) {
      if (event->err != RD_KAFKA_RESP_ERR_NO_ERROR || !options_.tell) continue;
      options_.tell(kError, std::string("a record of ") + rd_kafka_topic_name(event->rkt) + "/" +
                                std::to_string(event->partition) +
                                " came where nobody reads; please report this");
    }
  }
}

void Readers::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    posted_.wait_for(lock, kServeEvery, [this] { return stopping_ || !jobs_.empty(); });
    if (jobs_.empty() && stopping_) break;
    const std::deque<Job> jobs = std::exchange(jobs_, {});
    lock.unlock();
    for (const Job& job : jobs) job();
    ServeClients();
    lock.lock();
  }
}

}  // namespace docket::log::kafka
