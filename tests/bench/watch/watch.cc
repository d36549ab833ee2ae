#include "tests/bench/watch/watch.h"

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

#include <grpcpp/client_context.h>

#include "docket/ticket/v1/ticket_service.grpc.pb.h"
#include "libs/rpc/errors.h"

namespace docket::bench {
namespace {

namespace v1 = ticket::v1;
using Clock = WatchClock;

// A call that is answered no sooner is asked again; so an owner that hangs counts as one that is
// away.
constexpr std::chrono::seconds kTryDeadline{1};
// Longer than any session timeout that is tried.
constexpr std::chrono::seconds kPatience{60};

bool MayBeAskedAgain(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
    case grpc::StatusCode::CANCELLED:
    case grpc::StatusCode::UNKNOWN:
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
    case grpc::StatusCode::ABORTED: return true;
    default: return false;
  }
}

double Seconds(Clock::duration span) { return std::chrono::duration<double>(span).count(); }

void Prepare(grpc::ClientContext& context) {
  context.set_deadline(std::chrono::system_clock::now() + kTryDeadline);
  context.AddMetadata("docket-tenant", kTenant);
  context.AddMetadata("docket-actor", std::string("agent:") + kAgent);
  context.AddMetadata("docket-roles", "agent,supervisor");
}

// What one writer or reader has met.
struct Seen {
  Clock::time_point answered{};     // When its last right answer came.
  Clock::time_point began_right{};  // When the call began that got it.
  Clock::duration longest_gap{};
  Clock::time_point whole_at{};
  uint64_t asked_again = 0;
  std::string last_failure;
};

// The ticket of a partition, as its writer knows it.
struct Known {
  uint64_t index = 0;  // Of its opening.
  std::string ticket_id;
  uint64_t version = 0;  // 0 until it is opened.
  std::string token;
  bool uncertain = false;  // The last try to write failed, and may have been written all the same.
};

}  // namespace

struct Watch::State {
  State(const std::shared_ptr<grpc::Channel>& channel, const WatchOptions& watch_options)
      : options(watch_options), stub(v1::TicketService::NewStub(channel)) {}

  // Calls by `once` at every beat, until it is told to stop.
  void Beat(Seen& seen, const std::function<grpc::Status()>& once);
  grpc::Status Write(Known& known);
  grpc::Status Read(const Known& known);
  void Note(Seen& seen, Clock::time_point began, const grpc::Status& status);
  void Stop();
  // Whether the ticket as it stands is what its writer was told.
  absl::Status Compare(const Known& known);

  const WatchOptions options;
  const std::unique_ptr<v1::TicketService::Stub> stub;
  std::mutex mutex;
  std::condition_variable noted;  // Something was answered, or failed.
  std::condition_variable stop;   // Apart, so that no answer wakes who waits for its next beat.
  bool stopping = false;
  absl::Status wrong;
  std::vector<Known> tickets;
  std::vector<Seen> seen;
  std::vector<std::thread> threads;
};

void Watch::State::Beat(Seen& of, const std::function<grpc::Status()>& once) {
  Clock::time_point next = Clock::now();
  while (true) {
    {
      std::unique_lock lock(mutex);
      if (stop.wait_until(lock, next, [this] { return stopping; })) return;
    }
    const Clock::time_point began = Clock::now();
    const grpc::Status status = once();
    Note(of, began, status);
    next = std::max(next + options.beat, Clock::now());
  }
}

void Watch::State::Note(Seen& of, Clock::time_point began, const grpc::Status& status) {
  const std::lock_guard lock(mutex);
  const Clock::time_point now = Clock::now();
  if (!status.ok()) {
    ++of.asked_again;
    of.last_failure = status.error_message();
    if (!MayBeAskedAgain(status.error_code()) && wrong.ok()) {
      wrong = Internal("a call was answered wrongly: " + status.error_message());
    }
  } else {
    if (of.answered != Clock::time_point()) {
      const Clock::duration gap = now - of.answered;
      of.longest_gap = std::max(of.longest_gap, gap);
      if (gap > kNoticed) of.whole_at = now;
    }
    of.answered = now;
    of.began_right = began;
  }
  noted.notify_all();
}

// The next change of its ticket. Only this writer changes it.
grpc::Status Watch::State::Write(Known& known) {
  grpc::ClientContext context;
  Prepare(context);
  v1::Receipt receipt;
  grpc::Status status;
  if (known.version == 0) {
    v1::OpenTicketResponse response;
    status = stub->OpenTicket(&context, OpeningAt(options.calls, known.index), &response);
    receipt = std::move(*response.mutable_receipt());
  } else {
    v1::CommentTicketRequest request;
    request.set_ticket_id(known.ticket_id);
    request.set_request_id("watch-" + std::to_string(known.version));
    *request.mutable_comment() = CommentOf(options.calls);
    v1::CommentTicketResponse response;
    status = stub->CommentTicket(&context, request, &response);
    receipt = std::move(*response.mutable_receipt());
  }
  const std::lock_guard lock(mutex);
  known.uncertain = !status.ok();
  if (!status.ok()) return status;
  if (receipt.ticket_id() != known.ticket_id || receipt.version() != known.version + 1) {
    return {grpc::StatusCode::DATA_LOSS,
            receipt.ticket_id() + " got version " + std::to_string(receipt.version()) +
                " by what makes version " + std::to_string(known.version + 1)};
  }
  known.version = receipt.version();
  known.token = std::move(*receipt.mutable_token());
  return status;
}

