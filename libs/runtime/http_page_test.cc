#include "libs/runtime/http_page.h"

#include <atomic>
#include <chrono>
#include <list>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/testing/raw_connection.h"

namespace docket::runtime {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using testing::RawConnection;
using ::testing::StartsWith;

class Page : public ::testing::Test {
 protected:
  void Start(milliseconds patience = milliseconds(5'000)) {
    auto started = HttpPage::Start({.patience = patience}, [this] {
      ++asked_;
      return body_;
    });
    ASSERT_TRUE(started.ok()) << started.status();
    page_ = *std::move(started);
  }
  std::string Ask(std::string_view request) {
    RawConnection client(page_->address());
    client.Send(request);
    return client.Receive();
  }

  std::string body_ = "docket_up 1\n";
  std::atomic<int> asked_{0};
  std::unique_ptr<HttpPage> page_;
};

TEST_F(Page, IsGivenToWhoeverGetsItsPath) {
  ASSERT_NO_FATAL_FAILURE(Start());
  EXPECT_EQ(Ask("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"),
            "HTTP/1.1 200 OK\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Length: 12\r\n"
            "Connection: close\r\n"
            "\r\n"
            "docket_up 1\n");
}

TEST_F(Page, IsMadeAnewForEachRequest) {
  ASSERT_NO_FATAL_FAILURE(Start());
  Ask("GET /metrics HTTP/1.1\r\n\r\n");
  Ask("GET /metrics?name=x HTTP/1.0\r\n\r\n");
  EXPECT_EQ(asked_, 2);
}

TEST_F(Page, IsOnlyMeasuredForHead) {
  ASSERT_NO_FATAL_FAILURE(Start());
  EXPECT_THAT(Ask("HEAD /metrics HTTP/1.1\r\n\r\n"),
              AllOf(HasSubstr("Content-Length: 12\r\n"), EndsWith("\r\n\r\n")));
}

TEST_F(Page, ComesWholeWhenItIsLargerThanASocketTakes) {
  body_.assign(4 << 20, 'x');
  ASSERT_NO_FATAL_FAILURE(Start());
  EXPECT_THAT(Ask("GET /metrics HTTP/1.1\r\n\r\n"), EndsWith("\r\n\r\n" + body_));
}

TEST_F(Page, IsGivenToARequestThatComesByteByByte) {
  ASSERT_NO_FATAL_FAILURE(Start());
  RawConnection client(page_->address());
  for (const char c : std::string("GET /metrics HTTP/1.1\r\n\r\n")) client.Send({&c, 1});
  EXPECT_THAT(client.Receive(), StartsWith("HTTP/1.1 200 "));
}

TEST_F(Page, IsGivenBeforeABodyThatNobodyAskedFor) {
  ASSERT_NO_FATAL_FAILURE(Start());
  EXPECT_THAT(Ask("GET /metrics HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"),
              StartsWith("HTTP/1.1 200 "));
}

TEST_F(Page, AnswersWhatItDoesNotHaveWithoutMakingThePage) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::pair<std::string, std::string> cases[] = {
      {"GET / HTTP/1.1", "404"},
      {"GET /metrics/ HTTP/1.1", "404"},
      {"GET /../metrics HTTP/1.1", "404"},
      {"POST /metrics HTTP/1.1", "405"},
      {"get /metrics HTTP/1.1", "405"},
      {"GET /metrics HTTP/2.0", "505"},
      {"GET /metrics", "400"},
      {"GET  HTTP/1.1", "400"},
      {"GET /metrics  HTTP/1.1", "400"},
      {" /metrics HTTP/1.1", "400"},
      {"", "400"},
      {"GET /metrics\x01 HTTP/1.1", "400"},
      {std::string("GET /metrics\0 HTTP/1.1", 22), "400"},
      {"\x16\x03\x01\x02", "400"},
  };
  for (const auto& [line, status] : cases) {
    EXPECT_THAT(Ask(line + "\r\n\r\n"), StartsWith("HTTP/1.1 " + status + ' ')) << line;
  }
  EXPECT_THAT(Ask("POST /metrics HTTP/1.1\r\n\r\n"), HasSubstr("\r\nAllow: GET, HEAD\r\n"));
  EXPECT_EQ(asked_, 0);
}

TEST_F(Page, RefusesAHeadWithoutEndOnceItIsTooLong) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string fields(20'000, 'x');
  EXPECT_THAT(Ask("GET /metrics HTTP/1.1\r\nA: " + fields), StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(Ask("GET /" + fields + " HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 431 "));
}

TEST_F(Page, LeavesWhoNeverStopsSending) {
  ASSERT_NO_FATAL_FAILURE(Start());
  RawConnection client(page_->address());
  client.Send(std::string(8 << 20, 'x'));  // Returns once the server has closed, or took it all.
  client.Receive();
  EXPECT_THAT(Ask("GET /metrics HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(Page, HasNothingForWhoGoesBeforeTheHeadEnds) {
  ASSERT_NO_FATAL_FAILURE(Start());
  RawConnection client(page_->address());
  client.Send("GET /metrics HT");
  client.SendNoMore();
  EXPECT_EQ(client.Receive(), "");
}

TEST_F(Page, DoesNotWaitForEverForWhoSaysNothing) {
  ASSERT_NO_FATAL_FAILURE(Start(milliseconds(20)));
  RawConnection client(page_->address());
  client.Send("GET /metrics HT");
  EXPECT_EQ(client.Receive(), "");
}

TEST_F(Page, IsGivenWhileOthersSayNothing) {
  ASSERT_NO_FATAL_FAILURE(Start(std::chrono::hours(1)));
  std::list<RawConnection> silent;
  for (size_t i = 0; i + 1 < HttpPage::kConnectionsMax; ++i) silent.emplace_back(page_->address());
  EXPECT_THAT(Ask("GET /metrics HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(Page, WaitsForRoomWhenAllSayNothing) {
  ASSERT_NO_FATAL_FAILURE(Start(milliseconds(50)));
  std::list<RawConnection> silent;
  for (size_t i = 0; i < HttpPage::kConnectionsMax + 4; ++i) silent.emplace_back(page_->address());
  EXPECT_THAT(Ask("GET /metrics HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(Page, EndsWithConnectionsOpen) {
  ASSERT_NO_FATAL_FAILURE(Start(std::chrono::hours(1)));
  RawConnection client(page_->address());
  client.Send("GET ");
  page_.reset();
  EXPECT_EQ(client.Receive(), "");
}

std::string Refusal(HttpPageOptions options) {
  const auto started = HttpPage::Start(std::move(options), [] { return std::string(); });
  return started.ok() ? "" : std::string(Message(started.status()));
}

TEST_F(Page, IsForThisMachineUnlessSomebodyProvesCallers) {
  EXPECT_THAT(Refusal({.address = "0.0.0.0:0"}), HasSubstr("give 127.0.0.1 or [::1]"));
  EXPECT_THAT(Refusal({.address = "[::]:0"}), HasSubstr("give 127.0.0.1 or [::1]"));
  EXPECT_EQ(Refusal({.address = "0.0.0.0:0", .loopback_only = false}), "");
}

TEST_F(Page, SaysWhyItCannotBeThere) {
  ASSERT_NO_FATAL_FAILURE(Start());
  EXPECT_THAT(Refusal({.address = page_->address()}), HasSubstr("another process listens there"));
  EXPECT_THAT(Refusal({.address = "unix:/tmp/metrics"}), HasSubstr("give HOST:PORT"));
  EXPECT_THAT(Refusal({.address = "metrics"}), HasSubstr("give HOST:PORT"));
}

}  // namespace
}  // namespace docket::runtime
