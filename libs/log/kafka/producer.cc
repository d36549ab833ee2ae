#include "libs/log/kafka/producer.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <optional>
#include <utility>

#include "libs/base/check.h"
#include "libs/log/kafka/complaints.h"
#include "libs/log/kafka/errors.h"
#include "libs/log/kafka/settings.h"

namespace docket::log::kafka {
namespace {

constexpr int kPollMillis = 1000;  // Stopping ends it earlier.
// The first record to a topic waits up to a second for its metadata unless it was asked for before.
constexpr int kWarmUpMillis = 500;
// A producer that has lived so long has failed by accident, and is replaced at once.
constexpr std::chrono::milliseconds kSettled{1000};
constexpr std::chrono::milliseconds kPatienceMin{50};
constexpr std::chrono::milliseconds kPatienceMax{500};
constexpr std::chrono::milliseconds kPatienceIfForbidden{2000};
// One that fails again and again is told of no more often.
constexpr std::chrono::minutes kTellEvery{1};
constexpr int kWarning = 4;  // Of syslog.

// Whether the brokers let nobody of our name append anything.
bool IsForbidden(rd_kafka_resp_err_t code) {
  return ToStatus(code, "appending").code() == absl::StatusCode::kPermissionDenied;
}

}  // namespace

struct Producer::InFlight {
  Batch* batch = nullptr;
  size_t index = 0;
};

// Lives until the last of its records is reported; whoever counts it down to zero ends it.
struct Producer::Batch {
  Batch(size_t count, Done when_done)
      : in_flight(count),
        offsets(count, kPlaceUnknown),
        faults(count),
        left(count),
        done(std::move(when_done)) {
    for (size_t i = 0; i < count; ++i) in_flight[i] = {this, i};
  }

  void Finish(size_t records) {
    if (left.fetch_sub(records, std::memory_order_acq_rel) > records) return;
    const std::unique_ptr<Batch> self(this);
    for (const std::optional<std::string>& fault : faults) {
      if (!fault.has_value()) continue;
      done(Unknown{*fault});
      return;
    }
    done(Written{std::move(offsets)});
  }

  std::vector<InFlight> in_flight;
  std::vector<Offset> offsets;
  std::vector<std::optional<std::string>> faults;  // Each written by one thread.
  std::atomic<size_t> left;
  const Done done;
};

absl::StatusOr<std::unique_ptr<Producer>> Producer::Make(const KafkaOptions& options) {
  std::unique_ptr<Producer> producer(new Producer(options));
  DOCKET_RETURN_IF_ERROR(producer->Start());
  producer->thread_ = std::thread([raw = producer.get()] { raw->Run(); });
  return producer;
}

Producer::~Producer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    if (queue_ != nullptr) rd_kafka_queue_yield(queue_.get());
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
  if (queue_ != nullptr) Retire();
}

absl::Status Producer::Start() {
  started_ = std::chrono::steady_clock::now();
  DOCKET_ASSIGN_OR_RETURN(Conf conf, MakeConf(options_, Role::kProducer, {}));
  rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR);
  DOCKET_ASSIGN_OR_RETURN(Client client, MakeClient(std::move(conf), Role::kProducer));
  Queue queue(rd_kafka_queue_get_main(client.get()));
  std::shared_ptr<rd_kafka_t> started(std::move(client));
  {
    const std::lock_guard lock(mutex_);
    queue_ = std::move(queue);
    client_ = started;
  }
  WarmUp(started.get());
  return absl::OkStatus();
}

void Producer::WarmUp(rd_kafka_t* client) {
  for (const std::string& topic : options_.topics) {
    if (stopping()) return;
    const rd_kafka_metadata_t* found = nullptr;
    const Topic handle(rd_kafka_topic_new(client, topic.c_str(), nullptr));
    rd_kafka_metadata(client, 0, handle.get(), &found, kWarmUpMillis);
    const Metadata unread(found);
  }
}

int64_t Producer::replacements() const {
  const std::lock_guard lock(mutex_);
  return replacements_;
}

void Producer::FailForTest() {
  const std::lock_guard lock(mutex_);
  if (client_) {
    rd_kafka_test_fatal_error(client_.get(), RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
                              "asked for by a test");
  }
}

rd_kafka_resp_err_t Producer::Send(rd_kafka_t* client, const TopicPartition& place,
                                   const Record& record, InFlight* in_flight) {
  Headers headers(rd_kafka_headers_new(record.headers.size()));
  for (const auto& [name, value] : record.headers) {
    rd_kafka_header_add(headers.get(), name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  }
  const rd_kafka_resp_err_t code = rd_kafka_producev(
      client, RD_KAFKA_V_TOPIC(place.topic.c_str()), RD_KAFKA_V_PARTITION(place.partition),
      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
      RD_KAFKA_V_KEY(record.key.data(), record.key.size()),
      RD_KAFKA_V_VALUE(const_cast<char*>(record.value.data()), record.value.size()),
      RD_KAFKA_V_HEADERS(headers.get()), RD_KAFKA_V_OPAQUE(in_flight), RD_KAFKA_V_END);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) (void)headers.release();  // The client's from now on.
  return code;
}

