#pragma once

// What the two kinds of streams have in common: reading one message at a time, a bounded queue of
// messages to write, and an end that happens once. Nobody outside libs/rpc includes it.
//
// A stream outlives its call: the handler's thread may write when the call has long been done, and
// is told so. All functions but Start are for any thread.

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "libs/rpc/door.h"
#include "libs/rpc/open_streams.h"
#include "libs/rpc/stream.h"

namespace docket::rpc {

class StreamCall : public OpenStream, public std::enable_shared_from_this<StreamCall> {
 public:
  using Reactor = grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>;

  // `door` and `streams` outlive the call; `context` lives as long as it.
  StreamCall(const Door& door, OpenStreams& streams, grpc::CallbackServerContext& context);

  // Starts `call` as gRPC's reactor of its call, which deletes itself when done.
  static Reactor* Start(const std::shared_ptr<StreamCall>& call);

  void DropUnread(Instant now, std::chrono::nanoseconds unread_max) override;

 protected:
  // The call is let in. A status that is not OK ends it.
  virtual absl::Status OnStart(Call call) = 0;
  // What Read asked for; null if the client will send no more.
  virtual void OnMessage(const grpc::ByteBuffer* message) = 0;
  // A message was written. `room` if somebody was told kFull since and need not be now.
  virtual void OnWritten(bool room) = 0;
  // The call is over, whoever ended it. After all else.
  virtual void OnDone() = 0;
  // What a client is told that did not read.
  virtual absl::Status Unread() const = 0;

  // Asks for the next message; one at a time.
  void Read();
  // Takes a message unless `waiting_bytes_max` or more bytes wait to be written.
  Sent Write(std::string bytes, size_t waiting_bytes_max);
  // Ends the call once all that was taken is written.
  void End(const absl::Status& status);
  bool closed() const;
  const Door& door() const { return door_; }
  // Calls `use` with the call's context, which stays valid until it returns; not if gRPC was told
  // the end already. `use` may call no other function of the stream.
  void WithContext(const std::function<void(const grpc::CallbackServerContext&)>& use) const;

 private:
  class Link;

  absl::Status Enter();
  void Written(bool ok);
  void Cancelled();
  // Ends with `status` and writes nothing more, with the lock held.
  void Abandon(const absl::Status& status);
  // Writes on or ends, with the lock held. The call may be done when it returns.
  void Pump();

  const Door& door_;
  OpenStreams& streams_;
  grpc::CallbackServerContext& context_;
  const std::chrono::nanoseconds begun_;

  mutable std::mutex mutex_;
  // Null before the start and once gRPC was told the end.
  Link* link_ = nullptr;
  std::deque<std::string> waiting_;
  size_t waiting_bytes_ = 0;
  bool writing_ = false;
  // When a look first found the message that is being written.
  std::optional<std::chrono::nanoseconds> stuck_since_;
  bool starved_ = false;
  // How the call is to end.
  std::optional<absl::Status> ending_;
};

}  // namespace docket::rpc
