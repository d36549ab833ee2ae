#pragma once

// Positions as the cluster keeps them for groups that nobody joins. Asked of the group's
// coordinator, answered by a thread of our own.
//
// Threads: any.

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "libs/base/status.h"
#include "libs/log/kafka/handles.h"
#include "libs/log/record.h"

namespace docket::log::kafka {

class KeptPositions {
 public:
  // Called once, by the thread, with what Positions::Poll gives.
  using Done = std::function<void(absl::StatusOr<Offset>)>;

  // Asks by `client`, which outlives this.
  explicit KeptPositions(rd_kafka_t* client);
  // Questions that are open are answered UNAVAILABLE.
  ~KeptPositions();
  KeptPositions(const KeptPositions&) = delete;
  KeptPositions& operator=(const KeptPositions&) = delete;

  // As Positions::Store and Query.
  void Store(const std::string& group, const TopicPartition& place, Offset next, Done done);
  void Query(const std::string& group, const TopicPartition& place, Done done);

 private:
  struct Open {
    std::string doing;
    Done done;
  };

  AdminOptions Begin(rd_kafka_admin_op_t operation, std::string doing, Done done);
  void Run();
  void Answer(rd_kafka_event_t* event);

  rd_kafka_t* const client_;
  const Queue results_;
  std::mutex mutex_;
  uintptr_t last_ = 0;
  std::map<uintptr_t, Open> open_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace docket::log::kafka
