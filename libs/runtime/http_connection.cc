#include "libs/runtime/http_connection.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace docket::runtime {
namespace {

constexpr std::string_view kEndOfHead = "\r\n\r\n";

std::string_view NameOf(int status) {
  switch (status) {
    case 200: return "OK";
    case 400: return "Bad Request";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 431: return "Request Header Fields Too Large";
    case 505: return "HTTP Version Not Supported";
    default: return "Internal Server Error";
  }
}

// Whether a call on a socket that does not block may be tried again later.
bool IsForLater(ssize_t result) { return result < 0 && (errno == EAGAIN || errno == EINTR); }

bool IsPrintable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

}  // namespace

// Only the first line matters: no header changes what the page is, and a body is left unread.
HttpRequest ParseHttpRequest(std::string_view head) {
  const std::string_view line = head.substr(0, head.find("\r\n"));
  const size_t method_end = line.find(' ');
  const size_t target_end = line.rfind(' ');
  if (!IsPrintable(line) || method_end == line.npos || method_end == 0 ||
      target_end <= method_end + 1) {
    return {.status = 400};
  }
  const std::string_view method = line.substr(0, method_end);
  const std::string_view target = line.substr(method_end + 1, target_end - method_end - 1);
  const std::string_view version = line.substr(target_end + 1);
  if (target.find(' ') != target.npos || !version.starts_with("HTTP/")) return {.status = 400};
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return {.status = 505};
  if (method != "GET" && method != "HEAD") return {.status = 405};
  return {.head_only = method == "HEAD", .path = std::string(target.substr(0, target.find('?')))};
}

std::string HttpAnswer(int status, std::string_view content_type, std::string_view body,
                       bool head_only) {
  std::string answer = "HTTP/1.1 " + std::to_string(status) + ' ' + std::string(NameOf(status)) +
                       "\r\nContent-Type: " + std::string(content_type) +
                       "\r\nContent-Length: " + std::to_string(body.size()) +
                       "\r\nConnection: close\r\n";
  if (status == 405) answer += "Allow: GET, HEAD\r\n";
  answer += "\r\n";
  if (!head_only) answer += body;
  return answer;
}

HttpConnection::HttpConnection(int socket, std::chrono::nanoseconds deadline)
    : socket_(socket), deadline_(deadline) {}

HttpConnection::~HttpConnection() { close(socket_); }

short HttpConnection::events() const { return state_ == State::kWriting ? POLLOUT : POLLIN; }

bool HttpConnection::Advance(const Respond& respond) {
  if (state_ == State::kReading && !ReadHead(respond)) return false;
  if (state_ == State::kWriting && !Write()) return false;
  return state_ != State::kEnding || ReadRest();
}

bool HttpConnection::ReadHead(const Respond& respond) {
  std::array<char, 4096> bytes;
  const ssize_t got = recv(socket_, bytes.data(), bytes.size(), 0);
  if (got <= 0) return IsForLater(got);
  head_.append(bytes.data(), static_cast<size_t>(got));
  const size_t end = head_.find(kEndOfHead);
  const bool too_long = std::min(end, head_.size()) > kHeadBytesMax;
  if (end == head_.npos && !too_long) return true;
  answer_ = respond(too_long ? HttpRequest{.status = 431}
                             : ParseHttpRequest(std::string_view(head_).substr(0, end)));
  state_ = State::kWriting;
  return true;
}

bool HttpConnection::Write() {
  while (written_bytes_ < answer_.size()) {
    const ssize_t sent = send(socket_, answer_.data() + written_bytes_,
                              answer_.size() - written_bytes_, MSG_NOSIGNAL);
    if (sent < 0) return IsForLater(sent);
    written_bytes_ += static_cast<size_t>(sent);
  }
  shutdown(socket_, SHUT_WR);
  state_ = State::kEnding;
  return true;
}

// A socket that is closed with bytes unread is reset, and the answer may be lost with it.
bool HttpConnection::ReadRest() {
  std::array<char, 4096> bytes;
  const ssize_t got = recv(socket_, bytes.data(), bytes.size(), 0);
  if (got <= 0) return IsForLater(got);
  rest_bytes_ += static_cast<size_t>(got);
  return rest_bytes_ <= kHeadBytesMax;
}

}  // namespace docket::runtime
