#include "libs/rpc/relay.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace docket::rpc {
namespace {

std::string TextOf(const grpc::ByteBuffer& message) {
  grpc::Slice slice;
  if (!message.TrySingleSlice(&slice).ok() && !message.DumpToSingleSlice(&slice).ok()) return "";
  return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
}

}  // namespace

std::shared_ptr<Relay> Relay::Prepare(const Door& door, Owner owner,
                                      const grpc::CallbackServerContext& context,
                                      std::shared_ptr<Listener> listener) {
  std::shared_ptr<Relay> relay(new Relay(std::move(owner), Forwarder::Onward(context),
                                         door.method().numbers, std::move(listener)));
  relay->self_ = relay;
  relay->owner_.stub->PrepareBidiStreamingCall(relay->context_.get(), door.path(), {}, relay.get());
  return relay;
}

Relay::Relay(Owner owner, std::unique_ptr<grpc::ClientContext> context,
             std::shared_ptr<const ExchangeBytesNumbers> numbers,
             std::shared_ptr<Listener> listener)
    : owner_(std::move(owner)),
      context_(std::move(context)),
      numbers_(std::move(numbers)),
      listener_(std::move(listener)) {}

// Writes begin on any thread, so gRPC may not be done before we know that no more will: the hold is
// given back when there is nothing more to read.
void Relay::Start() {
  AddHold();
  StartRead(&incoming_);
  StartCall();
}

bool Relay::Send(RelayedRequest request) {
  const std::lock_guard lock(mutex_);
  if (over_ || closing_) return false;
  waiting_.push_back(std::move(request));
  Pump();
  return true;
}

void Relay::Close() {
  const std::lock_guard lock(mutex_);
  closing_ = true;
  Pump();
}

void Relay::Pump() {
  if (over_ || writing_ || half_closed_) return;
  if (!waiting_.empty()) {
    unanswered_.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
    outgoing_ = grpc::ByteBuffer(&unanswered_.back().bytes, 1);
    writing_ = true;
    StartWrite(&outgoing_);
  } else if (closing_) {
    half_closed_ = true;
    StartWritesDone();
  }
}

// A write that failed says that the stream is broken, and so will the read that runs.
void Relay::OnWriteDone(bool ok) {
  const std::lock_guard lock(mutex_);
  writing_ = false;
  if (ok) Pump();
}

// An answer to nothing that was asked is that of an instance that we do not understand; what else
// it answers may be to something else as well.
void Relay::OnReadDone(bool ok) {
  if (ok) {
    std::string answer = TextOf(incoming_);
    if (const std::optional<size_t> size = Settle(answer); size.has_value()) {
      listener_->OnRelayed(std::move(answer), *size);
      return StartRead(&incoming_);
    }
    context_->TryCancel();
  }
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  RemoveHold();
}

std::optional<size_t> Relay::Settle(const std::string& answer) {
  const std::optional<uint64_t> number = numbers_->of_answer(answer);
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find_if(
      unanswered_, [&](const RelayedRequest& request) { return request.number == number; });
  if (found == unanswered_.end()) return std::nullopt;
  const size_t size = found->bytes.size();
  unanswered_.erase(found);
  return size;
}

void Relay::OnDone(const grpc::Status& status) {
  const std::shared_ptr<Relay> self = std::move(self_);
  std::vector<RelayedRequest> unanswered;
  {
    const std::lock_guard lock(mutex_);
    std::ranges::move(unanswered_, std::back_inserter(unanswered));
    std::ranges::move(waiting_, std::back_inserter(unanswered));
  }
  listener_->OnRelayEnd(*this, std::move(unanswered), status);
}

}  // namespace docket::rpc
