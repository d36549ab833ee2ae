#pragma once

// A gRPC server with one door: before a handler runs, the caller's metadata, identity, access and
// deadline and the size, depth and counts of the request were checked, in that order; afterwards
// its status goes through the one error table.
//
//   DevelopmentAuthenticator authenticator;
//   DOCKET_ASSIGN_OR_RETURN(auto server, Server::Start({.address = "127.0.0.1:8443",
//                                                       .authenticator = &authenticator},
//                                                      services));
//   server->SetServing(true);      // once every unit has caught up
//   server->DropUnread(now);       // now and then, until a signal comes
//   server->Drain();               // then mailboxes, log, stores
//
// Health (grpc.health.v1) and reflection (v1alpha) are served beside and need no caller. Start,
// SetServing, SetPartServing, DropUnread and Drain are for one thread; all else happens on gRPC's.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/status.h"
#include "libs/base/time.h"
#include "libs/rpc/authenticator.h"
#include "libs/rpc/service.h"

namespace docket::rpc {

class Forwarder;

// How one call ended. For metrics.
struct CallOutcome {
  // "/docket.ticket.v1.TicketService/OpenTicket".
  std::string_view method;
  absl::StatusCode code = absl::StatusCode::kOk;
  // Of a rejection, else empty.
  std::string_view reason;
  std::chrono::nanoseconds took{};
};

// Told of each call of our services when it has ended. Any thread, several at once.
class CallObserver {
 public:
  virtual ~CallObserver() = default;
  virtual void OnCall(const CallOutcome& outcome) = 0;
};

struct ServerOptions {
  // HOST:PORT, "[::1]:PORT" or "unix:PATH". Port 0 lets the machine choose.
  std::string address = "127.0.0.1:8443";
  // Outlives the server.
  const Authenticator* authenticator = nullptr;
  // Null, or outlives the server.
  CallObserver* observer = nullptr;
  // Null, or hands on what this instance does not own; outlives the server.
  Forwarder* forwarder = nullptr;
  // Lets tools list and describe the services.
  bool reflection = true;
  // How long a client may leave a message of a stream unread.
  std::chrono::milliseconds unread_max{30'000};
  // After NOT_SERVING, how long calls are still taken, so that who balances load can hear of it.
  std::chrono::milliseconds drain_notice{0};
  // Then how long running calls may take before they are cancelled.
  std::chrono::milliseconds drain_grace{10'000};
};

class Server {
 public:
  // Listens, not yet serving as health tells it. Or says what is wrong and what to do: an RPC of
  // `services` without handler or access option, a handler of no RPC, an authenticator for loopback
  // on another address, a port in use.
  static absl::StatusOr<std::unique_ptr<Server>> Start(ServerOptions options,
                                                       const std::vector<Service>& services);
  // Drains without notice or grace unless Drain has run. Waits for running reactions.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Where it listens, with the port that was chosen.
  std::string address() const;

  // What health answers, for "" and for each service.
  void SetServing(bool serving);
  // What health answers for `part` of what is served, e.g. "intake/2"; NOT_FOUND before it is told.
  void SetPartServing(const std::string& part, bool serving);

  // Ends each stream (ABORTED, or UNAVAILABLE where requests may be under way) of which one message
  // has been on its way to the client for the options' `unread_max`, counted by the times passed in
  // from the first look that finds it: its client does not read, or is dead. The handler sees a
  // closed stream.
  void DropUnread(Instant now);

  // Tells health NOT_SERVING, waits the notice, takes no more calls, ends streams with UNAVAILABLE,
  // waits for running calls up to the grace, cancels the rest. Blocks until all are over.
  void Drain();

 private:
  class Running;
  explicit Server(std::unique_ptr<Running> running);
  std::unique_ptr<Running> running_;
};

}  // namespace docket::rpc
