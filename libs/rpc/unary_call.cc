#include "libs/rpc/unary_call.h"

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "libs/base/misplaced.h"
#include "libs/rpc/forwarder.h"
#include "libs/rpc/reply.h"

namespace docket::rpc {
namespace {

class UnaryCall final : public grpc::ServerUnaryReactor {
 public:
  UnaryCall(const Door& door, grpc::CallbackServerContext& context, const grpc::ByteBuffer& request,
            grpc::ByteBuffer& response)
      : door_(door),
        context_(context),
        request_(request),
        response_(response),
        link_(std::make_shared<Link>(this)) {}

  void Run() {
    const Instant now = SystemInstant();
    begun_ = now.monotonic;
    if (absl::Status refused = Handle(now); !refused.ok()) End(link_, std::move(refused));
  }

  // May run beside anything. Finishing here and not when the handler answers lets a drain end
  // without it.
  void OnCancel() override {
    End(link_, MakeStatus(absl::StatusCode::kCancelled, "the caller has gone"));
  }
  void OnDone() override { delete this; }
  // gRPC then runs both in place and not on an executor thread of its own, as it does for its
  // default reactor, which has no OnCancel: a quarter of the whole cost of a call. Neither waits.
  bool InternalInlineable() override { return true; }

 private:
  // What outlives the call: null once somebody has taken the right to finish it.
  using Link = std::atomic<UnaryCall*>;

  absl::Status Handle(Instant now) {
    DOCKET_ASSIGN_OR_RETURN(Call call, door_.Admit(context_, now));
    grpc::Slice holder;
    DOCKET_ASSIGN_OR_RETURN(const std::string_view bytes, door_.Check(request_, holder));
    std::get<UnaryBytesHandler>(door_.method().handler)(
        std::move(call), bytes,
        MakeReply(
            [link = link_](const absl::StatusOr<std::string>& answer) { End(link, answer); }));
    return absl::OkStatus();
  }

  static void End(const std::shared_ptr<Link>& link, const absl::StatusOr<std::string>& answer) {
    if (UnaryCall* call = link->exchange(nullptr); call != nullptr) call->Finish(answer);
  }

  // The call may be gone when this returns.
  void Finish(const absl::StatusOr<std::string>& answer) {
    if (HandOn(answer.status())) return;
    if (answer.ok()) {
      const grpc::Slice slice(*answer);
      grpc::ByteBuffer bytes(&slice, 1);
      response_.Swap(&bytes);
    }
    grpc::ServerUnaryReactor::Finish(door_.Leave(answer.status(), context_, begun_));
  }

  // Whether somebody else is asked, who owns what the call is about. Cancelling goes along, so that
  // this ends then too.
  bool HandOn(const absl::Status& status) {
    if (status.ok() || door_.forwarder() == nullptr) return false;
    const std::optional<std::string> place = MisplacedIn(status);
    if (!place.has_value()) return false;
    return door_.forwarder()->Forward(
        *place, door_.path(), context_, request_, response_,
        [this, place = *place](const grpc::Status& outcome) { FinishHandedOn(place, outcome); });
  }

  // The call may be gone when this returns.
  void FinishHandedOn(const std::string& place, const grpc::Status& outcome) {
    if (IsOfConnection(outcome, context_)) {
      return grpc::ServerUnaryReactor::Finish(
          door_.Leave(OwnerUnreachable(place), context_, begun_));
    }
    door_.LeaveForwarded(outcome, begun_);
    grpc::ServerUnaryReactor::Finish(outcome);
  }

  const Door& door_;
  grpc::CallbackServerContext& context_;
  const grpc::ByteBuffer& request_;
  grpc::ByteBuffer& response_;
  const std::shared_ptr<Link> link_;
  std::chrono::nanoseconds begun_{};
};

}  // namespace

grpc::ServerUnaryReactor* StartUnaryCall(const Door& door, grpc::CallbackServerContext& context,
                                         const grpc::ByteBuffer& request,
                                         grpc::ByteBuffer& response) {
  auto call = std::make_unique<UnaryCall>(door, context, request, response);
  call->Run();
  return call.release();
}

}  // namespace docket::rpc
