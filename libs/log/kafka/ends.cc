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
// For one broker, beside one that is known not to answer.
constexpr int kApartMillis = 1000;
constexpr std::chrono::seconds kApartFor{10};
constexpr int kRefreshMillis = 1000;
constexpr std::chrono::milliseconds kTellFailuresAfter{100};
constexpr std::chrono::milliseconds kDoubtEvery{200};
// How often what the client says of itself is dropped.
constexpr std::chrono::seconds kDropEvery{1};

// Of each place once. A "time" of -1 means the end: the request for times and the one for ends are
// one in Kafka's protocol, and only the former takes many partitions.
template <typename Questions>
Places ListOf(const Questions& questions) {
  Places places(rd_kafka_topic_partition_list_new(static_cast<int>(questions.size())));
  for (const auto& question : questions) {
    const char* const topic = question.place.topic.c_str();
    if (rd_kafka_topic_partition_list_find(places.get(), topic, question.place.partition)) continue;
    rd_kafka_topic_partition_list_add(places.get(), topic, question.place.partition)->offset =
        RD_KAFKA_OFFSET_END;
  }
  return places;
}

// The end of `place` in a list that came back.
absl::StatusOr<Offset> EndIn(const rd_kafka_topic_partition_list_t& places,
                             const TopicPartition& place, const std::string& doing) {
  const rd_kafka_topic_partition_t* const found =
      rd_kafka_topic_partition_list_find(&places, place.topic.c_str(), place.partition);
  if (found->err != RD_KAFKA_RESP_ERR_NO_ERROR) return ToStatus(found->err, doing);
  if (found->offset < 0) return Unavailable(doing + ": Kafka named none");
  return found->offset;
}

template <typename Questions>
std::set<std::string> TopicsOf(const Questions& questions) {
  std::set<std::string> topics;
  for (const auto& question : questions) topics.insert(question.place.topic);
  return topics;
}

std::string Doing(const TopicPartition& place) { return "asking for the end of " + ToText(place); }

absl::Status Closed() { return Unavailable("the log is being closed"); }

}  // namespace

Ends::Ends(rd_kafka_t* client, std::chrono::milliseconds doubt)
    : client_(client), doubt_(doubt), thread_([this] { Run(); }) {}

Ends::~Ends() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  asked_.notify_one();
  thread_.join();
  for (const Question& question : doubted_) question.done(Closed());
  for (const Question& question : questions_) question.done(Closed());
  for (const RangeQuestion& question : range_questions_) question.done(Closed());
}

