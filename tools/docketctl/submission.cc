#include "tools/docketctl/submission.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include <grpcpp/support/client_callback.h>

#include "libs/base/time.h"
#include "libs/rpc/errors.h"
#include "tools/docketctl/back_off.h"

namespace docket::docketctl {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;
using ticket::v1::SubmitRequest;
using ticket::v1::SubmitResponse;
using ticket::v1::TicketCommandService;

// As many as the server takes unanswered.
constexpr size_t kUnderWayMax = 256;
// How far to look ahead for cases of which nothing is under way.
constexpr size_t kOpenMax = 4096;
// When waiting is worth a line, and how often.
constexpr seconds kQuiet{1};
constexpr seconds kTellEvery{5};
// How long a server may take to end a stream on which everything is answered.
constexpr seconds kFarewell{5};

nanoseconds Now() { return SystemInstant().monotonic; }

bool MayBeSentAgain(absl::StatusCode code) {
  return code == absl::StatusCode::kUnavailable || code == absl::StatusCode::kResourceExhausted ||
         code == absl::StatusCode::kAborted;
}

// A rejection is the domain's no, and will be so again.
bool IsPostponed(const SubmitResponse& response) {
  return response.has_refused() && response.refused().reason().empty() &&
         MayBeSentAgain(static_cast<absl::StatusCode>(response.refused().code()));
}

}  // namespace

// One stream. The thread that calls writes, gRPC's threads tell the rest; all under the lock of the
// submission, which is held when a function of it is called, too.
class Submission::Stream final : public grpc::ClientBidiReactor<SubmitRequest, SubmitResponse> {
 public:
  explicit Stream(Submission& submission) : submission_(submission) {
    submission.options_.prepare(context_);
    submission.stub_->async()->Submit(&context_, this);
    AddHold();  // Until there is nothing more to read, for writes begin on another thread.
    StartRead(&incoming_);
    StartCall();
  }

  bool ended() const { return ended_; }
  bool may_write() const { return !ended_ && !writing_; }
  void Write(SharedRequest request) {
    outgoing_ = std::move(request);
    writing_ = true;
    StartWrite(outgoing_.get());
  }

  // Ends it and waits for that: how it ended.
  grpc::Status Close(std::unique_lock<std::mutex>& lock) {
    const auto is_done = [this] { return status_.has_value(); };
    if (submission_.done()) {
      submission_.changed_.wait(lock, [this] { return ended_ || !writing_; });
      if (!ended_) StartWritesDone();
      submission_.changed_.wait_for(lock, kFarewell, is_done);
    }
    if (!ended_) context_.TryCancel();
    submission_.changed_.wait(lock, is_done);
    return *status_;
  }

  void OnReadDone(bool ok) override {
    const std::lock_guard lock(submission_.mutex_);
    if (ok) {
      submission_.Take(incoming_);
      StartRead(&incoming_);
    } else {
      ended_ = true;
      RemoveHold();
    }
    submission_.changed_.notify_one();
  }
  void OnWriteDone(bool) override {
    const std::lock_guard lock(submission_.mutex_);
    writing_ = false;
    submission_.changed_.notify_one();
  }
  void OnDone(const grpc::Status& status) override {
    const std::lock_guard lock(submission_.mutex_);
    status_ = status;
    submission_.changed_.notify_one();
  }

 private:
  Submission& submission_;
  grpc::ClientContext context_;
  SubmitResponse incoming_;
  SharedRequest outgoing_;
  bool writing_ = false;
  bool ended_ = false;
  std::optional<grpc::Status> status_;
};

Submission::Submission(SubmissionOptions options)
    : options_(std::move(options)), stub_(TicketCommandService::NewStub(options_.channel)) {}