absl::Status Producer::WhyNot(const TopicPartition& place) const {
  const std::lock_guard lock(mutex_);
  if (!forbidden_.empty()) return Annotate(MayNot(options_, "Write", place.topic), forbidden_);
  return ResourceExhausted("the Kafka producer is being replaced; try again");
}

void Producer::Append(const TopicPartition& place, const std::vector<Record>& records, Done done) {
  DOCKET_CHECK(!records.empty());
  std::shared_ptr<rd_kafka_t> client;
  {
    const std::lock_guard lock(mutex_);
    client = client_;
  }
  if (client == nullptr) return done(Refused{WhyNot(place)});
  // Its own, by reports, once a record is on its way.
  auto batch = std::make_unique<Batch>(records.size(), std::move(done));
  for (size_t i = 0; i < records.size(); ++i) {
    const rd_kafka_resp_err_t code = Send(client.get(), place, records[i], &batch->in_flight[i]);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    const absl::Status status = code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED
                                    ? MayNot(options_, "Write", place.topic)
                                    : ToStatus(code, "appending to " + ToText(place));
    if (i > 0) {  // Some are on their way.
      Batch* const begun = batch.release();
      begun->faults[i] = std::string(Message(status));
      begun->Finish(records.size() - i);
      return;
    }
    const bool later = code == RD_KAFKA_RESP_ERR__QUEUE_FULL || code == RD_KAFKA_RESP_ERR__FATAL;
    return batch->done(Refused{later ? ResourceExhausted(Message(status)) : status});
  }
  (void)batch.release();
}

void Producer::Report(const rd_kafka_message_t& message) {
  const auto* const in_flight = static_cast<const InFlight*>(message._private);
  Batch& batch = *in_flight->batch;
  if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    batch.offsets[in_flight->index] = message.offset < 0 ? kPlaceUnknown : message.offset;
  } else {
    batch.faults[in_flight->index] = rd_kafka_err2str(message.err);
  }
  batch.Finish(1);
}

void Producer::Serve(const Event& event) {
  switch (rd_kafka_event_type(event.get())) {
    case RD_KAFKA_EVENT_DR:
      while (const rd_kafka_message_t* message = rd_kafka_event_message_next(event.get())) {
        Report(*message);
      }
      break;
    case RD_KAFKA_EVENT_ERROR:
      if (rd_kafka_event_error_is_fatal(event.get()) != 0) failed_ = true;
      break;
    default: break;
  }
}

// Whatever is in flight is reported first, as Unknown by the purge, so that nobody waits for a
// producer that is gone.
void Producer::Retire() {
  std::shared_ptr<rd_kafka_t> old;
  {
    const std::lock_guard lock(mutex_);
    old = std::exchange(client_, nullptr);
  }
  const auto serve_while = [&](const auto& holds) {
    while (holds()) {
      const Event event(rd_kafka_queue_poll(queue_.get(), 1));
      if (event != nullptr) Serve(event);
    }
  };
  // An append that took the client before may still be sending. What it sent after the purge would
  // stay for as long as a record may take.
  serve_while([&] { return old.use_count() > 1; });
  rd_kafka_purge(old.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  serve_while([&] { return rd_kafka_outq_len(old.get()) > 0; });
  const std::lock_guard lock(mutex_);
  queue_.reset();
}

// False if there is nothing left to replace for.
bool Producer::WaitToReplace() {
  if (std::chrono::steady_clock::now() - started_ >= kSettled) {
    patience_ = std::chrono::milliseconds(0);
    return !stopping();
  }
  std::unique_lock lock(mutex_);
  stopped_.wait_for(lock, patience_, [this] { return stopping_; });
  patience_ = std::clamp(2 * patience_, kPatienceMin,
                         forbidden_.empty() ? kPatienceMax : kPatienceIfForbidden);
  return !stopping_;
}

void Producer::TellOfFailure(const std::string& reason) {
  ++untold_;
  const auto now = std::chrono::steady_clock::now();
  const bool again = patience_ > std::chrono::milliseconds(0) && now - started_ < kSettled;
  if (!options_.tell || (again && now - told_ < kTellEvery)) return;
  const std::string times =
      untold_ > 1 ? " (" + std::to_string(untold_) + " times since that was last told)" : "";
  options_.tell(kWarning, "the producer failed for good and is replaced" + times + ": " + reason);
  told_ = now;
  untold_ = 0;
}

void Producer::Replace() {
  std::array<char, 512> reason{};
  const rd_kafka_resp_err_t code =
      rd_kafka_fatal_error(client_.get(), reason.data(), reason.size());
  TellOfFailure(reason.data());
  {
    const std::lock_guard lock(mutex_);
    forbidden_ = IsForbidden(code) ? reason.data() : "";
    ++replacements_;
  }
  Retire();
  failed_ = false;
  while (WaitToReplace() && !Start().ok()) {
  }
}

bool Producer::stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void Producer::Run() {
  while (!stopping()) {
    const Event event(rd_kafka_queue_poll(queue_.get(), kPollMillis));
    if (event != nullptr) Serve(event);
    if (failed_) Replace();
  }
}

}  // namespace docket::log::kafka
