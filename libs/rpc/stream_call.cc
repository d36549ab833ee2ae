#include "libs/rpc/stream_call.h"

#include <utility>

#include <grpc/grpc.h>
#include <grpcpp/support/slice.h>

namespace docket::rpc {
// gRPC's side of the stream: goes when gRPC is done, while the stream may be held longer.
class StreamCall::Link final : public Reactor {
 public:
  explicit Link(std::shared_ptr<StreamCall> call) : call_(std::move(call)) {}

  void OnReadDone(bool ok) override { call_->OnMessage(ok ? &incoming : nullptr); }
  void OnWriteDone(bool ok) override { call_->Written(ok); }
  void OnCancel() override { call_->Cancelled(); }
  void OnDone() override {
    call_->streams_.Remove(*call_);
    call_->OnDone();
    delete this;
  }

  // The messages of the read and the write that run.
  grpc::ByteBuffer incoming;
  grpc::ByteBuffer outgoing;

 private:
  const std::shared_ptr<StreamCall> call_;
};

StreamCall::StreamCall(const Door& door, OpenStreams& streams, grpc::CallbackServerContext& context)
    : door_(door), streams_(streams), context_(context), begun_(SystemInstant().monotonic) {}

StreamCall::Reactor* StreamCall::Start(const std::shared_ptr<StreamCall>& call) {
  auto* link = new Link(call);
  call->link_ = link;
  if (const absl::Status refused = call->Enter(); !refused.ok()) call->End(refused);
  return link;
}

absl::Status StreamCall::Enter() {
  DOCKET_ASSIGN_OR_RETURN(Call admitted, door_.Admit(context_, SystemInstant()));
  if (!streams_.Add(shared_from_this())) return Unavailable("the server is stopping; try another");
  return OnStart(std::move(admitted));
}

void StreamCall::Read() {
  const std::lock_guard lock(mutex_);
  if (link_ != nullptr) link_->StartRead(&link_->incoming);
}

Sent StreamCall::Write(std::string bytes, size_t waiting_bytes_max) {
  const std::lock_guard lock(mutex_);
  if (link_ == nullptr || ending_.has_value()) return Sent::kClosed;
  if (waiting_bytes_ >= waiting_bytes_max) {
    starved_ = true;
    return Sent::kFull;
  }
  waiting_bytes_ += bytes.size();
  waiting_.push_back(std::move(bytes));
  Pump();
  return Sent::kTaken;
}

void StreamCall::End(const absl::Status& status) {
  const std::lock_guard lock(mutex_);
  if (ending_.has_value()) return;
  ending_ = status;
  Pump();
}

bool StreamCall::closed() const {
  const std::lock_guard lock(mutex_);
  return ending_.has_value();
}

void StreamCall::WithContext(
    const std::function<void(const grpc::CallbackServerContext&)>& use) const {
  const std::lock_guard lock(mutex_);
  if (link_ != nullptr) use(context_);
}

void StreamCall::Written(bool ok) {
  bool room = false;
  {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    stuck_since_.reset();
    if (!waiting_.empty()) {
      waiting_bytes_ -= waiting_.front().size();
      waiting_.pop_front();
    }
    Pump();
    room = std::exchange(starved_, false);
  }
  if (ok) OnWritten(room);
}

void StreamCall::Cancelled() {
  const std::lock_guard lock(mutex_);
  if (ending_.has_value() && waiting_.empty()) return;  // It waits for nothing and stands.
  Abandon(MakeStatus(absl::StatusCode::kCancelled, "the caller has gone"));
}

// A message that does not leave is in front of the status as well, so only the core can tell the
// client why: gRPC does not promise it, its HTTP/2 does it, and else the client sees CANCELLED. It
// fails the write, upon which the call is finished. Unlocked, for the core may run other calls'
// callbacks before it returns.
void StreamCall::DropUnread(Instant now, std::chrono::nanoseconds unread_max) {
  const absl::Status unread = Unread();
  grpc_call* core = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (link_ == nullptr || !writing_) return;
    if (!stuck_since_.has_value()) stuck_since_ = now.monotonic;
    if (now.monotonic - *stuck_since_ < unread_max) return;
    Abandon(unread);
    core = context_.c_call();
    grpc_call_ref(core);
  }
  grpc_call_cancel_with_status(core, static_cast<grpc_status_code>(unread.code()),
                               std::string(Message(unread)).c_str(), nullptr);
  grpc_call_unref(core);
}

void StreamCall::Abandon(const absl::Status& status) {
  waiting_.clear();
  waiting_bytes_ = 0;
  ending_ = status;
  Pump();  // If a write runs, it fails soon and pumps again.
}

void StreamCall::Pump() {
  if (link_ == nullptr || writing_) return;
  if (!waiting_.empty()) {
    const grpc::Slice slice(waiting_.front());
    link_->outgoing = grpc::ByteBuffer(&slice, 1);
    writing_ = true;
    link_->StartWrite(&link_->outgoing);
  } else if (ending_.has_value()) {
    std::exchange(link_, nullptr)->Finish(door_.Leave(*ending_, context_, begun_));
  }
}

}  // namespace docket::rpc
