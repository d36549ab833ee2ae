#pragma once

// Recorded commands on their way to a server, over one stream after another until each has its
// verdict: a stream that breaks is opened again and what has no verdict sent again, and so is what
// the server could not take (UNAVAILABLE, RESOURCE_EXHAUSTED, ABORTED). Commands of one case stay
// in their order, whatever is sent again. Repeating is safe: what is done stays done.
//
//   Submission submission({.channel = ..., .next = [&] { return plan.Next(); }});
//   absl::Status status = submission.Run();
//
// One thread calls; the functions that it is given are called on that or on a thread of gRPC, one
// at a time.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include "docket/ticket/v1/ticket_command_service.grpc.pb.h"
#include "libs/base/status.h"
#include "tools/docketctl/import/send_order.h"

namespace docket::docketctl {

struct SubmissionOptions {
  std::shared_ptr<grpc::Channel> channel;
  // Says who calls; for each stream.
  std::function<void(grpc::ClientContext&)> prepare;
  // The next command, in the order in which they are to be; none at the end.
  std::function<std::optional<ticket::v1::SubmitRequest>()> next;
  // Told of each command that was refused for good.
  std::function<void(const ticket::v1::SubmitResponse&)> on_refused;
  // Told every few seconds while nothing gets on: why, and how long it will go on trying.
  std::function<void(const std::string& why, std::chrono::nanoseconds left)> on_waiting;
  // How long nothing may get on before it gives up.
  std::chrono::nanoseconds patience = std::chrono::seconds(60);
};

struct SubmissionCounts {
  // Sent, each counted once.
  uint64_t commands = 0;
  // Of these, how many have a verdict, and how many were refused.
  uint64_t answered = 0;
  uint64_t refused = 0;
  // How often something was sent again.
  uint64_t repeated = 0;
  // How often it waited for something to happen.
  uint64_t waits = 0;
};

class Submission {
 public:
  explicit Submission(SubmissionOptions options);

  // Returns when each command has its verdict, with OK; or when that cannot be: UNAVAILABLE when
  // its patience is over, else what the server said of the stream.
  absl::Status Run();

  // After Run.
  const SubmissionCounts& counts() const { return counts_; }

 private:
  class Stream;
  using SharedRequest = std::shared_ptr<const ticket::v1::SubmitRequest>;
  struct Open {
    SharedRequest request;
    bool sent = false;
  };

  // All of these hold the lock.
  absl::Status RunStream(std::unique_lock<std::mutex>& lock);
  void Refill();
  // What to write next at `now`; null if nothing may go.
  SharedRequest TakeNext(std::chrono::nanoseconds now);
  void Take(const ticket::v1::SubmitResponse& response);
  void Wait(std::unique_lock<std::mutex>& lock, std::chrono::nanoseconds until);
  void TellIfWaiting(std::chrono::nanoseconds now);
  bool done() const { return at_end_ && order_.open() == 0; }
  bool out_of_patience() const;
  absl::Status GivenUp() const;

  const SubmissionOptions options_;
  const std::unique_ptr<ticket::v1::TicketCommandService::Stub> stub_;

  std::mutex mutex_;
  std::condition_variable changed_;
  SendOrder order_;
  std::map<uint64_t, Open> open_;  // By number.
  uint64_t added_ = 0;
  bool at_end_ = false;  // Of what there is to send.
  // Whether commands of all cases keep their order; so until a server says that it need not be.
  bool in_order_ = true;
  SubmissionCounts counts_;

  // When a command last got its verdict, or all began; and what went wrong since, if anything.
  std::chrono::nanoseconds got_on_{};
  std::string why_;
  int broken_streams_ = 0;
  std::chrono::nanoseconds told_{};
};

}  // namespace docket::docketctl
