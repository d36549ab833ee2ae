#include "libs/log/kafka/contact.h"

#include <algorithm>
#include <string_view>
#include <thread>
#include <utility>

#include "libs/log/kafka/settings.h"

namespace docket::log::kafka {
namespace {

constexpr int kAskMillis = 250;
constexpr int kIdMillis = 1000;
// Somebody waits, and nothing that is fetched is read on.
constexpr char kFetchWaitMillis[] = "1";
constexpr std::chrono::milliseconds kSpreading{2000};
constexpr std::chrono::milliseconds kAskAgainAfter{50};

// Nobody joins it; a client that reads has to have one.
constexpr char kGroup[] = "docket.contact";

// Without librdkafka's notes on how long it took and how often it was said before.
std::string Essence(std::string_view text) {
  return std::string(text.substr(0, text.rfind(" (after ")));
}

}  // namespace

absl::StatusOr<Contact> Contact::Reach(const KafkaOptions& options) {
  Contact contact(options);
  DOCKET_ASSIGN_OR_RETURN(Conf conf, MakeConf(options, Role::kReader, kGroup));
  rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_ERROR);
  SetForOne(conf, "fetch.wait.max.ms", kFetchWaitMillis);
  DOCKET_ASSIGN_OR_RETURN(contact.client_, MakeClient(std::move(conf), Role::kReader));
  contact.events_.reset(rd_kafka_queue_get_main(contact.client()));
  DOCKET_RETURN_IF_ERROR(contact.Ask(nullptr).status());
  char* const id = rd_kafka_clusterid(contact.client(), kIdMillis);
  if (id == nullptr) return Unavailable("the brokers at " + options.brokers + " name no cluster");
  contact.cluster_id_ = id;
  rd_kafka_mem_free(contact.client(), id);
  contact.known_until_ = std::min(contact.until_, Clock::now() + kSpreading);
  return contact;
}

int Contact::MillisLeft() const {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until_ - Clock::now());
  return std::max(static_cast<int>(left.count()), 1);
}

// OK while it is worth asking once more.
absl::Status Contact::TakeErrors() {
  while (const Event event{rd_kafka_queue_poll(events_.get(), 0)}) {
    const rd_kafka_resp_err_t code = rd_kafka_event_error(event.get());
    if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) continue;  // What follows from the rest.
    complaint_ = {code, Essence(rd_kafka_event_error_string(event.get()))};
    DOCKET_RETURN_IF_ERROR(Verdict(*options_, complaint_));
  }
  return Clock::now() < until_ ? absl::OkStatus() : NoAnswer(*options_, complaint_);
}

// librdkafka would answer most other questions only after a second, when it asks for metadata by
// itself.
absl::StatusOr<Metadata> Contact::Ask(rd_kafka_topic_t* topic) {
  while (true) {
    const rd_kafka_metadata_t* found = nullptr;
    const rd_kafka_resp_err_t code =
        rd_kafka_metadata(client_.get(), 0, topic, &found, std::min(kAskMillis, MillisLeft()));
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return Metadata(found);
    DOCKET_RETURN_IF_ERROR(TakeErrors());
  }
}

absl::StatusOr<Metadata> Contact::AskTopic(const std::string& name) {
  const Topic topic(rd_kafka_topic_new(client_.get(), name.c_str(), nullptr));
  DOCKET_ASSIGN_OR_RETURN(Metadata metadata, Ask(topic.get()));
  if (metadata->topic_cnt != 1) return Unavailable("Kafka says nothing about topic " + name);
  return metadata;
}

absl::StatusOr<Metadata> Contact::AwaitTopic(const std::string& name) {
  while (true) {
    DOCKET_ASSIGN_OR_RETURN(Metadata metadata, AskTopic(name));
    const bool unknown = metadata->topics[0].err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
    if (!unknown || Clock::now() >= known_until_) return metadata;
    std::this_thread::sleep_for(kAskAgainAfter);
  }
}

}  // namespace docket::log::kafka
