#pragma once

// One HTTP/1.1 connection that is asked for one page, inside HttpPage: reads the head of a request,
// writes one answer, closes. It never waits; its socket does not block. One thread.

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

namespace docket::runtime {

// What a request's head asks for, or why it is not answered with a page.
struct HttpRequest {
  // 200 if it may be answered; else what to answer.
  int status = 200;
  bool head_only = false;
  std::string path = {};
};

// Reads a head, without the empty line at its end.
HttpRequest ParseHttpRequest(std::string_view head);

// A whole answer; `body` is left out for HEAD, its length told all the same.
std::string HttpAnswer(int status, std::string_view content_type, std::string_view body,
                       bool head_only);

class HttpConnection {
 public:
  // A head beyond it is answered 431. Also how much is read of what comes after the head.
  static constexpr size_t kHeadBytesMax = 8 * 1024;

  // The whole answer to a request.
  using Respond = std::function<std::string(const HttpRequest&)>;

  // Takes over `socket`. It is to be closed at `deadline`, of the monotonic clock.
  HttpConnection(int socket, std::chrono::nanoseconds deadline);
  ~HttpConnection();
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  int socket() const { return socket_; }
  std::chrono::nanoseconds deadline() const { return deadline_; }
  // What poll() is to wait for.
  short events() const;

  // Does what can be done now; false once the connection is over.
  bool Advance(const Respond& respond);

 private:
  enum class State { kReading, kWriting, kEnding };

  bool ReadHead(const Respond& respond);
  bool Write();
  bool ReadRest();

  const int socket_;
  const std::chrono::nanoseconds deadline_;
  State state_ = State::kReading;
  std::string head_;
  std::string answer_;
  size_t written_bytes_ = 0;
  size_t rest_bytes_ = 0;
};

}  // namespace docket::runtime
