#pragma once

// The requests of one exchange that another instance has to answer: a stream of the same method to
// it, with the caller's metadata. It never goes further than that instance. Nobody outside libs/rpc
// includes it.
//
// It ends when the call ends that it is made for, when that call closes it, or when the other
// instance ends it; then what has no answer goes back to who sent it. Requests keep their order,
// answers come in any.
//
// Threads: any, several at once.

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <grpcpp/client_context.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/client_callback.h>
#include <grpcpp/support/slice.h>

#include "libs/rpc/door.h"
#include "libs/rpc/forwarder.h"

namespace docket::rpc {

// A request on its way: its bytes are shared with the message that it came in.
struct RelayedRequest {
  uint64_t number = 0;
  grpc::Slice bytes;
};

class Relay final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  // Told what becomes of the requests, by gRPC's threads, one at a time and holding no lock.
  class Listener {
   public:
    virtual ~Listener() = default;
    // `answer` to a request of `request_bytes` bytes.
    virtual void OnRelayed(std::string answer, size_t request_bytes) = 0;
    // `relay` is over, as `status` tells, and these requests have no answer: they may be done or
    // not. In their order. Nothing follows.
    virtual void OnRelayEnd(const Relay& relay, std::vector<RelayedRequest> unanswered,
                            const grpc::Status& status) = 0;
  };

  // Prepares a stream through `door` to `owner` for the call of `context`, which must not be over
  // before this returns. What is returned has to be started.
  static std::shared_ptr<Relay> Prepare(const Door& door, Owner owner,
                                        const grpc::CallbackServerContext& context,
                                        std::shared_ptr<Listener> listener);

  // Connects, and sends what it was given before. Once.
  void Start();

  // Sends `request` behind all that were sent before; false if the relay is closed or over, and
  // then nobody is told of it. May be called before Start.
  bool Send(RelayedRequest request);

  // No more will be sent. The other instance answers what it has, then the relay is over.
  void Close();

  const std::string& address() const { return owner_.address; }

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

 private:
  Relay(Owner owner, std::unique_ptr<grpc::ClientContext> context,
        std::shared_ptr<const ExchangeBytesNumbers> numbers, std::shared_ptr<Listener> listener);

  // The size of the request that `answer` is to, which is unanswered no more; none if there is
  // none.
  std::optional<size_t> Settle(const std::string& answer);
  // Writes on, with the lock held.
  void Pump();

  const Owner owner_;
  const std::unique_ptr<grpc::ClientContext> context_;
  const std::shared_ptr<const ExchangeBytesNumbers> numbers_;
  const std::shared_ptr<Listener> listener_;
  // Until gRPC is done.
  std::shared_ptr<Relay> self_;

  // The messages of the read and the write that run.
  grpc::ByteBuffer incoming_;
  grpc::ByteBuffer outgoing_;

  std::mutex mutex_;
  std::deque<RelayedRequest> waiting_;     // Not written yet.
  std::deque<RelayedRequest> unanswered_;  // Written, or being written.
  bool writing_ = false;
  bool closing_ = false;
  bool half_closed_ = false;
  bool over_ = false;  // Nothing more is read or written.
};

}  // namespace docket::rpc
