#include "libs/log/kafka/write_right.h"

#include <algorithm>
#include <array>
#include <utility>

#include "libs/log/kafka/errors.h"
#include "libs/log/kafka/settings.h"

namespace docket::log::kafka {
namespace {

constexpr int64_t kAskedBytesMax = 16 << 20;
// What librdkafka counts beside the value; its own limit has to let the record out.
constexpr int64_t kRoomBytes = 4096;

absl::Status Set(rd_kafka_conf_t* conf, const char* name, const std::string& value) {
  std::array<char, 512> reason{};
  if (rd_kafka_conf_set(conf, name, value.c_str(), reason.data(), reason.size()) ==
      RD_KAFKA_CONF_OK) {
    return absl::OkStatus();
  }
  return Internal(std::string("Kafka setting ") + name + ": " + reason.data());
}

// Without an id of its own, which takes a right too, and without compression, which would make the
// record fit.
absl::StatusOr<Client> MakeAsker(const Contact& contact, int64_t bytes) {
  DOCKET_ASSIGN_OR_RETURN(Conf conf, MakeConf(contact.options(), Role::kProducer, {}));
  DOCKET_RETURN_IF_ERROR(Set(conf.get(), "enable.idempotence", "false"));
  DOCKET_RETURN_IF_ERROR(Set(conf.get(), "compression.type", "none"));
  DOCKET_RETURN_IF_ERROR(Set(conf.get(), "message.max.bytes", std::to_string(bytes + kRoomBytes)));
  DOCKET_RETURN_IF_ERROR(
      Set(conf.get(), "message.timeout.ms", std::to_string(contact.MillisLeft())));
  rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_DR);
  return MakeClient(std::move(conf), Role::kProducer);
}

// librdkafka would send the first record to a topic only after a second, when it asks for metadata
// by itself.
void WarmUp(const Contact& contact, rd_kafka_t* client, const std::string& topic) {
  const Topic handle(rd_kafka_topic_new(client, topic.c_str(), nullptr));
  const rd_kafka_metadata_t* found = nullptr;
  rd_kafka_metadata(client, 0, handle.get(), &found, contact.MillisLeft());
  const Metadata unread(found);
}

rd_kafka_resp_err_t Send(rd_kafka_t* client, const std::string& topic, const std::string& value) {
  return rd_kafka_producev(client, RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(0),
                           RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                           RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()),
                           RD_KAFKA_V_END);
}

// What became of the record that is on its way; it is reported at the latest when its time is over.
rd_kafka_resp_err_t AwaitReport(rd_kafka_queue_t* reports) {
  while (true) {
    const Event event(rd_kafka_queue_poll(reports, -1));
    if (const rd_kafka_message_t* message = rd_kafka_event_message_next(event.get())) {
      return message->err;
    }
  }
}

// What the answer to one such record means.
absl::Status Judge(const KafkaOptions& options, const std::string& topic,
                   rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE: return absl::OkStatus();
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED: return MayNot(options, "Write", topic);
    case RD_KAFKA_RESP_ERR_NO_ERROR:
      return FailedPrecondition("the brokers at " + options.brokers + " took a record for topic " +
                                topic +
                                " that is larger than its max.message.bytes: they are no Kafka "
                                "that Docket knows");
    default: return ToStatus(code, "asking whether topic " + topic + " may be written");
  }
}

}  // namespace

absl::Status RequireWritable(const Contact& contact,
                             const std::map<std::string, int64_t>& record_bytes_max) {
  const KafkaOptions& options = contact.options();
  DOCKET_ASSIGN_OR_RETURN(const Client client, MakeAsker(contact, kAskedBytesMax));
  const Queue reports(rd_kafka_queue_get_main(client.get()));
  for (const auto& [topic, bytes] : record_bytes_max) {
    if (bytes > kAskedBytesMax) continue;
    WarmUp(contact, client.get(), topic);
    const std::string value(static_cast<size_t>(bytes) + 1, '\0');
    const rd_kafka_resp_err_t sent = Send(client.get(), topic, value);
    // One at a time, for together they may be more than a client holds.
    DOCKET_RETURN_IF_ERROR(Judge(
        options, topic, sent == RD_KAFKA_RESP_ERR_NO_ERROR ? AwaitReport(reports.get()) : sent));
  }
  return absl::OkStatus();
}

}  // namespace docket::log::kafka
