#include "libs/hosting/kafka_source.h"

#include <filesystem>
#include <map>
#include <string>
#include <system_error>
#include <utility>

#include "libs/hosting/known_topics.h"
#include "libs/log/kafka/group_rights.h"
#include "libs/log/kafka/groups.h"
#include "libs/log/kafka/kafka_event_log.h"
#include "libs/log/kafka/kafka_membership.h"
#include "libs/log/kafka/kafka_owners.h"
#include "libs/log/kafka/topics.h"

namespace docket::hosting {
namespace {

using log::KafkaEventLog;

class KafkaSource final : public LogSource {
 public:
  KafkaSource(log::KafkaOptions options, std::unique_ptr<KafkaEventLog> log)
      : options_(std::move(options)), log_(std::move(log)) {}

  std::string id() const override { return log_->log_id(); }
  absl::StatusOr<int32_t> PartitionCount(std::string_view topic) const override {
    return log_->PartitionCount(topic);
  }
  LogObject NewObject() const override {
    std::unique_ptr<KafkaEventLog> log = log_->Share();
    KafkaEventLog* const positions = log.get();
    return {std::move(log), positions};
  }
  // Clients try again by themselves, for ever; whoever waits is told UNAVAILABLE meanwhile.
  absl::Status failed() const override { return absl::OkStatus(); }
  // Others find this instance by the client id of its member.
  absl::StatusOr<Share> Join(const Group& group, const std::string& address) const override {
    log::KafkaOptions options = options_;
    options.client_id = address;
    const std::string name = log::kafka::MemberGroup(group.service);
    DOCKET_ASSIGN_OR_RETURN(auto owners, log::KafkaOwners::Watch(options, name, group.topic));
    DOCKET_ASSIGN_OR_RETURN(auto membership,
                            log::KafkaMembership::Join(options, name, group.topic,
                                                       [raw = owners.get()] { raw->Refresh(); }));
    return Share{.owners = std::move(owners), .membership = std::move(membership)};
  }

 private:
  const log::KafkaOptions options_;
  const std::unique_ptr<KafkaEventLog> log_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<LogSource>> OpenKafkaLog(const std::string& directory,
                                                        const log::KafkaOptions& options,
                                                        int32_t replication,
                                                        const std::vector<std::string>& services) {
  std::error_code error;
  if (std::filesystem::exists(std::filesystem::path(directory) / "log", error)) {
    return FailedPrecondition("the data in " + directory +
                              " has a log of its own, which --kafka would leave aside: give "
                              "another --data, or no --kafka");
  }
  DOCKET_RETURN_IF_ERROR(log::RequireTopics(options, replication));
  DOCKET_RETURN_IF_ERROR(log::RequireGroups(options, services));
  DOCKET_ASSIGN_OR_RETURN(auto log, KafkaEventLog::Open(options));
  std::map<std::string, int32_t> partitions;
  for (const std::string& topic : options.topics) {
    DOCKET_ASSIGN_OR_RETURN(partitions[topic], log->PartitionCount(topic));
  }
  DOCKET_RETURN_IF_ERROR(RememberTopics(directory, log->log_id(), partitions));
  return std::make_unique<KafkaSource>(options, std::move(log));
}

}  // namespace docket::hosting
