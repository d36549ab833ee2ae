#include "libs/log/kafka/readers.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "libs/base/check.h"
#include "libs/log/kafka/complaints.h"
#include "libs/log/kafka/settings.h"

namespace docket::log::kafka {
namespace {

// How often a client's own events are taken, which nobody else does.
constexpr std::chrono::milliseconds kServeEvery{100};
constexpr int kError = 3;  // Of syslog.
// Half a process that folds a long log anew may be what was fetched and not folded yet.
constexpr int64_t kFetchedKbytesOfAll = 1 << 20;
// With less, the client would wait for a second each time it has fetched so much; with more, one
// partition is not read any faster.
constexpr int64_t kFetchedKbytesLeast = 4096;
constexpr int64_t kFetchedKbytesMost = 65536;
// Nobody joins it; a client that assigns has to have one.
constexpr char kGroup[] = "docket.reader";

}  // namespace

int64_t FetchedKbytesMax(size_t places) {
  return std::clamp(kFetchedKbytesOfAll / static_cast<int64_t>(std::max<size_t>(places, 1)),
                    kFetchedKbytesLeast, kFetchedKbytesMost);
}

Readers::Readers(const KafkaOptions& options, size_t places)
    : options_(options), places_(places), thread_([this] { Run(); }) {}

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

void Readers::PostLater(Job job) {
  const std::lock_guard lock(mutex_);
  later_.emplace_back(Clock::now() + kServeEvery, std::move(job));
}

void Readers::Tell(std::string_view text) const {
  if (options_.tell) options_.tell(kError, text);
}

void Readers::TellOfReading(const TopicPartition& place, const rd_kafka_message_t& message) const {
  const bool forbidden = message.err == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED;
  const std::string reason = forbidden ? std::string(Message(MayNot(options_, "Read", place.topic)))
                                       : std::string(rd_kafka_message_errstr(&message));
  Tell("reading " + ToText(place) + " stands still and is tried again: " + reason);
}

// One beside another has few readers: streams of the log, and reads while a unit is built anew.
absl::StatusOr<Client> Readers::MakeReader() const {
  DOCKET_ASSIGN_OR_RETURN(Conf conf, MakeConf(options_, Role::kReader, kGroup));
  const std::string kbytes =
      std::to_string(readers_.empty() ? FetchedKbytesMax(places_) : kFetchedKbytesLeast);
  SetForOne(conf, "queued.max.messages.kbytes", kbytes);
  DOCKET_ASSIGN_OR_RETURN(Client client, MakeClient(std::move(conf), Role::kReader));
  rd_kafka_poll_set_consumer(client.get());
  return client;
}

absl::StatusOr<rd_kafka_t*> Readers::Take(const TopicPartition& place) {
  auto free = std::ranges::find_if(
      readers_, [&](const Reader& reader) { return !reader.taken.contains(place); });
  if (free == readers_.end()) {
    DOCKET_ASSIGN_OR_RETURN(Client client, MakeReader());
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
      if (event->err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
      Tell(std::string("a record of ") + rd_kafka_topic_name(event->rkt) + "/" +
           std::to_string(event->partition) + " came where nobody reads; please report this");
    }
  }
}

// Under the lock: what is due becomes jobs, all of it at the end.
void Readers::TakeLater() {
  const Clock::time_point now = Clock::now();
  for (auto& [due, job] : std::exchange(later_, {})) {
    if (stopping_ || due <= now) {
      jobs_.push_back(std::move(job));
    } else {
      later_.emplace_back(due, std::move(job));
    }
  }
}

void Readers::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    posted_.wait_for(lock, kServeEvery, [this] { return stopping_ || !jobs_.empty(); });
    TakeLater();
    if (jobs_.empty() && stopping_) break;
    const std::deque<Job> jobs = std::exchange(jobs_, {});
    lock.unlock();
    for (const Job& job : jobs) job();
    ServeClients();
    lock.lock();
  }
}

}  // namespace docket::log::kafka
