#include "tools/docketctl/session.h"

#include <algorithm>
#include <iostream>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "libs/base/digest.h"
#include "libs/base/rejection.h"
#include "libs/base/time.h"
#include "libs/base/uuid.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/errors.h"
#include "libs/rpc/role_names.h"
#include "libs/runtime/listen_address.h"
#include "tools/docketctl/back_off.h"
#include "tools/docketctl/option_words.h"
#include "tools/docketctl/options.h"

namespace docket::docketctl {
namespace {

void Tell(const Caller& caller, grpc::ClientContext& context) {
  context.AddMetadata("docket-tenant", caller.tenant);
  context.AddMetadata("docket-actor", caller.actor);
  context.AddMetadata("docket-roles", caller.roles);
  if (!caller.on_behalf_of.empty()) context.AddMetadata("docket-on-behalf-of", caller.on_behalf_of);
}

// Who calls travels as gRPC metadata, which has printable ASCII and nothing else. What is not is
// not repeated: it may be a control sequence of the terminal.
std::string CheckMetadata(const std::string& value) {
  const auto odd = std::ranges::find_if(value, [](char c) { return c < ' ' || c > '~'; });
  if (odd == value.end()) return "";
  return "has a byte 0x" + Hex(std::string_view(&*odd, 1)) + " behind '" +
         std::string(value.begin(), odd) + "', and a caller has printable ASCII only";
}

bool IsUnavailable(const grpc::Status& status) {
  return status.error_code() == grpc::StatusCode::UNAVAILABLE;
}

// Somebody sits before it.
constexpr std::chrono::seconds kLongestWait{1};

struct Attempt {
  grpc::Status status;
  bool again = false;
};

// Attempts while they ask for another and this would begin within `timeout`; how the last ended.
grpc::Status Repeat(std::chrono::nanoseconds timeout,
                    const std::function<Attempt(std::chrono::nanoseconds left)>& attempt) {
  const std::chrono::nanoseconds end = SystemInstant().monotonic + timeout;
  std::chrono::nanoseconds now = end - timeout;
  for (int failures = 1;; ++failures) {
    const Attempt made = attempt(end - now);
    const std::chrono::nanoseconds wait = BackOff(failures, kLongestWait);
    now = SystemInstant().monotonic + wait;
    if (!made.again || now >= end) return made.status;
    if (failures == 1) {
      std::cerr << "docketctl: " << made.status.error_message() << "; trying again\n";
    }
    std::this_thread::sleep_for(wait);
  }
}

// How to mend a refusal by an option that every command has.
std::string HintOf(const std::optional<Rejection>& rejection) {
  const bool by_roles = rejection.has_value() && rejection->reason == "NOT_ALLOWED" &&
                        rejection->details.contains("roles");
  return by_roles ? " (give one of them by --roles)" : "";
}

constexpr double kTimeoutSecondsMin = 0.001;
constexpr double kTimeoutSecondsMax = 30;

std::string CheckTimeout(const std::string& value) {
  double seconds = 0;
  const bool fits = CLI::detail::lexical_cast(value, seconds) && seconds >= kTimeoutSecondsMin &&
                    seconds <= kTimeoutSecondsMax;
  return fits ? "" : "'" + value + "' is no number of seconds from 0.001 to 30";
}

// Where a server may listen it may be called, but for port 0, by which it asks for a free one. What
// is not checked here the resolver is asked about, with an answer that helps nobody.
std::string CheckAddress(const std::string& text) {
  const absl::StatusOr<runtime::ListenAddress> address = runtime::ListenAddress::Parse(text);
  const bool fits = address.ok() && address->host.find_first_of("/@ ") == std::string::npos &&
                    (address->port > 0 || !address->path.empty());
  if (fits || text.empty()) return CheckNotEmpty(text);
  return "'" + text +
         "' is no address: give HOST:PORT, [IPV6]:PORT or unix:PATH, and no http:// before it";
}

// The options of `app` and of the commands below it that were given, without their dashes.
void AddGiven(const CLI::App& app, std::vector<std::string>& given) {
  for (const CLI::Option* option : app.get_options()) {
    if (option->count() > 0 && !option->get_lnames().empty()) {
      given.push_back(option->get_lnames().front());
    }
  }
  for (const CLI::App* below : app.get_subcommands()) AddGiven(*below, given);
}

}  // namespace

Session::Session(CLI::App& app) : app_(app) {
  app.add_option("--address", address_, "HOST:PORT of the server")
      ->envname("DOCKET_ADDRESS")
      ->check(&CheckAddress)
      ->capture_default_str();
  app.add_option("--tenant", caller_.tenant, "tenant to work in")
      ->envname("DOCKET_TENANT")
      ->check(&CheckMetadata)
      ->capture_default_str();
  app.add_option("--actor", caller_.actor, "who calls: customer:KEY, agent:ID or service:NAME")
      ->envname("DOCKET_ACTOR")
      ->check(&CheckMetadata)
      ->capture_default_str();
  app.add_option("--roles", caller_.roles,
                 "in which roles, with commas: some of " + rpc::AllRoleNames())
      ->envname("DOCKET_ROLES")
      ->check(&CheckMetadata)
      ->capture_default_str();
  app.add_option("--on-behalf-of", caller_.on_behalf_of,
                 "customer key of the customer for whom an agent or service calls")
      ->check(&CheckMetadata);
  app.add_option("--timeout", timeout_seconds_,
                 "seconds a call may take, at most 30, in which it is tried again while the server "
                 "is unavailable")
      ->check(&CheckTimeout)
      ->capture_default_str();
  app.add_option("--output", output_, "how to print: table or json")
      ->type_name("table|json")
      ->check(CLI::IsMember({"table", "json"}))
      ->envname("DOCKET_OUTPUT")
      ->capture_default_str();
  app.add_flag_callback(
      "--json", [this] { output_ = "json"; }, "the same as --output json");
}

std::shared_ptr<grpc::Channel> Session::channel() {
  if (channel_ == nullptr) channel_ = rpc::Dial(address_);
  return channel_;
}

void Session::PrepareStream(grpc::ClientContext& context) const { Tell(caller_, context); }

// Without a connection it was not the server that said so.
grpc::Status Session::NamingServer(const grpc::Status& status) const {
  if (!IsUnavailable(status) || channel_->GetState(false) == GRPC_CHANNEL_READY) return status;
  return {status.error_code(), "no answer from " + address_ +
                                   ": start docket there, or give the --address of one that runs "
                                   "or a longer --timeout (" +
                                   status.error_message() + ")"};
}

grpc::Status Session::AskAs(const Caller& caller, const Call& call) const {
  return Repeat(timeout(), [&](std::chrono::nanoseconds left) {
    grpc::ClientContext context;
    Tell(caller, context);
    context.set_deadline(std::chrono::system_clock::now() + left);
    const grpc::Status status = NamingServer(call(context));
    return Attempt{status, IsUnavailable(status)};
  });
}

grpc::Status Session::AskStream(const StreamCall& call) const {
  return Repeat(timeout(), [&](std::chrono::nanoseconds) {
    grpc::ClientContext context;
    PrepareStream(context);
    bool told = false;
    const grpc::Status status = NamingServer(call(context, told));
    return Attempt{status, IsUnavailable(status) && !told};
  });
}

std::chrono::milliseconds Session::timeout() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::duration<double>(timeout_seconds_));
}

void Session::Finish(const absl::Status& status) {
  if (status_.ok()) status_ = status;
}

void Session::Finish(const grpc::Status& status) { Finish(rpc::FromGrpc(status)); }

int Session::Exit() const {
  if (status_.ok()) return 0;
  std::string text;
  const std::optional<Rejection> rejection = RejectionOf(status_);
  if (rejection.has_value()) {
    text = rejection->reason;
    for (const auto& [name, value] : rejection->details) text += ' ' + name + '=' + value;
    text += ": ";
  }
  text += Message(status_);
  std::vector<std::string> given;
  AddGiven(app_, given);
  std::cerr << "docketctl: " << InOptionWords(std::move(text), given) << HintOf(rejection) << '\n';
  return 1;
}

std::string RequestIdOr(const std::string& request_id) {
  return request_id.empty() ? DrawUuidV7(SystemInstant().wall) : request_id;
}

}  // namespace docket::docketctl
