#include "libs/rpc/exchange_call.h"

#include <cstdint>
#include <utility>

namespace docket::rpc {
namespace {

class ExchangeCall final : public StreamCall {
 public:
  using StreamCall::StreamCall;

  void Drain() override {
    {
      const std::lock_guard lock(mutex_);
      draining_ = true;
    }
    Continue();
  }

 protected:
  absl::Status OnStart(Call call) override {
    DOCKET_ASSIGN_OR_RETURN(
        handler_, std::get<ExchangeBytesOpener>(door().method().handler)(std::move(call)));
    Continue();
    return absl::OkStatus();
  }

  void OnMessage(const grpc::ByteBuffer* message) override {
    if (closed()) return;
    if (message != nullptr) {
      if (const absl::Status refused = Handle(*message); !refused.ok()) return End(refused);
    }
    {
      const std::lock_guard lock(mutex_);
      reading_ = false;
      half_closed_ = message == nullptr;
    }
    Continue();
  }

  void OnWritten(bool) override {
    {
      const std::lock_guard lock(mutex_);
      --open_;
    }
    Continue();
  }

  void OnDone() override { handler_ = nullptr; }

  absl::Status Unread() const override {
    return Unavailable(
        "nobody read the answers for too long: what has none may be done or not, send it again");
  }

 private:
  absl::Status Handle(const grpc::ByteBuffer& message) {
    grpc::Slice holder;
    DOCKET_ASSIGN_OR_RETURN(const std::string_view bytes, door().Check(message, holder));
    {
      const std::lock_guard lock(mutex_);
      ++open_;
      unanswered_bytes_ += bytes.size();
    }
    handler_(bytes, MakeReply([self = std::static_pointer_cast<ExchangeCall>(shared_from_this()),
                               size = bytes.size()](absl::StatusOr<std::string> answer) {
               self->Answer(std::move(answer), size);
             }));
    return absl::OkStatus();
  }

  // There is room for each answer: the requests were counted.
  void Answer(absl::StatusOr<std::string> answer, size_t request_bytes) {
    if (!answer.ok()) return End(answer.status());
    {
      const std::lock_guard lock(mutex_);
      unanswered_bytes_ -= request_bytes;
    }
    Write(*std::move(answer), SIZE_MAX);
    Continue();
  }

  // Reads on or ends, as the state demands.
  void Continue() {
    bool read = false;
    bool over = false;
    bool draining = false;
    {
      const std::lock_guard lock(mutex_);
      draining = draining_ && !half_closed_;
      over = (half_closed_ || draining_) && open_ == 0;
      read = !half_closed_ && !draining_ && !reading_ && open_ < kExchangeRequestsMax &&
             unanswered_bytes_ < kExchangeBytesMax;
      reading_ = reading_ || read;
    }
    if (over) End(draining ? Unavailable("the server is stopping; resume") : absl::OkStatus());
    if (read) Read();
  }

  ExchangeBytesHandler handler_;
  std::mutex mutex_;
  // From a request's arrival until its answer is written.
  size_t open_ = 0;
  size_t unanswered_bytes_ = 0;
  // A read runs, or what it brought is being handled.
  bool reading_ = false;
  bool half_closed_ = false;
  bool draining_ = false;
};

}  // namespace

StreamCall::Reactor* StartExchange(const Door& door, OpenStreams& streams,
                                   grpc::CallbackServerContext& context) {
  return StreamCall::Start(std::make_shared<ExchangeCall>(door, streams, context));
}

}  // namespace docket::rpc
