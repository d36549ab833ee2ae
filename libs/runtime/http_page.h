#pragma once

// One page over HTTP/1.1, for a scraper: GET and HEAD of one path, nothing else.
//
//   DOCKET_ASSIGN_OR_RETURN(auto page, HttpPage::Start({.address = "127.0.0.1:9464"}, [&] {
//     return Scrape();
//   }));
//
// One thread serves up to kConnectionsMax connections; more wait until one of them ends, at the
// latest after its patience. A connection is asked once and closed. Heads over 8 KiB are answered
// 431, other paths 404, other methods 405, what is no request 400; what comes after the head is not
// read. Whoever connects is answered, so it is for loopback unless somebody else proves callers.

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "libs/base/status.h"

namespace docket::runtime {

struct HttpPageOptions {
  // HOST:PORT or [IPV6]:PORT. Port 0 lets the machine choose.
  std::string address = "127.0.0.1:0";
  // Refuses every other address: nobody proves who calls.
  bool loopback_only = true;
  std::string path = "/metrics";
  std::string content_type = "text/plain; charset=utf-8";
  // Of each connection, from its beginning to its end.
  std::chrono::milliseconds patience{5'000};
};

class HttpPage {
 public:
  static constexpr size_t kConnectionsMax = 16;

  // Serves what `body` gives, which is called on the thread of this alone and may take a moment.
  // INVALID_ARGUMENT or FAILED_PRECONDITION if nobody can listen there, with what to do.
  static absl::StatusOr<std::unique_ptr<HttpPage>> Start(HttpPageOptions options,
                                                         std::function<std::string()> body);
  // Closes everything; returns when `body` is not called any more.
  ~HttpPage();
  HttpPage(const HttpPage&) = delete;
  HttpPage& operator=(const HttpPage&) = delete;

  // Where it listens, with the port that was chosen.
  const std::string& address() const { return address_; }

 private:
  class Serving;
  HttpPage(std::string address, std::unique_ptr<Serving> serving);

  const std::string address_;
  const std::unique_ptr<Serving> serving_;
};

}  // namespace docket::runtime
