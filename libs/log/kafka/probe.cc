#include "libs/log/kafka/probe.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "libs/log/kafka/errors.h"
#include "libs/log/kafka/handles.h"
#include "libs/log/kafka/settings.h"

namespace docket::log::kafka {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kAskMillis = 250;
constexpr int kIdMillis = 1000;
constexpr std::chrono::milliseconds kSpreading{2000};
constexpr std::chrono::milliseconds kAskAgainAfter{50};

std::string SettingOr(const KafkaOptions& options, const std::string& name,
                      const std::string& otherwise) {
  const auto found = options.settings.find(name);
  return found == options.settings.end() ? otherwise : found->second;
}

std::string HowCalled(const KafkaOptions& options) {
  const std::string protocol = SettingOr(options, "security.protocol", "plaintext");
  if (!protocol.starts_with("sasl") && !protocol.starts_with("SASL")) return protocol;
  return protocol + " as user " + SettingOr(options, "sasl.username", "(none)") + " by mechanism " +
         SettingOr(options, "sasl.mechanism", SettingOr(options, "sasl.mechanisms", "GSSAPI"));
}

class Prober {
 public:
  explicit Prober(const KafkaOptions& options)
      : options_(options), until_(Clock::now() + options.connect_timeout) {}

  absl::StatusOr<ClusterFacts> Run() {
    DOCKET_ASSIGN_OR_RETURN(Conf conf, MakeConf(options_, Role::kReader, "docket.probe"));
    rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_ERROR);
    DOCKET_ASSIGN_OR_RETURN(client_, MakeClient(std::move(conf), Role::kReader));
    events_.reset(rd_kafka_queue_get_main(client_.get()));
    ClusterFacts facts;
    DOCKET_ASSIGN_OR_RETURN(facts.id, AskId());
    for (const std::string& topic : options_.topics) {
      DOCKET_ASSIGN_OR_RETURN(facts.partitions[topic], AskTopic(topic));
    }
    return facts;
  }

 private:
  // OK while it is worth asking once more.
  absl::Status TakeErrors() {
    while (true) {
      const Event event(rd_kafka_queue_poll(events_.get(), 0));
      if (event == nullptr) break;
      complaint_ = rd_kafka_event_error_string(event.get());
      if (rd_kafka_event_error(event.get()) == RD_KAFKA_RESP_ERR__AUTHENTICATION) return Refused();
    }
    if (Clock::now() < until_) return absl::OkStatus();
    return Unavailable("no broker at " + options_.brokers + " answers " + HowCalled(options_) +
                       (complaint_.empty() ? "" : ", the last thing heard was: " + complaint_) +
                       "; see that the address is right, that Kafka runs there and that "
                       "security.protocol is what its listener speaks");
  }

  absl::Status Refused() const {
    return PermissionDenied(
        "the brokers at " + options_.brokers + " refuse us, calling " + HowCalled(options_) + ": " +
        complaint_ +
        "; check sasl.username, sasl.password and that the mechanism is switched on there "
        "(brokers from 4.0 on refuse SCRAM of librdkafka before 2.6.1, which is " +
        rd_kafka_version_str() + " here: use PLAIN over TLS or client certificates)");
  }

  // Metadata of `topic`, or of the brokers alone if it is null. librdkafka would answer most other
  // questions only after a second, when it asks for metadata by itself.
  absl::StatusOr<Metadata> Ask(rd_kafka_topic_t* topic) {
    while (true) {
      const rd_kafka_metadata_t* found = nullptr;
      const rd_kafka_resp_err_t code =
          rd_kafka_metadata(client_.get(), 0, topic, &found, kAskMillis);
      if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return Metadata(found);
      DOCKET_RETURN_IF_ERROR(TakeErrors());
    }
  }

  absl::StatusOr<std::string> AskId() {
    DOCKET_RETURN_IF_ERROR(Ask(nullptr).status());
    char* const id = rd_kafka_clusterid(client_.get(), kIdMillis);
    if (id == nullptr)
      return Unavailable("the brokers at " + options_.brokers + " name no cluster");
    std::string text(id);
    rd_kafka_mem_free(client_.get(), id);
    return text;
  }

  // A topic that was just made is not known to all brokers at once.
  absl::StatusOr<int32_t> AskTopic(const std::string& topic) {
    const Topic handle(rd_kafka_topic_new(client_.get(), topic.c_str(), nullptr));
    const Clock::time_point known_until = std::min(until_, Clock::now() + kSpreading);
    while (true) {
      DOCKET_ASSIGN_OR_RETURN(const Metadata metadata, Ask(handle.get()));
      if (metadata->topic_cnt != 1) return Unavailable("Kafka says nothing about topic " + topic);
      const rd_kafka_metadata_topic_t& there = metadata->topics[0];
      if (there.err == RD_KAFKA_RESP_ERR_NO_ERROR) return there.partition_cnt;
      if (there.err != RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) {
        return ToStatus(there.err, "asking for topic " + topic);
      }
      if (Clock::now() >= known_until) return NoSuchTopic(topic);
      std::this_thread::sleep_for(kAskAgainAfter);
    }
  }

  absl::Status NoSuchTopic(const std::string& topic) const {
    return FailedPrecondition("the cluster at " + options_.brokers + " has no topic " + topic +
                              ": make Docket's topics by `docketctl topics ensure --kafka " +
                              options_.brokers + "`");
  }

  const KafkaOptions& options_;
  const Clock::time_point until_;
  Client client_;
  Queue events_;
  std::string complaint_;
};

}  // namespace

absl::StatusOr<ClusterFacts> Probe(const KafkaOptions& options) { return Prober(options).Run(); }

}  // namespace docket::log::kafka
