#include "tests/bench/load/submit.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <grpcpp/client_context.h>

#include "docket/ticket/v1/ticket_command_service.grpc.pb.h"
#include "tests/bench/load/latencies.h"

namespace docket::bench {
namespace {

using Clock = std::chrono::steady_clock;
using ticket::v1::SubmitRequest;
using ticket::v1::SubmitResponse;
using Stream = grpc::ClientReaderWriter<SubmitRequest, SubmitResponse>;

// 2026-01-01T00:00:00Z: recorded instants are any; these do not move with the clock.
constexpr int64_t kRecordedSeconds = 1767225600;

SubmitRequest RequestAt(const CallOptions& calls, uint64_t index) {
  ticket::v1::OpenTicketRequest opening = OpeningAt(calls, index);
  SubmitRequest request;
  request.set_sequence(index);
  request.mutable_recorded()->set_source("bench-" + std::to_string(calls.seed));
  request.mutable_recorded()->set_case_(std::to_string(index));
  request.mutable_recorded()->set_row(index + 1);
  request.mutable_recorded()->mutable_time()->set_seconds(kRecordedSeconds);
  request.set_customer_key(opening.ticket().requester().customer_key());
  *request.mutable_command()->mutable_open() = std::move(*opening.mutable_ticket());
  return request;
}

// What the writer has begun and the reader has seen end.
class Window {
 public:
  Window(uint64_t count, int in_flight) : begun_(count), in_flight_(in_flight) {}

  void Begin(uint64_t index) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return running_ < in_flight_; });
    ++running_;
    begun_[index] = Clock::now();
  }

  Clock::time_point End(uint64_t index) {
    const std::lock_guard lock(mutex_);
    --running_;
    room_.notify_one();
    return begun_[index];
  }

 private:
  std::mutex mutex_;
  std::condition_variable room_;
  std::vector<Clock::time_point> begun_;
  int running_ = 0;
  const int in_flight_;
};

struct Verdicts {
  Latencies latencies;
  uint64_t answered = 0;
  uint64_t failed = 0;
  std::string failure;
};

void ReadVerdicts(Stream& stream, Window& window, Verdicts& verdicts) {
  SubmitResponse response;
  while (stream.Read(&response)) {
    verdicts.latencies.Add(Clock::now() - window.End(response.sequence()));
    ++verdicts.answered;
    if (!response.has_refused()) continue;
    if (verdicts.failed++ == 0) verdicts.failure = response.refused().message();
  }
}

}  // namespace

nlohmann::json RunSubmit(const std::shared_ptr<grpc::Channel>& channel, const CallOptions& calls,
                         uint64_t count, int in_flight) {
  const auto stub = ticket::v1::TicketCommandService::NewStub(channel);
  grpc::ClientContext context;
  context.AddMetadata("docket-tenant", kTenant);
  context.AddMetadata("docket-actor", "service:bench");
  context.AddMetadata("docket-roles", "import");
  const auto stream = stub->Submit(&context);

  Window window(count, in_flight);
  Verdicts verdicts;
  const Clock::time_point began = Clock::now();
  std::thread reader([&] { ReadVerdicts(*stream, window, verdicts); });
  for (uint64_t i = 0; i < count; ++i) {
    window.Begin(i);
    if (!stream->Write(RequestAt(calls, i))) break;
  }
  stream->WritesDone();
  reader.join();
  const grpc::Status status = stream->Finish();
  nlohmann::json report = verdicts.latencies.ToJson(verdicts.answered, Clock::now() - began);
  report["failed"] = verdicts.failed + (count - verdicts.answered);
  report["failure"] = status.ok() ? verdicts.failure : status.error_message();
  return report;
}

}  // namespace docket::bench
