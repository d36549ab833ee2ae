#include "libs/log/kafka/group_rights.h"

#include <chrono>
#include <cstdint>
#include <limits>
#include <utility>

#include "libs/log/kafka/complaints.h"
#include "libs/log/kafka/groups.h"
#include "libs/log/kafka/handles.h"
#include "libs/log/kafka/settings.h"

namespace docket::log {
namespace kafka {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kAskMillis = 250;
// A place that no topic has is answered like one that is not there yet, and asked for twice more.
constexpr char kRetryMillis[] = "1";
constexpr int32_t kNoPartition = std::numeric_limits<int32_t>::max();

// A client that speaks for one group.
class GroupAsker {
 public:
  static absl::StatusOr<GroupAsker> Make(const KafkaOptions& options, std::string group) {
    GroupAsker asker(options, std::move(group));
    DOCKET_ASSIGN_OR_RETURN(Conf conf, MakeConf(options, Role::kReader, asker.group_));
    rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_OFFSET_COMMIT);
    SetForOne(conf, "retry.backoff.ms", kRetryMillis);
    // It would say that only producers heed that, which is not so. What matters comes as an event.
    rd_kafka_conf_set_log_cb(conf.get(), nullptr);
    DOCKET_ASSIGN_OR_RETURN(asker.client_, MakeClient(std::move(conf), Role::kReader));
    rd_kafka_poll_set_consumer(asker.client_.get());
    asker.answers_.reset(rd_kafka_queue_get_consumer(asker.client_.get()));
    return asker;
  }

  // OK if the group may be used, or nothing is heard by `until`.
  absl::Status Ask(Clock::time_point until) {
    while (Clock::now() < until) {
      // Without a coordinator librdkafka would keep what is to be stored for most of a minute, and
      // not let the client go before.
      if (rd_kafka_committed(client_.get(), nowhere_.get(), kAskMillis) ==
          RD_KAFKA_RESP_ERR_NO_ERROR) {
        return AskToStore(until);
      }
      while (const Event event{rd_kafka_queue_poll(answers_.get(), 0)}) {
        if (IsRefusal(event)) return MayNotUse(options_, group_);
      }
    }
    return absl::OkStatus();
  }

 private:
  GroupAsker(const KafkaOptions& options, std::string group)
      : options_(options),
        group_(std::move(group)),
        nowhere_(rd_kafka_topic_partition_list_new(1)) {
    rd_kafka_topic_partition_list_add(nowhere_.get(), options.topics.front().c_str(), kNoPartition);
  }

  static bool IsRefusal(const Event& event) {
    return rd_kafka_event_error(event.get()) == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED;
  }

  absl::Status AskToStore(Clock::time_point until) {
    nowhere_->elems[0].offset = 0;
    rd_kafka_commit_queue(client_.get(), nowhere_.get(), answers_.get(), nullptr, nullptr);
    while (Clock::now() < until) {
      const Event event(rd_kafka_queue_poll(answers_.get(), kAskMillis));
      if (event == nullptr) continue;
      if (IsRefusal(event)) return MayNotUse(options_, group_);
      if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_OFFSET_COMMIT) break;
    }
    return absl::OkStatus();
  }

  const KafkaOptions& options_;
  std::string group_;
  Places nowhere_;
  Client client_;
  Queue answers_;
};

}  // namespace
}  // namespace kafka

absl::Status RequireGroups(const KafkaOptions& options, const std::vector<std::string>& services) {
  const auto until = kafka::Clock::now() + options.connect_timeout;
  for (const std::string& service : services) {
    for (const std::string& group : {kafka::MemberGroup(service), kafka::PositionGroup(service)}) {
      DOCKET_ASSIGN_OR_RETURN(kafka::GroupAsker asker, kafka::GroupAsker::Make(options, group));
      DOCKET_RETURN_IF_ERROR(asker.Ask(until));
    }
  }
  return absl::OkStatus();
}

}  // namespace docket::log
