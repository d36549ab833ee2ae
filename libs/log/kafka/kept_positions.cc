#include "libs/log/kafka/kept_positions.h"

#include <chrono>
#include <utility>

#include "libs/log/kafka/errors.h"
#include "libs/log/kafka/groups.h"
#include "libs/log/kafka/settings.h"
#include "libs/log/positions.h"

namespace docket::log::kafka {
namespace {

constexpr int kTimeoutMillis = 5000;
// How often what the clients say of themselves is dropped.
constexpr std::chrono::seconds kDropEvery{1};

// The answer about `place` in a list that came back.
absl::StatusOr<Offset> OffsetIn(const rd_kafka_topic_partition_list_t* places,
                                const TopicPartition& place, const std::string& doing) {
  const rd_kafka_topic_partition_t* const found =
      places == nullptr
          ? nullptr
          : rd_kafka_topic_partition_list_find(places, place.topic.c_str(), place.partition);
  if (found == nullptr) return Unavailable(doing + ": Kafka gave no answer");
  if (found->err != RD_KAFKA_RESP_ERR_NO_ERROR) return ToStatus(found->err, doing);
  return found->offset < 0 ? Positions::kNone : found->offset;
}

absl::Status Closed() { return Unavailable("the log is being closed"); }

}  // namespace

KeptPositions::KeptPositions(const KafkaOptions& options)
    : options_(options), thread_([this] { Run(); }) {}

KeptPositions::~KeptPositions() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  asked_.notify_one();
  thread_.join();
  for (const auto& [group, questions] : questions_) Fail(questions, Closed());
}

void KeptPositions::Fail(const Questions& questions, const absl::Status& status) {
  for (const Asked& asked : questions.stores) asked.done(status);
  for (const Asked& asked : questions.queries) asked.done(status);
}

void KeptPositions::Store(const std::string& group, const TopicPartition& place, Offset next,
                          Done done) {
  {
    const std::lock_guard lock(mutex_);
    questions_[group].stores.push_back({place, next, std::move(done)});
  }
  asked_.notify_one();
}

void KeptPositions::Query(const std::string& group, const TopicPartition& place, Done done) {
  {
    const std::lock_guard lock(mutex_);
    questions_[group].queries.push_back({place, 0, std::move(done)});
  }
  asked_.notify_one();
}

absl::StatusOr<rd_kafka_t*> KeptPositions::ClientOf(const std::string& group) {
  Client& client = clients_[group];
  if (client == nullptr) {
    DOCKET_ASSIGN_OR_RETURN(Conf conf, MakeConf(options_, Role::kReader, PositionGroup(group)));
    DOCKET_ASSIGN_OR_RETURN(client, MakeClient(std::move(conf), Role::kReader));
  }
  return client.get();
}

bool KeptPositions::stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void KeptPositions::Answer(const std::string& group, const Questions& questions) {
  if (stopping()) return Fail(questions, Closed());
  const absl::StatusOr<rd_kafka_t*> client = ClientOf(group);
  if (!client.ok()) return Fail(questions, client.status());
  // What is stored first is asked for afterwards.
  if (!questions.stores.empty()) AnswerStores(*client, questions.stores);
  if (questions.queries.empty()) return;
  if (stopping()) return Fail({{}, questions.queries}, Closed());
  AnswerQueries(*client, questions.queries);
}

// The later of two positions of one place counts. A queue of its own, so that an answer that comes
// after we gave up is nobody else's.
void KeptPositions::AnswerStores(rd_kafka_t* client, const std::vector<Asked>& stores) {
  const Places places(rd_kafka_topic_partition_list_new(static_cast<int>(stores.size())));
  for (const Asked& asked : stores) {
    const char* const topic = asked.place.topic.c_str();
    rd_kafka_topic_partition_t* place =
        rd_kafka_topic_partition_list_find(places.get(), topic, asked.place.partition);
    if (place == nullptr) {
      place = rd_kafka_topic_partition_list_add(places.get(), topic, asked.place.partition);
    }
    place->offset = asked.next;
  }
  const Queue answers(rd_kafka_queue_new(client));
  const rd_kafka_resp_err_t sent =
      rd_kafka_commit_queue(client, places.get(), answers.get(), nullptr, nullptr);
  const Event event(sent == RD_KAFKA_RESP_ERR_NO_ERROR
                        ? rd_kafka_queue_poll(answers.get(), kTimeoutMillis)
                        : nullptr);
  for (const Asked& asked : stores) {
    const std::string doing = "storing the position of " + ToText(asked.place);
    if (event == nullptr) {
      asked.done(sent == RD_KAFKA_RESP_ERR_NO_ERROR ? Unavailable(doing + ": no answer in time")
                                                    : ToStatus(sent, doing));
    } else if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
      asked.done(ToStatus(rd_kafka_event_error(event.get()), doing));
    } else {
      const absl::StatusOr<Offset> stored =
          OffsetIn(rd_kafka_event_topic_partition_list(event.get()), asked.place, doing);
      asked.done(stored.ok() ? absl::StatusOr<Offset>(asked.next) : stored);
    }
  }
}

void KeptPositions::AnswerQueries(rd_kafka_t* client, const std::vector<Asked>& queries) {
  const Places places(rd_kafka_topic_partition_list_new(static_cast<int>(queries.size())));
  for (const Asked& asked : queries) {
    const char* const topic = asked.place.topic.c_str();
    if (rd_kafka_topic_partition_list_find(places.get(), topic, asked.place.partition)) continue;
    rd_kafka_topic_partition_list_add(places.get(), topic, asked.place.partition);
  }
  const rd_kafka_resp_err_t code = rd_kafka_committed(client, places.get(), kTimeoutMillis);
  for (const Asked& asked : queries) {
    const std::string doing = "asking for the position of " + ToText(asked.place);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
      asked.done(ToStatus(code, doing));
    } else {
      asked.done(OffsetIn(places.get(), asked.place, doing));
    }
  }
}

void KeptPositions::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    asked_.wait_for(lock, kDropEvery, [this] { return stopping_ || !questions_.empty(); });
    if (stopping_) return;
    const std::map<std::string, Questions> questions = std::exchange(questions_, {});
    lock.unlock();
    for (const auto& [group, asked] : questions) Answer(group, asked);
    for (const auto& [group, client] : clients_) {
      if (client != nullptr) DropEvents(client.get());
    }
    lock.lock();
  }
}

}  // namespace docket::log::kafka
