#pragma once

// docket.log.v1.LogService: the log, streamed to whoever may read all of it.

#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "docket/log/v1/log_service.pb.h"
#include "libs/eventing/aggregate_kind.h"
#include "libs/log/event_log.h"
#include "libs/ops/log_tail.h"
#include "libs/rpc/service.h"
#include "libs/runtime/read_pool.h"

namespace docket::ops {

// The streams that run, and the threads that step them: apart from those of units and of other
// reads, so that an export delays neither. Thread-safe.
//
//   LogTails tails([&log] { return log.Share(); }, {.kinds = {&ticket_kind}});
//   Server::Start(options, {tails.MakeService()});
class LogTails {
 public:
  // At a time; one more is RESOURCE_EXHAUSTED. Each may hold JudgedOptions::kHeadsMax heads.
  static constexpr size_t kStreamsMax = 4;

  // `share` gives each stream an object of its own by which it asks the log.
  LogTails(std::function<std::unique_ptr<log::EventLog>()> share, TailSources sources);
  // After the server has gone, and with it every call.
  ~LogTails();

  // The service; this outlives it.
  rpc::Service MakeService();

 private:
  class Stream;

  void Open(std::string tenant, log::v1::TailRequest request,
            rpc::ResponseStream<log::v1::TailResponse> answers);
  void Forget(const std::shared_ptr<Stream>& stream);

  const std::function<std::unique_ptr<log::EventLog>()> share_;
  const TailSources sources_;
  std::mutex mutex_;
  std::set<std::shared_ptr<Stream>> streams_;
  runtime::ReadPool threads_;  // Last, so that its work ends first.
};

}  // namespace docket::ops
