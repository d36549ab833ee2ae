#include "libs/rpc/response_stream_call.h"

#include <utility>

namespace docket::rpc {
namespace {

constexpr size_t kWaitingBytesMax = 256 * 1024;

class ResponseStreamCall final : public StreamCall {
 public:
  using StreamCall::StreamCall;

  using StreamCall::closed;
  using StreamCall::End;
  using StreamCall::Write;

  void SetWaker(const std::function<void()>& wake) {
    {
      const std::lock_guard lock(waker_mutex_);
      // What a waker holds may be the stream itself: kept past its end, both would stay for ever.
      wake_ = done_ ? nullptr : wake;
      if (!std::exchange(missed_, false) && !done_) return;
    }
    wake();
  }

  void Drain() override { End(Unavailable("the server is stopping; resume at another")); }

 protected:
  absl::Status OnStart(Call call) override {
    call_ = std::move(call);
    Read();
    return absl::OkStatus();
  }

  void OnMessage(const grpc::ByteBuffer* message) override {
    if (message == nullptr) return End(InvalidArgument("a request is missing"));
    grpc::Slice holder;
    const absl::StatusOr<std::string_view> bytes = door().Check(*message, holder);
    if (!bytes.ok()) return End(bytes.status());
    std::get<StreamBytesHandler>(door().method().handler)(std::move(call_), *bytes, Handle());
  }

  void OnWritten(bool room) override {
    if (room) Wake();
  }

  absl::Status Unread() const override {
    return Aborted("nobody read this stream for too long: go on behind what was received last");
  }

  void OnDone() override {
    std::function<void()> wake;
    {
      const std::lock_guard lock(waker_mutex_);
      done_ = true;
      wake = std::exchange(wake_, nullptr);
    }
    if (wake != nullptr) wake();
  }

 private:
  std::shared_ptr<ByteStream> Handle();

  void Wake() {
    std::function<void()> wake;
    {
      const std::lock_guard lock(waker_mutex_);
      missed_ = wake_ == nullptr;
      wake = wake_;
    }
    if (wake != nullptr) wake();
  }

  Call call_;
  std::mutex waker_mutex_;
  std::function<void()> wake_;
  bool missed_ = false;
  bool done_ = false;
};

// What handlers hold; the last of them to let go ends the stream.
class StreamHandle final : public ByteStream {
 public:
  explicit StreamHandle(std::shared_ptr<ResponseStreamCall> call) : call_(std::move(call)) {}
  StreamHandle(const StreamHandle&) = delete;
  StreamHandle& operator=(const StreamHandle&) = delete;
  ~StreamHandle() override { call_->End(Unavailable("it stopped before its end; resume")); }

  Sent Write(std::string bytes) override {
    return call_->Write(std::move(bytes), kWaitingBytesMax);
  }
  void End(const absl::Status& status) override { call_->End(status); }
  bool closed() const override { return call_->closed(); }
  void SetWaker(std::function<void()> wake) override { call_->SetWaker(wake); }

 private:
  const std::shared_ptr<ResponseStreamCall> call_;
};

std::shared_ptr<ByteStream> ResponseStreamCall::Handle() {
  return std::make_shared<StreamHandle>(
      std::static_pointer_cast<ResponseStreamCall>(shared_from_this()));
}

}  // namespace

StreamCall::Reactor* StartResponseStream(const Door& door, OpenStreams& streams,
                                         grpc::CallbackServerContext& context) {
  return StreamCall::Start(std::make_shared<ResponseStreamCall>(door, streams, context));
}

}  // namespace docket::rpc
