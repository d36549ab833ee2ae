#include "libs/log/kafka/ends.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <utility>

#include "libs/log/kafka/errors.h"

namespace docket::log::kafka {
namespace {

constexpr int kTimeoutMillis = 5000;
constexpr int kRefreshMillis = 1000;
// How often what the client says of itself is dropped.
constexpr std::chrono::seconds kDropEvery{1};

// Of each place once, with `offset`.
template <typename Questions>
Places ListOf(const Questions& questions, Offset offset) {
  Places places(rd_kafka_topic_partition_list_new(static_cast<int>(questions.size())));
  for (const auto& question : questions) {
    const char* const topic = question.place.topic.c_str();
    if (rd_kafka_topic_partition_list_find(places.get(), topic, question.place.partition)) continue;
    rd_kafka_topic_partition_list_add(places.get(), topic, question.place.partition)->offset =
        offset;
  }
  return places;
}

bool HasErrors(const rd_kafka_topic_partition_list_t& places) {
  return std::any_of(places.elems, places.elems + places.cnt,
                     [](const auto& place) { return place.err != RD_KAFKA_RESP_ERR_NO_ERROR; });
}

}  // namespace

Ends::Ends(rd_kafka_t* client) : client_(client), thread_([this] { Run(); }) {}

Ends::~Ends() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  asked_.notify_one();
  thread_.join();
  const absl::Status closed = Unavailable("the log is being closed");
  for (const Question& question : questions_) question.done(closed);
  for (const RangeQuestion& question : range_questions_) question.done(closed);
}

void Ends::Ask(TopicPartition place, Done done) {
  {
    const std::lock_guard lock(mutex_);
    questions_.push_back({std::move(place), std::move(done)});
  }
  asked_.notify_one();
}

void Ends::AskRange(TopicPartition place, RangeDone done) {
  {
    const std::lock_guard lock(mutex_);
    range_questions_.push_back({std::move(place), std::move(done)});
  }
  asked_.notify_one();
}

void Ends::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    asked_.wait_for(lock, kDropEvery, [this] {
      return stopping_ || !questions_.empty() || !range_questions_.empty();
    });
    if (stopping_) return;
    std::vector<Question> questions = std::exchange(questions_, {});
    const std::vector<RangeQuestion> ranges = std::exchange(range_questions_, {});
    lock.unlock();
    if (!questions.empty()) AnswerEnds(std::move(questions));
    for (const RangeQuestion& question : ranges) AnswerRange(question);
    DropEvents(client_);
    lock.lock();
  }
}

// A "time" of -1 means the end: the request for times and the one for ends are one in Kafka's
// protocol, and only the former takes many partitions.
void Ends::AnswerEnds(std::vector<Question> questions) {
  const Places places = ListOf(questions, RD_KAFKA_OFFSET_END);
  const rd_kafka_resp_err_t code =
      rd_kafka_offsets_for_times(client_, places.get(), kTimeoutMillis);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR || HasErrors(*places)) Refresh(*places);
  for (const Question& question : questions) {
    const std::string doing = "asking for the end of " + ToText(question.place);
    const rd_kafka_topic_partition_t* const found = rd_kafka_topic_partition_list_find(
        places.get(), question.place.topic.c_str(), question.place.partition);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
      question.done(ToStatus(code, doing));
    } else if (found->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      question.done(ToStatus(found->err, doing));
    } else if (found->offset < 0) {
      question.done(Unavailable(doing + ": Kafka named none"));
    } else {
      question.done(found->offset);
    }
  }
}

// The client remembers leaders for minutes, and who is none any more says so to no effect: until it
// asks anew, every later question would go there as well.
void Ends::Refresh(const rd_kafka_topic_partition_list_t& places) {
  std::set<std::string> topics;
  for (int i = 0; i < places.cnt; ++i) topics.insert(places.elems[i].topic);
  for (const std::string& topic : topics) {
    const rd_kafka_metadata_t* found = nullptr;
    const Topic handle(rd_kafka_topic_new(client_, topic.c_str(), nullptr));
    rd_kafka_metadata(client_, 0, handle.get(), &found, kRefreshMillis);
    const Metadata unread(found);
  }
}

void Ends::AnswerRange(const RangeQuestion& question) {
  Range range;
  const rd_kafka_resp_err_t code = rd_kafka_query_watermark_offsets(
      client_, question.place.topic.c_str(), question.place.partition, &range.begin, &range.end,
      kTimeoutMillis);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return question.done(range);
  Refresh(*ListOf(std::vector<RangeQuestion>{question}, 0));
  question.done(ToStatus(code, "asking for the range of " + ToText(question.place)));
}

}  // namespace docket::log::kafka
