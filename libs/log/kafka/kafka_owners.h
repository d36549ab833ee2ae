#pragma once

// Owners by the member list of their group: each member's client id is the address at which it
// takes calls. Asked every half minute; at most once a second when somebody wanted to know; at once
// when the group has dealt out anew, and soon again until it is done with that.

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "libs/base/status.h"
#include "libs/log/kafka/options.h"
#include "libs/log/owners.h"

namespace docket::log {

class KafkaOwners final : public Owners {
 public:
  // Of `group`, whose members share the partitions of `topic` (kafka_membership.h).
  static absl::StatusOr<std::unique_ptr<KafkaOwners>> Watch(const KafkaOptions& options,
                                                            std::string group, std::string topic);
  ~KafkaOwners() override;
  KafkaOwners(const KafkaOwners&) = delete;
  KafkaOwners& operator=(const KafkaOwners&) = delete;

  std::optional<std::string> OwnerOf(int32_t partition) override;

  // The group has dealt out anew: what is known is to be asked anew. Any thread; does not wait.
  void Refresh();

 private:
  class Asker;

  KafkaOwners(const KafkaOptions& options, std::string group, std::string topic);
  void Run();

  const KafkaOptions options_;
  const std::string group_;
  const std::string topic_;
  std::unique_ptr<Asker> asker_;  // The thread's own.
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<int32_t, std::string> owners_;
  bool wanted_ = false;
  bool dealt_since_asked_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace docket::log
