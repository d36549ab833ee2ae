#include "libs/runtime/listen_address.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

namespace docket::runtime {
namespace {

constexpr std::string_view kUnix = "unix:";

absl::Status Malformed(std::string_view text) {
  return InvalidArgument("cannot listen at '" + std::string(text) +
                         "': give HOST:PORT, [IPV6]:PORT or unix:PATH");
}

// `host` without the brackets that keep the colons of IPv6 apart from the port's.
std::string_view Unbracketed(std::string_view host) {
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  return bracketed ? host.substr(1, host.size() - 2) : host;
}

// The system's error of listening at `address`, 0 if there is none.
int TryToListen(const ListenAddress& address) {
  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const std::string port = std::to_string(address.port);
  if (getaddrinfo(address.host.c_str(), port.c_str(), &hints, &found) != 0) return EADDRNOTAVAIL;
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned(found, &freeaddrinfo);
  const int socket_fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket_fd < 0) return errno;
  const int on = 1;
  setsockopt(socket_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  const bool listening =
      bind(socket_fd, found->ai_addr, found->ai_addrlen) == 0 && listen(socket_fd, 1) == 0;
  const int error = listening ? 0 : errno;
  close(socket_fd);
  return error;
}

}  // namespace

absl::StatusOr<ListenAddress> ListenAddress::Parse(std::string_view text) {
  if (text.starts_with(kUnix) && text.size() > kUnix.size()) {
    return ListenAddress{.host = "", .port = 0, .path = std::string(text.substr(kUnix.size()))};
  }
  const size_t colon = text.rfind(':');
  if (colon == text.npos || colon == 0) return Malformed(text);
  const std::string_view host = Unbracketed(text.substr(0, colon));
  if (host.empty() || (host.size() == colon && host.find(':') != host.npos)) return Malformed(text);
  const std::string_view digits = text.substr(colon + 1);
  int port = -1;
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), port);
  if (error != std::errc() || end != digits.end() || port < 0 || port > 65535) {
    return Malformed(text);
  }
  return ListenAddress{
      .host = std::string(host == "localhost" ? "127.0.0.1" : host), .port = port, .path = ""};
}

bool ListenAddress::is_loopback() const {
  if (!path.empty()) return true;
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6{};
  return inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

std::string ListenAddress::text() const {
  if (!path.empty()) return std::string(kUnix) + path;
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

absl::Status WhyNotListening(const ListenAddress& address) {
  const std::string what = "cannot listen at " + address.text() + ": ";
  if (!address.path.empty()) {
    return FailedPrecondition(what + "check that its folder exists and may be written");
  }
  const int error = TryToListen(address);
  switch (error) {
    case 0: return Unavailable(what + "it was taken for a moment; start again");
    case EADDRINUSE:
      return FailedPrecondition(what +
                                "another process listens there; stop it or give another "
                                "address, port 0 for any free one");
    case EACCES: return FailedPrecondition(what + "this user may not; give a port above 1023");
    case EADDRNOTAVAIL: return FailedPrecondition(what + "this machine has no such address");
    default: return FailedPrecondition(what + std::strerror(error));
  }
}

}  // namespace docket::runtime