grpc::Status Watch::State::Read(const Known& known) {
  grpc::ClientContext context;
  Prepare(context);
  v1::GetTicketRequest request;
  request.set_ticket_id(known.ticket_id);
  uint64_t least = 1;
  {
    const std::lock_guard lock(mutex);
    if (known.version == 0 && !options.reads_only) {
      return {grpc::StatusCode::UNAVAILABLE, "the ticket is not opened yet"};
    }
    least = std::max(least, known.version);
    request.set_token(known.token);
  }
  v1::GetTicketResponse response;
  const grpc::Status status = stub->GetTicket(&context, request, &response);
  if (!status.ok()) return status;
  if (response.ticket().version() < least) {
    return {grpc::StatusCode::DATA_LOSS, known.ticket_id + " was shown as of version " +
                                             std::to_string(response.ticket().version()) +
                                             " with a token of version " + std::to_string(least)};
  }
  return status;
}

void Watch::State::Stop() {
  {
    const std::lock_guard lock(mutex);
    stopping = true;
  }
  stop.notify_all();
  for (std::thread& thread : threads) thread.join();
  threads.clear();
}

absl::Status Watch::State::Compare(const Known& known) {
  grpc::ClientContext context;
  Prepare(context);
  v1::GetTicketRequest request;
  request.set_ticket_id(known.ticket_id);
  request.set_token(known.token);
  v1::GetTicketResponse response;
  DOCKET_RETURN_IF_ERROR(rpc::FromGrpc(stub->GetTicket(&context, request, &response)));
  const uint64_t version = response.ticket().version();
  if (version == known.version || (known.uncertain && version == known.version + 1)) {
    return absl::OkStatus();
  }
  return Internal(known.ticket_id + " has version " + std::to_string(version) + ", but " +
                  std::to_string(known.version) + " changes of it were answered");
}

Watch::Watch(const std::shared_ptr<grpc::Channel>& channel, const WatchOptions& options)
    : state_(std::make_unique<State>(channel, options)) {
  const auto partitions = static_cast<size_t>(options.partitions);
  state_->tickets.resize(partitions);
  state_->seen.resize(2 * partitions);
  for (size_t partition = 0; partition < partitions; ++partition) {
    Known& known = state_->tickets[partition];
    const auto is_elsewhere = [&] {
      return TicketAt(options.calls, known.index).slot().PartitionOf(options.partitions) !=
             static_cast<int>(partition);
    };
    while (is_elsewhere()) ++known.index;
    known.ticket_id = TicketAt(options.calls, known.index).text();
    State& state = *state_;
    Seen& reads = state.seen[2 * partition];
    state.threads.emplace_back([&] { state.Beat(reads, [&] { return state.Read(known); }); });
    if (options.reads_only) continue;
    Seen& writes = state.seen[2 * partition + 1];
    state.threads.emplace_back([&] { state.Beat(writes, [&] { return state.Write(known); }); });
  }
}

Watch::~Watch() { state_->Stop(); }

absl::StatusOr<Clock::time_point> Watch::AwaitAll(Clock::time_point since) {
  std::unique_lock lock(state_->mutex);
  Clock::time_point last{};
  const std::string* failure = nullptr;
  const auto all = [&] {
    if (!state_->wrong.ok()) return true;
    last = {};
    for (size_t i = 0; i < state_->seen.size(); ++i) {
      const Seen& seen = state_->seen[i];
      if (state_->options.reads_only && i % 2 == 1) continue;
      failure = &seen.last_failure;
      if (seen.began_right <= since) return false;
      last = std::max(last, seen.answered);
    }
    return true;
  };
  if (!state_->noted.wait_until(lock, Clock::now() + kPatience, all)) {
    return Unavailable("a partition is not served for too long: " + *failure);
  }
  DOCKET_RETURN_IF_ERROR(state_->wrong);
  return last;
}

absl::StatusOr<nlohmann::json> Watch::End() {
  state_->Stop();
  DOCKET_RETURN_IF_ERROR(state_->wrong);
  if (!state_->options.reads_only) {
    for (const Known& known : state_->tickets) DOCKET_RETURN_IF_ERROR(state_->Compare(known));
  }
  nlohmann::json told = {{"partitions", nlohmann::json::array()}, {"whole_at", 0.0}};
  uint64_t writes = 0;
  uint64_t asked_again = 0;
  Clock::time_point whole_at{};
  for (size_t partition = 0; partition < state_->tickets.size(); ++partition) {
    const Seen& reads = state_->seen[2 * partition];
    const Seen& writer = state_->seen[2 * partition + 1];
    told["partitions"].push_back(Seconds(std::max(reads.longest_gap, writer.longest_gap)));
    whole_at = std::max({whole_at, reads.whole_at, writer.whole_at});
    asked_again += reads.asked_again + writer.asked_again;
    writes += state_->tickets[partition].version;
  }
  told["whole_at"] = Seconds(whole_at.time_since_epoch());
  told["writes"] = writes;
  told["asked_again"] = asked_again;
  return told;
}

}  // namespace docket::bench
