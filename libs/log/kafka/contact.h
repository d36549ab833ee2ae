#pragma once

// A client that has reached a cluster and was let in. For what is asked once, at a start or by an
// operator: a client that stays tries again for ever and says nothing of why.
//
// Threads: one.

#include <chrono>
#include <string>

#include "libs/base/status.h"
#include "libs/log/kafka/complaints.h"
#include "libs/log/kafka/handles.h"
#include "libs/log/kafka/options.h"

namespace docket::log::kafka {

class Contact {
 public:
  using Clock = std::chrono::steady_clock;

  // Waits for an answer for at most `options.connect_timeout`, which is the time for everything
  // that is asked afterwards as well. `options` outlives this. UNAVAILABLE: no broker answers.
  // PERMISSION_DENIED: they refuse us. Both name as whom we called and what to check.
  // INVALID_ARGUMENT, FAILED_PRECONDITION: a setting may not be given, or is no good.
  static absl::StatusOr<Contact> Reach(const KafkaOptions& options);

  const KafkaOptions& options() const { return *options_; }
  const std::string& cluster_id() const { return cluster_id_; }
  rd_kafka_t* client() const { return client_.get(); }
  Clock::time_point until() const { return until_; }
  int MillisLeft() const;

  // Metadata of `topic`, or of the brokers alone if it is null.
  absl::StatusOr<Metadata> Ask(rd_kafka_topic_t* topic);

  // Metadata of the topic called `name`; its error is in it.
  absl::StatusOr<Metadata> AskTopic(const std::string& name);
  // Likewise. A topic that was just made is not known to all brokers at once, so unknown ones are
  // asked for again until the contact is two seconds old.
  absl::StatusOr<Metadata> AwaitTopic(const std::string& name);

 private:
  explicit Contact(const KafkaOptions& options)
      : options_(&options), until_(Clock::now() + options.connect_timeout) {}

  absl::Status TakeErrors();

  const KafkaOptions* options_;
  Clock::time_point until_;
  Clock::time_point known_until_;
  Client client_;
  Queue events_;
  Complaint complaint_;
  std::string cluster_id_;
};

}  // namespace docket::log::kafka