absl::Status Submission::Run() {
  std::unique_lock lock(mutex_);
  got_on_ = Now();
  while (true) {
    absl::Status ended = RunStream(lock);
    if (done()) return absl::OkStatus();
    if (out_of_patience()) return GivenUp();
    if (!ended.ok() && !MayBeSentAgain(ended.code())) return ended;
    why_ = ended.ok() ? "the server ended the stream" : std::string(Message(ended));
    order_.Recall();
    const nanoseconds again = Now() + BackOff(++broken_streams_);
    while (Now() < again && !out_of_patience()) Wait(lock, again);
  }
}

absl::Status Submission::RunStream(std::unique_lock<std::mutex>& lock) {
  Stream stream(*this);
  for (Refill(); !stream.ended() && !done() && !out_of_patience(); Refill()) {
    // Without room only an answer or the end of a write makes some, whatever is due meanwhile.
    const bool room = stream.may_write() && order_.under_way() < kUnderWayMax;
    SharedRequest next = room ? TakeNext(Now()) : nullptr;
    if (next != nullptr) {
      stream.Write(std::move(next));
    } else {
      Wait(lock, room ? order_.next_time().value_or(nanoseconds::max()) : nanoseconds::max());
    }
  }
  return rpc::FromGrpc(stream.Close(lock));
}

// By the log's time nothing may be held back that another command would overtake.
void Submission::Refill() {
  while (!at_end_) {
    if (in_order_ && order_.open() > order_.under_way()) return;
    if (order_.open() >= kOpenMax) return;
    std::optional<SubmitRequest> request = options_.next();
    at_end_ = !request.has_value();
    if (at_end_) return;
    request->set_sequence(++added_);
    order_.Add(added_, request->recorded().case_());
    open_[added_].request = std::make_shared<const SubmitRequest>(*std::move(request));
  }
}

Submission::SharedRequest Submission::TakeNext(nanoseconds now) {
  const std::optional<uint64_t> number = order_.Next(now);
  if (!number.has_value()) return nullptr;
  Open& open = open_.at(*number);
  ++(open.sent ? counts_.repeated : counts_.commands);
  open.sent = true;
  return open.request;
}

void Submission::Take(const SubmitResponse& response) {
  const uint64_t number = response.sequence();
  in_order_ = response.by_log_time();
  if (!order_.IsUnderWay(number)) return;  // A second verdict for it.
  if (IsPostponed(response)) {
    why_ = response.refused().message();
    return order_.Postpone(number, Now());
  }
  order_.Finish(number);
  open_.erase(number);
  ++counts_.answered;
  got_on_ = Now();
  broken_streams_ = 0;
  why_.clear();
  if (!response.has_refused()) return;
  ++counts_.refused;
  options_.on_refused(response);
}

// Until something happens, or `until`, or there is something to tell.
void Submission::Wait(std::unique_lock<std::mutex>& lock, nanoseconds until) {
  const nanoseconds now = Now();
  ++counts_.waits;
  TellIfWaiting(now);
  const nanoseconds tell = std::max(got_on_ + kQuiet, told_ + kTellEvery);
  const nanoseconds end = std::min({until, got_on_ + options_.patience, tell});
  changed_.wait_for(lock, std::max(end - now, nanoseconds(0)));
}

void Submission::TellIfWaiting(nanoseconds now) {
  if (now - got_on_ < kQuiet || now - told_ < kTellEvery) return;
  told_ = now;
  options_.on_waiting(why_.empty() ? "no answer comes" : why_,
                      std::max(got_on_ + options_.patience - now, nanoseconds(0)));
}

bool Submission::out_of_patience() const { return Now() - got_on_ >= options_.patience; }

absl::Status Submission::GivenUp() const {
  std::ostringstream message;
  message << "nothing got on for " << std::chrono::duration<double>(options_.patience).count()
          << " s (" << (why_.empty() ? "no answer came" : why_)
          << "): see that the server serves, as 'docketctl --roles operator positions' tells, then "
             "import again; what is done stays done";
  return Unavailable(message.str());
}

}  // namespace docket::docketctl
