#pragma once

// A gRPC service of ours: its name and a typed handler for each RPC of its descriptor.
//
//   Service service("docket.ticket.v1.TicketService");
//   service.Unary<OpenTicketRequest, OpenTicketResponse>(
//       "OpenTicket", [&](Call call, OpenTicketRequest request, Reply<OpenTicketResponse> reply) {
//         mailbox.Push(..., std::move(reply));
//       });
//
// A handler runs on gRPC's own few threads: it looks at the request, hands it on and returns; it
// neither waits nor scans. Before it runs the server has checked metadata, caller, access, deadline
// and what the request costs (server.h), so every RPC has the one door. Streams: stream.h.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <google/protobuf/message.h>

#include "libs/base/status.h"
#include "libs/rpc/caller.h"
#include "libs/rpc/reply.h"
#include "libs/rpc/stream.h"
#include "libs/rpc/wire_limits.h"

namespace docket::rpc {

template <typename Request, typename Response>
using UnaryHandler = std::function<void(Call, Request, Reply<Response>)>;

// Handlers in terms of bytes, and what must be known to call one.
using UnaryBytesHandler = std::function<void(Call, std::string_view request, BytesReply)>;
using StreamBytesHandler =
    std::function<void(Call, std::string_view request, std::shared_ptr<ByteStream>)>;
using ExchangeBytesHandler = std::function<void(std::string_view request, BytesReply)>;
using ExchangeBytesOpener = std::function<absl::StatusOr<ExchangeBytesHandler>(Call)>;
// ExchangeNumbers (stream.h); no number for bytes that are no message.
struct ExchangeBytesNumbers {
  std::function<std::optional<uint64_t>(std::string_view request)> of_request;
  std::function<std::optional<uint64_t>(std::string_view answer)> of_answer;
  std::function<std::string(uint64_t number, const absl::Status& why)> refusal;
};
struct Method {
  std::string name;
  const google::protobuf::Descriptor* request = nullptr;
  const google::protobuf::Descriptor* response = nullptr;
  // Of each request.
  WireLimits limits;
  std::variant<UnaryBytesHandler, StreamBytesHandler, ExchangeBytesOpener> handler;
  // Of an exchange whose requests may be handed on, else null.
  std::shared_ptr<const ExchangeBytesNumbers> numbers = nullptr;
};

// Fills `message` from `bytes`, which a scan has passed.
absl::Status ParseMessage(std::string_view bytes, google::protobuf::Message& message);

class Service {
 public:
  // `full_name` is the service's name with its package.
  explicit Service(std::string_view full_name) : name_(full_name) {}

  // Handles the unary RPC `method`. Its requests may cost up to `limits`.
  template <typename Request, typename Response>
  void Unary(std::string_view method, UnaryHandler<Request, Response> handler,
             const WireLimits& limits = {});

  // Handles the server-streaming RPC `method`.
  template <typename Request, typename Response>
  void Stream(std::string_view method, StreamHandler<Request, Response> handler,
              const WireLimits& limits = {});

  // Handles the bidirectional RPC `method`, on which each request is answered once.
  template <typename Request, typename Response>
  void Exchange(std::string_view method, ExchangeOpener<Request, Response> opener,
                const WireLimits& limits = {});
  // Likewise; requests that the handler says are misplaced are handed on one by one.
  template <typename Request, typename Response>
  void Exchange(std::string_view method, ExchangeOpener<Request, Response> opener,
                ExchangeNumbers<Request, Response> numbers, const WireLimits& limits = {});

  const std::string& name() const { return name_; }
  const std::vector<Method>& methods() const { return methods_; }

 private:
  template <typename Request, typename Response, typename BytesHandler>
  void Add(std::string_view method, const WireLimits& limits, BytesHandler handler);

  std::string name_;
  std::vector<Method> methods_;
};

// `reply` for whoever answers with messages.
template <typename Response>
Reply<Response> Typed(BytesReply reply) {
  return [reply = std::move(reply)](const absl::StatusOr<Response>& answer) {
    if (!answer.ok()) return reply(answer.status());
    reply(answer->SerializeAsString());
  };
}

template <typename Request, typename Response>
void Service::Unary(std::string_view method, UnaryHandler<Request, Response> handler,
                    const WireLimits& limits) {
  Add<Request, Response>(
      method, limits,
      UnaryBytesHandler(
          [handler = std::move(handler)](Call call, std::string_view bytes, BytesReply reply) {
            Request request;
            absl::Status parsed = ParseMessage(bytes, request);
            if (!parsed.ok()) return reply(std::move(parsed));
            handler(std::move(call), std::move(request), Typed<Response>(std::move(reply)));
          }));
}

template <typename Request, typename Response>
void Service::Stream(std::string_view method, StreamHandler<Request, Response> handler,
                     const WireLimits& limits) {
  Add<Request, Response>(
      method, limits,
      StreamBytesHandler([handler = std::move(handler)](Call call, std::string_view bytes,
                                                        std::shared_ptr<ByteStream> stream) {
        Request request;
        const absl::Status parsed = ParseMessage(bytes, request);
        if (!parsed.ok()) return stream->End(parsed);
        handler(std::move(call), std::move(request), ResponseStream<Response>(std::move(stream)));
      }));
}

template <typename Request, typename Response>
void Service::Exchange(std::string_view method, ExchangeOpener<Request, Response> opener,
                       const WireLimits& limits) {
  Add<Request, Response>(
      method, limits,
      ExchangeBytesOpener(
          [opener = std::move(opener)](Call call) -> absl::StatusOr<ExchangeBytesHandler> {
            auto opened = opener(std::move(call));
            if (!opened.ok()) return opened.status();
            return [handler = *std::move(opened)](std::string_view bytes, BytesReply reply) {
              Request request;
              absl::Status parsed = ParseMessage(bytes, request);
              if (!parsed.ok()) return reply(std::move(parsed));
              handler(std::move(request), Typed<Response>(std::move(reply)));
            };
          }));
}

// The number that `number` finds in `bytes`; none if these are no Message.
template <typename Message>
std::optional<uint64_t> NumberIn(std::string_view bytes,
                                 const std::function<uint64_t(const Message&)>& number) {
  Message message;
  if (!ParseMessage(bytes, message).ok()) return std::nullopt;
  return number(message);
}

template <typename Request, typename Response>
void Service::Exchange(std::string_view method, ExchangeOpener<Request, Response> opener,
                       ExchangeNumbers<Request, Response> numbers, const WireLimits& limits) {
  Exchange<Request, Response>(method, std::move(opener), limits);
  methods_.back().numbers = std::make_shared<ExchangeBytesNumbers>(ExchangeBytesNumbers{
      .of_request = [of = std::move(numbers.of_request)](
                        std::string_view bytes) { return NumberIn<Request>(bytes, of); },
      .of_answer = [of = std::move(numbers.of_answer)](
                       std::string_view bytes) { return NumberIn<Response>(bytes, of); },
      .refusal =
          [refusal = std::move(numbers.refusal)](uint64_t number, const absl::Status& why) {
            return refusal(number, why).SerializeAsString();
          }});
}

template <typename Request, typename Response, typename BytesHandler>
void Service::Add(std::string_view method, const WireLimits& limits, BytesHandler handler) {
  methods_.push_back({.name = std::string(method),
                      .request = Request::descriptor(),
                      .response = Response::descriptor(),
                      .limits = limits,
                      .handler = std::move(handler)});
}

}  // namespace docket::rpc
