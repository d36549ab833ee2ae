#pragma once

// Which partitions of a topic this instance owns, shared out by the cluster among the members of a
// group. The member reads nothing: records are read by assignment (partition_reader.h), whoever
// owns what.
//
// A thread of its own answers the cluster. A member that has failed for good is made anew. What the
// cluster objects to, a right that is missing among it, goes to KafkaOptions::tell: once each until
// partitions are assigned again.

#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "libs/base/status.h"
#include "libs/log/kafka/options.h"
#include "libs/log/membership.h"

namespace docket::log {

class KafkaMembership final : public Membership {
 public:
  // Joins `group`, whose members share the partitions of `topic`. Assigned partitions are told by
  // Poll when the cluster has dealt them out, which takes a few round trips and, of a member that
  // was killed, its session timeout. What was owned before is kept until then, for two session
  // timeouts at most and not by a member that hears that it was thrown out. FAILED_PRECONDITION or
  // INVALID_ARGUMENT as settings.h.
  //
  // `dealt` is called by the membership's own thread whenever partitions were dealt out or lost,
  // whether this member's are others now or not; it must not wait.
  static absl::StatusOr<std::unique_ptr<KafkaMembership>> Join(const KafkaOptions& options,
                                                               const std::string& group,
                                                               const std::string& topic,
                                                               std::function<void()> dealt = {});
  // Leaves the group, so that others need not wait for a timeout.
  ~KafkaMembership() override;
  KafkaMembership(const KafkaMembership&) = delete;
  KafkaMembership& operator=(const KafkaMembership&) = delete;

  std::vector<MembershipChange> Poll() override;

 private:
  class Member;

  KafkaMembership(const KafkaOptions& options, std::string group, std::string topic,
                  std::function<void()> dealt);

  void Run();
  void Own(const std::set<int32_t>& partitions);
  void Tell(int code, const absl::Status& complaint);
  bool stopping() const;

  const KafkaOptions options_;
  const std::string group_;
  const std::string topic_;
  const std::function<void()> dealt_;
  // The thread's own.
  std::unique_ptr<Member> member_;
  std::set<int> told_;
  mutable std::mutex mutex_;
  std::set<int32_t> owned_;
  std::vector<MembershipChange> changes_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace docket::log
