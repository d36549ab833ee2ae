#include "libs/log/kafka/kafka_owners.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include "libs/log/kafka/assignment.h"
#include "libs/log/kafka/handles.h"
#include "libs/log/kafka/settings.h"

namespace docket::log {
namespace {

using kafka::Client;
using kafka::Conf;

constexpr std::chrono::seconds kAskEvery{30};
constexpr std::chrono::milliseconds kAskAtMostEvery{1'000};
constexpr std::chrono::milliseconds kAskAgainAfter{50};  // Longer and longer.
constexpr int kTimeoutMillis = 2000;

}  // namespace

// The one client that lists the group. All brokers that it ever heard of are asked, and one that
// refuses spoils the answers of the others: the client goes, and the next hears of none that is
// dead.
class KafkaOwners::Asker {
 public:
  explicit Asker(const KafkaOwners& owners) : owners_(owners) {}

  absl::Status Open() {
    DOCKET_ASSIGN_OR_RETURN(
        Conf conf, kafka::MakeConf(owners_.options_, kafka::Role::kReader, "docket.owners"));
    DOCKET_ASSIGN_OR_RETURN(client_, kafka::MakeClient(std::move(conf), kafka::Role::kReader));
    return absl::OkStatus();
  }

  // Who owns what, or none while the group shares anew or nobody answers. The request for
  // administrators would end the process when the coordinator is away (kept_positions.h).
  std::optional<std::map<int32_t, std::string>> Ask() {
    if (client_ == nullptr && !Open().ok()) return std::nullopt;
    const struct rd_kafka_group_list* listed = nullptr;
    const rd_kafka_resp_err_t code =
        rd_kafka_list_groups(client_.get(), owners_.group_.c_str(), &listed, kTimeoutMillis);
    kafka::DropEvents(client_.get());
    const kafka::GroupList groups(listed);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR && code != RD_KAFKA_RESP_ERR__PARTIAL) {
      client_.reset();
      return std::nullopt;
    }
    // Every broker is asked, and all but the group's coordinator say that they are not it.
    for (int i = 0; groups != nullptr && i < groups->group_cnt; ++i) {
      const rd_kafka_group_info& group = groups->groups[i];
      if (group.err == RD_KAFKA_RESP_ERR_NO_ERROR && std::string_view(group.state) == "Stable") {
        return OwnersIn(group);
      }
    }
    return std::nullopt;
  }

 private:
  std::map<int32_t, std::string> OwnersIn(const rd_kafka_group_info& group) const {
    std::map<int32_t, std::string> owners;
    for (int i = 0; i < group.member_cnt; ++i) {
      const rd_kafka_group_member_info& member = group.members[i];
      const std::string_view assignment(static_cast<const char*>(member.member_assignment),
                                        static_cast<size_t>(member.member_assignment_size));
      for (const int32_t partition : kafka::AssignedPartitions(assignment, owners_.topic_)) {
        owners[partition] = member.client_id;
      }
    }
    return owners;
  }

  const KafkaOwners& owners_;
  Client client_;
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
  const std::lock_guard lock(mutex_);
  // Whoever asks was misled, so what is known may be old.
  if (!std::exchange(wanted_, true)) changed_.notify_one();
  const auto found = owners_.find(partition);
  if (found == owners_.end() || found->second == options_.client_id) return std::nullopt;
  return found->second;
}

void KafkaOwners::Refresh() {
  {
    const std::lock_guard lock(mutex_);
    dealt_since_asked_ = true;
  }
  changed_.notify_one();
}

void KafkaOwners::Run() {
  std::unique_lock lock(mutex_);
  std::chrono::milliseconds again = kAskAgainAfter;
  while (!stopping_) {
    wanted_ = false;
    const bool dealt = std::exchange(dealt_since_asked_, false);
    lock.unlock();
    std::optional<std::map<int32_t, std::string>> found = asker_->Ask();
    lock.lock();
    if (found.has_value()) {
      owners_ = *std::move(found);
      again = kAskAgainAfter;
    } else if (dealt) {
      // The group is still at it; calls have nowhere to go until it is known who has what.
      dealt_since_asked_ = true;
      changed_.wait_for(lock, again, [this] { return stopping_; });
      again = std::min(2 * again, kAskAtMostEvery);
      continue;
    }
    const auto roused = [this] { return stopping_ || dealt_since_asked_; };
    changed_.wait_for(lock, kAskAtMostEvery, roused);
    changed_.wait_for(lock, kAskEvery, [&] { return roused() || wanted_; });
  }
}

}  // namespace docket::log