void Ends::Ask(TopicPartition place, Offset known, Done done) {
  {
    const std::lock_guard lock(mutex_);
    questions_.push_back({std::move(place), known, Clock::now() + doubt_, std::move(done)});
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
  while (!stopping_) {
    asked_.wait_until(lock, NextTurn(), [this] {
      return stopping_ || !questions_.empty() || !range_questions_.empty();
    });
    if (stopping_) break;
    std::vector<Question> questions = std::exchange(questions_, {});
    const std::vector<RangeQuestion> ranges = std::exchange(range_questions_, {});
    lock.unlock();
    if (Clock::now() >= owed_at_) PayOwed();
    if (Clock::now() >= doubted_at_) {
      for (Question& question : std::exchange(doubted_, {}))
        questions.push_back(std::move(question));
    }
    if (!questions.empty()) AnswerEnds(questions);
    for (const RangeQuestion& question : ranges) AnswerRange(question);
    DropEvents(client_);
    lock.lock();
  }
  lock.unlock();
  PayOwed();
}

Ends::Clock::time_point Ends::NextTurn() const {
  Clock::time_point next = Clock::now() + kDropEvery;
  if (!owed_.empty()) next = std::min(next, owed_at_);
  if (!doubted_.empty()) next = std::min(next, doubted_at_);
  return next;
}

bool Ends::stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void Ends::Doubt(const Question& question) {
  if (doubted_.empty()) doubted_at_ = Clock::now() + kDoubtEvery;
  doubted_.push_back(question);
}

void Ends::Owe(Done done, absl::Status status) {
  if (owed_.empty()) owed_at_ = Clock::now() + kTellFailuresAfter;
  owed_.push_back({std::move(done), std::move(status)});
}

void Ends::PayOwed() {
  for (const Owed& owed : std::exchange(owed_, {})) owed.done(owed.status);
}

// One broker that does not answer has librdkafka forget what all others said. By then it is late to
// ask for leaders: the one that is asked may be that broker.
void Ends::AnswerEnds(const std::vector<Question>& questions) {
  std::set<std::string> unknown;
  for (const Question& question : questions) {
    if (!leaders_.contains(question.place)) unknown.insert(question.place.topic);
  }
  Refresh(unknown);
  if (Clock::now() >= silent_until_) silent_.clear();
  if (silent_.empty()) {
    if (AnswerTogether(questions, kTimeoutMillis) == RD_KAFKA_RESP_ERR_NO_ERROR) return;
    Refresh(TopicsOf(questions));
  }
  AnswerEachBroker(questions);
}

void Ends::AnswerEachBroker(const std::vector<Question>& questions) {
  // Those that did not answer last.
  std::map<std::pair<bool, int32_t>, std::vector<Question>> by_leader;
  for (const Question& question : questions) {
    const auto found = leaders_.find(question.place);
    const int32_t leader = found == leaders_.end() ? -1 : found->second;
    by_leader[{silent_.contains(leader), leader}].push_back(question);
  }
  bool all_answered = true;
  for (const auto& [key, of_leader] : by_leader) {
    if (stopping()) {
      for (const Question& question : of_leader) Owe(question.done, Closed());
      continue;
    }
    const rd_kafka_resp_err_t code = AnswerTogether(of_leader, kApartMillis);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
      silent_.erase(key.second);
      continue;
    }
    all_answered = false;
    silent_.insert(key.second);
    silent_until_ = Clock::now() + kApartFor;
    for (const Question& question : of_leader) {
      Owe(question.done, ToStatus(code, Doing(question.place)));
    }
  }
  if (!all_answered) Refresh(TopicsOf(questions));
}

// Answers none if it fails.
rd_kafka_resp_err_t Ends::AnswerTogether(const std::vector<Question>& questions,
                                         int timeout_millis) {
  const Places places = ListOf(questions);
  const rd_kafka_resp_err_t code =
      rd_kafka_offsets_for_times(client_, places.get(), timeout_millis);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return code;
  bool all_named = true;
  for (const Question& question : questions) {
    absl::StatusOr<Offset> end = EndIn(*places, question.place, Doing(question.place));
    const bool doubted = end.ok() && *end < question.known && Clock::now() < question.doubt_until;
    if (end.ok() && !doubted) {
      question.done(*end);
      continue;
    }
    all_named = false;
    if (doubted) {
      Doubt(question);
    } else {
      Owe(question.done, end.status());
    }
  }
  if (!all_named) Refresh(TopicsOf(questions));
  return code;
}

// The client remembers leaders for minutes, and who is none any more says so to no effect: until it
// asks anew, every later question would go there as well.
void Ends::Refresh(const std::set<std::string>& topics) {
  for (const std::string& topic : topics) {
    if (stopping()) return;
    const rd_kafka_metadata_t* found = nullptr;
    const Topic handle(rd_kafka_topic_new(client_, topic.c_str(), nullptr));
    rd_kafka_metadata(client_, 0, handle.get(), &found, kRefreshMillis);
    const Metadata metadata(found);
    if (metadata == nullptr || metadata->topic_cnt != 1) continue;
    const rd_kafka_metadata_topic_t& there = metadata->topics[0];
    for (int i = 0; i < there.partition_cnt; ++i) {
      leaders_[{topic, there.partitions[i].id}] = there.partitions[i].leader;
    }
  }
}

void Ends::AnswerRange(const RangeQuestion& question) {
  if (stopping()) return question.done(Closed());
  Range range;
  const rd_kafka_resp_err_t code = rd_kafka_query_watermark_offsets(
      client_, question.place.topic.c_str(), question.place.partition, &range.begin, &range.end,
      kTimeoutMillis);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return question.done(range);
  Refresh({question.place.topic});
  question.done(ToStatus(code, "asking for the range of " + ToText(question.place)));
}

}  // namespace docket::log::kafka
