#pragma once

// How docketctl speaks to a server: where, as whom, how patiently, and how answers are shown.

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include "libs/base/status.h"
#include "tools/docketctl/render.h"

namespace docket::docketctl {

inline constexpr char kDefaultAddress[] = "127.0.0.1:8443";

// What a server is told about who calls.
struct Caller {
  std::string tenant = "default";
  std::string actor = "agent:docketctl";
  std::string roles = "agent,supervisor";
  std::string on_behalf_of;
};

class Session {
 public:
  // Adds the options that every command has to `app`, which outlives this; they are parsed before a
  // command runs.
  explicit Session(CLI::App& app);

  // The channel, connected at its first call.
  std::shared_ptr<grpc::Channel> channel();

  // Makes a call with a context that says who calls and how long it may take.
  using Call = std::function<grpc::Status(grpc::ClientContext& context)>;
  // Makes `call`, again and again while the server is unavailable, as long as all of it may take:
  // a restart or a partition that changes its owner is over by then. So what changes anything has
  // the same request_id each time.
  grpc::Status Ask(const Call& call) const { return AskAs(caller_, call); }
  // The same for another caller.
  grpc::Status AskAs(const Caller& caller, const Call& call) const;

  // Likewise reads a stream, which takes as long as it takes once it has told anything.
  using StreamCall = std::function<grpc::Status(grpc::ClientContext& context, bool& told)>;
  grpc::Status AskStream(const StreamCall& call) const;

  // Says who calls, for streams that go on by themselves where they ended.
  void PrepareStream(grpc::ClientContext& context) const;

  const std::string& address() const { return address_; }
  const Caller& caller() const { return caller_; }
  Output output() const { return output_ == "json" ? Output::kJson : Output::kTable; }

  // How long a call may take.
  std::chrono::milliseconds timeout() const;

  // What the command ended with; the first that is not OK is kept.
  void Finish(const absl::Status& status);
  // Likewise of a call.
  void Finish(const grpc::Status& status);

  // Prints a failure to stderr, in the words of the options that were given, and gives the exit
  // status: 0, or 1 after a failure.
  int Exit() const;

 private:
  // `status`, and which server does not answer if none does.
  grpc::Status NamingServer(const grpc::Status& status) const;

  const CLI::App& app_;
  std::string address_ = kDefaultAddress;
  Caller caller_;
  double timeout_seconds_ = 10;
  std::string output_ = "table";
  std::shared_ptr<grpc::Channel> channel_;
  absl::Status status_;
};

// Draws a UUIDv7 if `request_id` is empty: repeating the command by hand is then a new request.
std::string RequestIdOr(const std::string& request_id);

}  // namespace docket::docketctl
