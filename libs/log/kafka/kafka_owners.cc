#include "libs/log/kafka/kafka_owners.h"

#include <chrono>
#include <utility>

#include "libs/log/kafka/errors.h"
#include "libs/log/kafka/handles.h"
#include "libs/log/kafka/settings.h"

namespace docket::log {
namespace {

using kafka::AdminOptions;
using kafka::Client;
using kafka::Conf;
using kafka::Event;
using kafka::Queue;

constexpr std::chrono::seconds kAskEvery{30};
constexpr std::chrono::seconds kAskAtMostEvery{1};
constexpr int kTimeoutMillis = 2000;

}  // namespace

// The one client that describes groups. No other may: asked of a broker that does not know the
// request, it would end in a deadlock.
class KafkaOwners::Asker {
 public:
  explicit Asker(const KafkaOwners& owners) : owners_(owners) {}

  absl::Status Open() {
    DOCKET_ASSIGN_OR_RETURN(
        Conf conf, kafka::MakeConf(owners_.options_, kafka::Role::kReader, "docket.owners"));
    DOCKET_ASSIGN_OR_RETURN(client_, kafka::MakeClient(std::move(conf), kafka::Role::kReader));
    queue_.reset(rd_kafka_queue_new(client_.get()));
    return absl::OkStatus();
  }

  // Who owns what, or none while the group shares anew.
  std::optional<std::map<int32_t, std::string>> Ask() {
    const AdminOptions options(
        rd_kafka_AdminOptions_new(client_.get(), RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS));
    rd_kafka_AdminOptions_set_request_timeout(options.get(), kTimeoutMillis, nullptr, 0);
    const char* group = owners_.group_.c_str();
    rd_kafka_DescribeConsumerGroups(client_.get(), &group, 1, options.get(), queue_.get());
    const Event event(rd_kafka_queue_poll(queue_.get(), 2 * kTimeoutMillis));
    if (event == nullptr || rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return std::nullopt;
    }
    const auto* const result = rd_kafka_event_DescribeConsumerGroups_result(event.get());
    if (result == nullptr) return std::nullopt;
    size_t count = 0;
    const rd_kafka_ConsumerGroupDescription_t** const groups =
        rd_kafka_DescribeConsumerGroups_result_groups(result, &count);
    if (count != 1 || rd_kafka_ConsumerGroupDescription_state(groups[0]) !=
                          RD_KAFKA_CONSUMER_GROUP_STATE_STABLE) {
      return std::nullopt;
    }
    return OwnersIn(*groups[0]);
  }

 private:
  std::map<int32_t, std::string> OwnersIn(const rd_kafka_ConsumerGroupDescription_t& group) const {
    std::map<int32_t, std::string> owners;
    for (size_t i = 0; i < rd_kafka_ConsumerGroupDescription_member_count(&group); ++i) {
      const auto* const member = rd_kafka_ConsumerGroupDescription_member(&group, i);
      const auto* const assigned = rd_kafka_MemberDescription_assignment(member);
      if (assigned == nullptr) continue;
      const auto* const places = rd_kafka_MemberAssignment_partitions(assigned);
      if (places == nullptr) continue;
      for (int place = 0; place < places->cnt; ++place) {
        if (places->elems[place].topic != owners_.topic_) continue;
        owners[places->elems[place].partition] = rd_kafka_MemberDescription_client_id(member);
      }
    }
    return owners;
  }

  const KafkaOwners& owners_;
  Client client_;
  Queue queue_;
};

absl::StatusOr<std::unique_ptr<KafkaOwners>> KafkaOwners::Watch(const KafkaOptions& options,
                                                                std::string group,
                                                                std::string topic) {
  std::unique_ptr<KafkaOwners> owners(new KafkaOwners(options, std::move(group), std::move(topic)));
  owners->asker_ = std::make_unique<Asker>(*owners);
  DOCKET_RETURN_IF_ERROR(owners->asker_->Open());
  owners->thread_ = std::thread([raw = owners.get()] { raw->Run(); });
  return owners;
}

KafkaOwners::KafkaOwners(const KafkaOptions& options, std::string group, std::string topic)
    : options_(options), group_(std::move(group)), topic_(std::move(topic)) {}

KafkaOwners::~KafkaOwners() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

std::optional<std::string> KafkaOwners::OwnerOf(int32_t partition) {
  Refresh();  // Whoever asks was misled, so what is known may be old.
  const std::lock_guard lock(mutex_);
  const auto found = owners_.find(partition);
  if (found == owners_.end() || found->second == options_.client_id) return std::nullopt;
  return found->second;
}

void KafkaOwners::Refresh() {
  {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
  }
  changed_.notify_one();
}

void KafkaOwners::Run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    wanted_ = false;
    lock.unlock();
    std::optional<std::map<int32_t, std::string>> found = asker_->Ask();
    lock.lock();
    if (found.has_value()) owners_ = *std::move(found);
    changed_.wait_for(lock, kAskAtMostEvery, [this] { return stopping_; });
    changed_.wait_for(lock, kAskEvery, [this] { return stopping_ || wanted_; });
  }
}

}  // namespace docket::log
