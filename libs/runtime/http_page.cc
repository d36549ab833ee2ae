#include "libs/runtime/http_page.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <list>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "libs/base/check.h"
#include "libs/base/time.h"
#include "libs/runtime/http_connection.h"
#include "libs/runtime/listen_address.h"

namespace docket::runtime {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// For how long nobody is let in after the system had nothing left for one more.
constexpr milliseconds kPauseAfterRefusal{1'000};

constexpr char kPlain[] = "text/plain; charset=utf-8";

nanoseconds Now() { return SystemInstant().monotonic; }

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  const int number_;
};

absl::Status CheckAddress(const ListenAddress& address, bool loopback_only) {
  if (!address.path.empty()) {
    return InvalidArgument("cannot tell metrics at " + address.text() + ": give HOST:PORT");
  }
  if (address.is_loopback() || !loopback_only) return absl::OkStatus();
  return FailedPrecondition("cannot tell metrics at " + address.text() +
                            ": nobody proves who asks, which is for this machine only; give "
                            "127.0.0.1 or [::1]");
}

// A socket that listens at `address`, and the port it has.
absl::StatusOr<std::unique_ptr<Descriptor>> Listen(ListenAddress& address) {
  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const std::string port = std::to_string(address.port);
  if (getaddrinfo(address.host.c_str(), port.c_str(), &hints, &found) != 0) {
    return WhyNotListening(address);
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned(found, &freeaddrinfo);
  auto listener = std::make_unique<Descriptor>(
      socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  setsockopt(listener->number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (bind(listener->number(), found->ai_addr, found->ai_addrlen) != 0 ||
      listen(listener->number(), static_cast<int>(HttpPage::kConnectionsMax)) != 0) {
    return WhyNotListening(address);
  }
  sockaddr_storage bound{};
  socklen_t length = sizeof(bound);
  getsockname(listener->number(), reinterpret_cast<sockaddr*>(&bound), &length);
  address.port =
      ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(bound).sin6_port
                                        : reinterpret_cast<sockaddr_in&>(bound).sin_port);
  return listener;
}

}  // namespace

class HttpPage::Serving {
 public:
  Serving(HttpPageOptions options, std::function<std::string()> body,
          std::unique_ptr<Descriptor> listener)
      : options_(std::move(options)),
        body_(std::move(body)),
        listener_(std::move(listener)),
        ended_(eventfd(0, EFD_CLOEXEC)) {
    DOCKET_CHECK(ended_.number() >= 0);
    thread_ = std::thread([this] { Serve(); });
  }
  ~Serving() {
    DOCKET_CHECK(eventfd_write(ended_.number(), 1) == 0);
    thread_.join();
  }

 private:
  void Serve();
  bool Wait();
  void Accept();
  void AdvanceAll();
  milliseconds UntilNextDeadline() const;
  bool lets_in() const { return connections_.size() < kConnectionsMax && Now() >= paused_until_; }
  std::string Respond(const HttpRequest& request);

  const HttpPageOptions options_;
  const std::function<std::string()> body_;
  const std::unique_ptr<Descriptor> listener_;
  const Descriptor ended_;
  std::list<HttpConnection> connections_;
  nanoseconds paused_until_{};
  std::thread thread_;
};

void HttpPage::Serving::Serve() {
  while (Wait()) {
    AdvanceAll();
    Accept();
  }
}

// Until something may be done; false once it is to end.
bool HttpPage::Serving::Wait() {
  std::vector<pollfd> polled = {{ended_.number(), POLLIN, 0}};
  if (lets_in()) polled.push_back({listener_->number(), POLLIN, 0});
  for (const HttpConnection& connection : connections_) {
    polled.push_back({connection.socket(), connection.events(), 0});
  }
  poll(polled.data(), polled.size(), static_cast<int>(UntilNextDeadline().count()));
  return polled.front().revents == 0;
}

milliseconds HttpPage::Serving::UntilNextDeadline() const {
  nanoseconds next = nanoseconds::max();
  for (const HttpConnection& connection : connections_) {
    next = std::min(next, connection.deadline());
  }
  const nanoseconds now = Now();
  if (paused_until_ > now) next = std::min(next, paused_until_);
  if (next == nanoseconds::max()) return milliseconds(-1);
  return std::chrono::ceil<milliseconds>(std::max(next - now, nanoseconds(0)));
}

// A socket on which nothing can be done yet says so, so all are tried.
void HttpPage::Serving::AdvanceAll() {
  const auto respond = [this](const HttpRequest& request) { return Respond(request); };
  std::erase_if(connections_, [&](HttpConnection& connection) {
    return !connection.Advance(respond) || Now() >= connection.deadline();
  });
}

void HttpPage::Serving::Accept() {
  while (lets_in()) {
    const int socket = accept4(listener_->number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (socket >= 0) {
      connections_.emplace_back(socket, Now() + options_.patience);
      continue;
    }
    if (errno == ECONNABORTED || errno == EINTR) continue;
    // Without descriptors the listener stays ready for ever: asking again at once would spin.
    if (errno != EAGAIN) paused_until_ = Now() + kPauseAfterRefusal;
    return;
  }
}

std::string HttpPage::Serving::Respond(const HttpRequest& request) {
  if (request.status != 200) {
    return HttpAnswer(request.status, kPlain, "give GET " + options_.path + " HTTP/1.1\n", false);
  }
  if (request.path != options_.path) {
    return HttpAnswer(404, kPlain, "only " + options_.path + " is here\n", request.head_only);
  }
  return HttpAnswer(200, options_.content_type, body_(), request.head_only);
}

HttpPage::HttpPage(std::string address, std::unique_ptr<Serving> serving)
    : address_(std::move(address)), serving_(std::move(serving)) {}
HttpPage::~HttpPage() = default;

absl::StatusOr<std::unique_ptr<HttpPage>> HttpPage::Start(HttpPageOptions options,
                                                          std::function<std::string()> body) {
  DOCKET_ASSIGN_OR_RETURN(ListenAddress address, ListenAddress::Parse(options.address));
  DOCKET_RETURN_IF_ERROR(CheckAddress(address, options.loopback_only));
  DOCKET_ASSIGN_OR_RETURN(std::unique_ptr<Descriptor> listener, Listen(address));
  return std::unique_ptr<HttpPage>(new HttpPage(
      address.text(),
      std::make_unique<Serving>(std::move(options), std::move(body), std::move(listener))));
}

}  // namespace docket::runtime
