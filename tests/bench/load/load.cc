#include "tests/bench/load/load.h"

#include <chrono>
#include <string>
#include <utility>

#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/generic_stub.h>

#include "docket/ticket/v1/ticket_service.grpc.pb.h"
#include "libs/rpc/errors.h"
#include "tests/bench/load/latencies.h"

namespace docket::bench {
namespace {

using Clock = std::chrono::steady_clock;

// As whom it calls.
void Identify(grpc::ClientContext& context) {
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  context.AddMetadata("docket-tenant", kTenant);
  context.AddMetadata("docket-actor", std::string("agent:") + kAgent);
  context.AddMetadata("docket-roles", "agent,supervisor");
}

// One running call; it is its own tag.
struct Running {
  grpc::ClientContext context;
  grpc::ByteBuffer reply;
  grpc::Status status;
  std::unique_ptr<grpc::ClientAsyncResponseReader<grpc::ByteBuffer>> call;
  Clock::time_point began;
};

class Loader {
 public:
  Loader(const std::shared_ptr<grpc::Channel>& channel, const CallKind& calls,
         const LoadOptions& options)
      : stub_(channel), calls_(calls), options_(options) {}

  nlohmann::json Run() {
    const Clock::time_point began = Clock::now();
    if (options_.rate > 0) {
      RunOpen(began);
    } else {
      RunClosed();
    }
    nlohmann::json report = latencies_.ToJson(finished_, Clock::now() - began);
    report["failed"] = failed_;
    report["failure"] = failure_;
    report["reply_bytes"] = reply_bytes_;
    return report;
  }

 private:
  void RunClosed() {
    while (started_ < options_.count && started_ < static_cast<uint64_t>(options_.in_flight)) {
      Start(Clock::now());
    }
    while (finished_ < options_.count) {
      FinishNext(gpr_inf_future(GPR_CLOCK_REALTIME));
      if (started_ < options_.count) Start(Clock::now());
    }
  }

  void RunOpen(Clock::time_point began) {
    const auto gap = std::chrono::duration_cast<Clock::duration>(
        std::chrono::duration<double>(1.0 / options_.rate));
    while (finished_ < options_.count) {
      const Clock::time_point next = began + gap * static_cast<int64_t>(started_);
      if (started_ < options_.count && Clock::now() >= next) {
        Start(next);
      } else {
        FinishNext(started_ < options_.count ? WallOf(next) : gpr_inf_future(GPR_CLOCK_REALTIME));
      }
    }
  }

  static gpr_timespec WallOf(Clock::time_point instant) {
    const auto ahead = std::chrono::nanoseconds(instant - Clock::now()).count();
    return gpr_time_add(gpr_now(GPR_CLOCK_REALTIME), gpr_time_from_nanos(ahead, GPR_TIMESPAN));
  }

  void Start(Clock::time_point intended) {
    auto* const running = new Running;  // Until its tag comes back.
    running->began = intended;
    Identify(running->context);
    const grpc::Slice bytes(calls_.request(started_));
    running->call = stub_.PrepareUnaryCall(&running->context, calls_.method,
                                           grpc::ByteBuffer(&bytes, 1), &queue_);
    running->call->StartCall();
    running->call->Finish(&running->reply, &running->status, running);
    ++started_;
  }

  void FinishNext(gpr_timespec until) {
    void* tag = nullptr;
    bool ok = false;
    if (queue_.AsyncNext(&tag, &ok, until) != grpc::CompletionQueue::GOT_EVENT) return;
    const std::unique_ptr<Running> running(static_cast<Running*>(tag));
    latencies_.Add(Clock::now() - running->began);
    ++finished_;
    if (!running->status.ok()) {
      if (failed_++ == 0) failure_ = running->status.error_message();
      return;
    }
    reply_bytes_ = running->reply.Length();
  }

  grpc::CompletionQueue queue_;
  grpc::GenericStub stub_;
  const CallKind& calls_;
  const LoadOptions options_;
  Latencies latencies_;
  uint64_t started_ = 0;
  uint64_t finished_ = 0;
  uint64_t failed_ = 0;
  std::string failure_;
  size_t reply_bytes_ = 0;
};

}  // namespace

nlohmann::json RunLoad(const std::shared_ptr<grpc::Channel>& channel, const CallKind& calls,
                       const LoadOptions& options) {
  return Loader(channel, calls, options).Run();
}

absl::StatusOr<std::string> FoldedToken(const std::shared_ptr<grpc::Channel>& channel,
                                        const CallOptions& calls) {
  grpc::ClientContext context;
  Identify(context);
  ticket::v1::GetTicketRequest request;
  request.set_ticket_id(TicketAt(calls, 0).text());
  ticket::v1::GetTicketResponse response;
  const auto stub = ticket::v1::TicketService::NewStub(channel);
  DOCKET_RETURN_IF_ERROR(rpc::FromGrpc(stub->GetTicket(&context, request, &response)));
  return std::move(*response.mutable_token());
}

}  // namespace docket::bench
