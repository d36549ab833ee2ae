#pragma once

// The two kinds of streams, as their handlers see them. What waits to be sent is bounded, so a
// client that does not read costs 256 KiB and not the machine, and the server ends such a stream
// with ABORTED in the end (Server::DropUnread).

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "libs/base/status.h"
#include "libs/rpc/caller.h"
#include "libs/rpc/reply.h"

namespace docket::rpc {

// What became of a message.
enum class Sent {
  // It will be written, in order, unless the client goes.
  kTaken,
  // Enough waits already. Nothing was done; the waker tells when there is room.
  kFull,
  // The client has gone or the stream was ended. Nothing more will be taken.
  kClosed,
};

// The sending side of a stream, in serialised form. Any thread, several at once; what a thread
// writes keeps its order.
class ByteStream {
 public:
  virtual ~ByteStream() = default;

  virtual Sent Write(std::string bytes) = 0;
  // Ends the stream once all that was taken is written. Later calls do nothing.
  virtual void End(const absl::Status& status) = 0;
  virtual bool closed() const = 0;
  virtual void SetWaker(std::function<void()> wake) = 0;
};

// The responses of a server-streaming RPC. Copies are the same stream; when the last one goes
// without an End, the client is told UNAVAILABLE, and resumes.
//
//   while (more && stream.Write(next) == Sent::kTaken) ...   // in a step of a unit
//   stream.SetWaker([waker] { waker->Wake(); });              // for the next step
template <typename Response>
class ResponseStream {
 public:
  explicit ResponseStream(std::shared_ptr<ByteStream> bytes) : bytes_(std::move(bytes)) {}

  Sent Write(const Response& response) { return bytes_->Write(response.SerializeAsString()); }

  // Ends the stream with `status` once all that was taken is written. Later calls do nothing.
  void End(const absl::Status& status) { bytes_->End(status); }

  // Whether nothing more will be taken.
  bool closed() const { return bytes_->closed(); }

  // `wake` is called when there is room again after kFull and when the stream is over, from any
  // thread; at once if there was no waker when that happened. It must not block.
  void SetWaker(std::function<void()> wake) { bytes_->SetWaker(std::move(wake)); }

 private:
  std::shared_ptr<ByteStream> bytes_;
};

// Handles one server-streaming call. It returns at once and writes later.
template <typename Request, typename Response>
using StreamHandler = std::function<void(Call, Request, ResponseStream<Response>)>;

// Handles the requests of one exchange in their order, each with one answer, in any order. A status
// that is not OK ends the exchange with it; but one that is misplaced (libs/base/misplaced.h) has
// the request handed on to its owner, or answered with a refusal, where there are ExchangeNumbers.
template <typename Request, typename Response>
using ExchangeHandler = std::function<void(Request, Reply<Response>)>;

// Begins one exchange: a bidirectional stream on which each request is answered once. At most 256
// requests are unanswered or their answers unread at any time; then no more are read. The handler
// is destroyed when the exchange is over, so what it holds may mark its end.
template <typename Request, typename Response>
using ExchangeOpener = std::function<absl::StatusOr<ExchangeHandler<Request, Response>>(Call)>;

// What must be known of an exchange for single requests to be handed on: answers come in any order,
// so both sides carry a number.
template <typename Request, typename Response>
struct ExchangeNumbers {
  // What the caller calls the request; best its own numbering, without doubles.
  std::function<uint64_t(const Request&)> of_request;
  // Of which request this is the answer.
  std::function<uint64_t(const Response&)> of_answer;
  // The answer that tells why request `number` has no other.
  std::function<Response(uint64_t number, const absl::Status& why)> refusal;
};

}  // namespace docket::rpc
