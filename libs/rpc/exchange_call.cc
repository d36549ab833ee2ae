#include "libs/rpc/exchange_call.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <spdlog/spdlog.h>

#include "libs/base/check.h"
#include "libs/base/misplaced.h"
#include "libs/rpc/errors.h"
#include "libs/rpc/relay.h"

namespace docket::rpc {
namespace {

std::string_view View(const grpc::Slice& bytes) {
  return {reinterpret_cast<const char*>(bytes.begin()), bytes.size()};
}

// A relay is as much of its call as what the handler does: its requests are counted here until
// their answers are written, and the call is not over before it.
class ExchangeCall final : public StreamCall, public Relay::Listener {
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
    numbers_ = door().method().numbers;
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

  // What is still relayed gRPC cancels.
  void OnDone() override { handler_ = nullptr; }

  void OnRelayed(std::string answer, size_t request_bytes) override {
    Settle(std::move(answer), request_bytes);
  }

  void OnRelayEnd(const Relay& relay, std::vector<RelayedRequest> unanswered,
                  const grpc::Status& status) override {
    {
      const std::lock_guard lock(mutex_);
      relays_.erase(relay.address());
    }
    if (!unanswered.empty() && !closed()) TellUnanswered(relay, unanswered.size(), status);
    for (const RelayedRequest& request : unanswered) {
      Refuse(request.number, Unanswered(status.error_message()), request.bytes.size());
    }
    Continue();
  }

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
                               holder](absl::StatusOr<std::string> answer) {
               self->Answer(std::move(answer), holder);
             }));
    return absl::OkStatus();
  }

  // There is room for each answer: the requests were counted.
  void Answer(absl::StatusOr<std::string> answer, const grpc::Slice& request) {
    if (answer.ok()) return Settle(*std::move(answer), request.size());
    const std::optional<std::string> place = MisplacedIn(answer.status());
    if (!place.has_value() || numbers_ == nullptr) return End(answer.status());
    HandOn(*place, answer.status(), request);
  }

  void HandOn(const std::string& place, const absl::Status& why, const grpc::Slice& request) {
    const std::optional<uint64_t> number = numbers_->of_request(View(request));
    DOCKET_CHECK(number.has_value());  // The handler would not have parsed it.
    const auto [relay, made] = RelayTo(place);
    if (relay == nullptr) return Refuse(*number, why, request.size());
    const bool taken = relay->Send({*number, request});
    // Once it has its first request: the end of a relay tells only what it left unanswered.
    if (made) relay->Start();
    if (!taken) Refuse(*number, Unanswered(""), request.size());
  }

  // Where requests about `place` go, and whether it was made just now and has to be started; null
  // if nobody can be asked.
  std::pair<std::shared_ptr<Relay>, bool> RelayTo(const std::string& place) {
    std::shared_ptr<Relay> relay;
    bool made = false;
    {
      const std::lock_guard lock(mutex_);
      WithContext([&](const grpc::CallbackServerContext& context) {
        if (door().forwarder() == nullptr) return;
        std::optional<Owner> owner = door().forwarder()->OwnerOf(place, context);
        if (!owner.has_value()) return;
        std::shared_ptr<Relay>& entry = relays_[owner->address];
        made = entry == nullptr;
        if (made) {
          entry = Relay::Prepare(door(), *std::move(owner), context,
                                 std::static_pointer_cast<ExchangeCall>(shared_from_this()));
        }
        relay = entry;
      });
    }
    return {std::move(relay), made};
  }

  void Refuse(uint64_t number, const absl::Status& why, size_t request_bytes) {
    Settle(numbers_->refusal(number, why), request_bytes);
  }

  void Settle(std::string answer, size_t request_bytes) {
    {
      const std::lock_guard lock(mutex_);
      unanswered_bytes_ -= request_bytes;
    }
    Write(std::move(answer), SIZE_MAX);
    Continue();
  }

  static absl::Status Unanswered(const std::string& why) {
    return Unavailable("the instance that owns it gave no answer" +
                       (why.empty() ? "" : " (" + why + ")") +
                       ": it may be done or not, send it again");
  }

  // That instances come and go is nothing new. What else one says it may say for good, of each
  // request that is sent again.
  void TellUnanswered(const Relay& relay, size_t count, const grpc::Status& status) {
    const bool passes = status.ok() || status.error_code() == grpc::StatusCode::UNAVAILABLE ||
                        status.error_code() == grpc::StatusCode::CANCELLED ||
                        status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED;
    const bool warns = !passes && !warned_.exchange(true);
    spdlog::log(warns ? spdlog::level::warn : spdlog::level::debug,
                "{} left {} relayed requests without answer: {} {}", relay.address(), count,
                absl::StatusCodeToString(FromGrpc(status).code()), status.error_message());
  }

  // Reads on or ends, as the state demands.
  void Continue() {
    bool read = false;
    bool over = false;
    bool draining = false;
    std::vector<std::shared_ptr<Relay>> idle;
    {
      const std::lock_guard lock(mutex_);
      draining = draining_ && !half_closed_;
      over = (half_closed_ || draining_) && open_ == 0;
      if (over) {
        for (const auto& [address, relay] : relays_) idle.push_back(relay);
      }
      read = !half_closed_ && !draining_ && !reading_ && open_ < kExchangeRequestsMax &&
             unanswered_bytes_ < kExchangeBytesMax;
      reading_ = reading_ || read;
    }
    for (const std::shared_ptr<Relay>& relay : idle) relay->Close();
    if (over && idle.empty())
      End(draining ? Unavailable("the server is stopping; resume") : absl::OkStatus());
    if (read) Read();
  }

  ExchangeBytesHandler handler_;
  std::shared_ptr<const ExchangeBytesNumbers> numbers_;
  std::mutex mutex_;
  // By address, until they are over.
  std::map<std::string, std::shared_ptr<Relay>> relays_;
  // From a request's arrival until its answer is written.
  size_t open_ = 0;
  size_t unanswered_bytes_ = 0;
  // A read runs, or what it brought is being handled.
  bool reading_ = false;
  bool half_closed_ = false;
  bool draining_ = false;
  // Of what an owner would not answer; once for each call.
  std::atomic<bool> warned_{false};
};

}  // namespace

StreamCall::Reactor* StartExchange(const Door& door, OpenStreams& streams,
                                   grpc::CallbackServerContext& context) {
  return StreamCall::Start(std::make_shared<ExchangeCall>(door, streams, context));
}

}  // namespace docket::rpc
