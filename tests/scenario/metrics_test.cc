// What docket tells of itself at /metrics while tickets are opened, refused and lost sight of.

#include <map>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <signal.h>

#include "libs/testing/raw_connection.h"
#include "tests/scenario/scenario.h"

namespace docket {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// Values by what stands before them: a name with its labels.
using Samples = std::map<std::string, double>;

class Metrics : public Scenario {
 protected:
  void StartTold(const std::string& metrics_address = "127.0.0.1:0") {
    server_ = std::make_unique<testing::ChildProcess>(
        std::vector<std::string>{DOCKET_BIN "/docket", "--data", data_ / "data", "--address",
                                 listen_, "--metrics-address", metrics_address});
    const auto metrics = server_->WaitForLine("docket tells metrics at http://", kStartDeadline);
    ASSERT_TRUE(metrics.has_value()) << "docket tells no metrics";
    metrics_address_ = metrics->substr(0, metrics->find('/'));
    const auto address = server_->WaitForLine("docket serves at ", kStartDeadline);
    ASSERT_TRUE(address.has_value()) << "docket did not start";
    address_ = *address;
  }

  std::string Page() {
    testing::RawConnection scraper(metrics_address_);
    scraper.Send("GET /metrics HTTP/1.1\r\nHost: docket\r\n\r\n");
    return scraper.Receive();
  }
  Samples Scrape() {
    std::istringstream page(Page());
    Samples samples;
    for (std::string line; std::getline(page, line);) {
      const size_t space = line.rfind(' ');
      if (line.starts_with("docket_")) {
        samples[line.substr(0, space)] = std::stod(line.substr(space + 1));
      }
    }
    return samples;
  }
  // Of all samples of `name` with `labels` and `others` among theirs.
  static double Sum(const Samples& samples, const std::string& name, const std::string& labels = "",
                    const std::string& others = "") {
    double sum = 0;
    for (const auto& [sample, value] : samples) {
      const std::string_view of = std::string_view(sample).substr(0, sample.find('{'));
      if (of != name || sample.find(labels) == sample.npos) continue;
      if (sample.find(others) != sample.npos) sum += value;
    }
    return sum;
  }

  void Open(const std::string& request_id) {
    const Outcome opened = Docketctl({"ticket", "create", "--customer", "mailto:bob@example.org",
                                      "--subject", "A secret kettle", "--request-id", request_id});
    ASSERT_EQ(opened.exit, 0) << opened.output;
  }

  std::string metrics_address_;
};

TEST_F(Metrics, CountATicketFromTheCallToTheRows) {
  ASSERT_NO_FATAL_FAILURE(StartTold());
  const Samples before = Scrape();
  EXPECT_EQ(Sum(before, "docket_eventing_unit_serving"), 17);  // Settings too.
  EXPECT_EQ(Sum(before, "docket_eventing_unit_owned"), 17);
  EXPECT_EQ(Sum(before, "docket_eventing_unit_halted"), 0);
  EXPECT_EQ(Sum(before, "docket_log_answering"), 1);
  EXPECT_EQ(Sum(before, "docket_eventing_folded_offset"), 0);
  ASSERT_NO_FATAL_FAILURE(Open("one"));
  const Samples after = Scrape();
  const std::string of_open = "method=\"/docket.ticket.v1.TicketService/OpenTicket\"";
  EXPECT_EQ(Sum(after, "docket_rpc_calls_total", of_open + ",code=\"OK\""), 1);
  EXPECT_EQ(Sum(after, "docket_rpc_call_duration_seconds_count", of_open), 1);
  EXPECT_GT(Sum(after, "docket_rpc_call_duration_seconds_sum", of_open), 0);
  EXPECT_EQ(Sum(after, "docket_eventing_commits_appended_total"), 1);
  EXPECT_EQ(Sum(after, "docket_eventing_commits_folded_total", "verdict=\"accepted\"",
                "service=\"intake\""),
            1);
  const std::string intake = "service=\"intake\"";
  EXPECT_EQ(Sum(after, "docket_eventing_folded_offset", intake), 1);
  EXPECT_EQ(Sum(after, "docket_log_end_offset", intake), 1);
  EXPECT_EQ(Sum(after, "docket_eventing_lag_records", intake), 0);
  EXPECT_GT(Sum(after, "docket_store_size_bytes"), 0);
  EXPECT_GT(Sum(after, "docket_log_size_bytes"), 0);
}

TEST_F(Metrics, CountWhatIsAskedTwiceAndWhatIsRefused) {
  ASSERT_NO_FATAL_FAILURE(StartTold());
  ASSERT_NO_FATAL_FAILURE(Open("one"));
  ASSERT_NO_FATAL_FAILURE(Open("one"));
  EXPECT_EQ(Docketctl({"ticket", "create", "--customer", "mailto:bob@example.org", "--subject",
                       "Another kettle", "--request-id", "one"})
                .exit,
            1);
  const Samples samples = Scrape();
  EXPECT_EQ(Sum(samples, "docket_eventing_commands_repeated_total"), 2);
  EXPECT_EQ(Sum(samples, "docket_eventing_commits_appended_total"), 1);
  EXPECT_EQ(Sum(samples, "docket_rpc_calls_total", "OpenTicket\",code=\"OK\""), 2);
  EXPECT_EQ(Sum(samples, "docket_rpc_calls_total", "OpenTicket\""), 3);
}

TEST_F(Metrics, TellNothingOfATenant) {
  ASSERT_NO_FATAL_FAILURE(StartTold());
  ASSERT_NO_FATAL_FAILURE(Open("one"));
  const std::string page = Page();
  for (const char* tenants : {"kettle", "bob", "default", "TK-", "agent:"}) {
    EXPECT_EQ(page.find(tenants), page.npos) << tenants;
  }
}

TEST_F(Metrics, AreOnePageAndNothingElse) {
  ASSERT_NO_FATAL_FAILURE(StartTold());
  EXPECT_THAT(Page(), StartsWith("HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4"));
  testing::RawConnection stranger(metrics_address_);
  stranger.Send("POST /metrics HTTP/1.1\r\n\r\n");
  EXPECT_THAT(stranger.Receive(), StartsWith("HTTP/1.1 405 "));
}

TEST_F(Metrics, AreForThisMachineAlone) {
  const Outcome refused =
      Run({"/bin/sh", "-c", R"(exec "$@" 2>&1)", "sh", DOCKET_BIN "/docket", "--data",
           data_ / "data", "--address", listen_, "--metrics-address", "0.0.0.0:0"});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_THAT(refused.output, HasSubstr("cannot tell metrics at 0.0.0.0:0"));
}

TEST_F(Metrics, KeepNobodyFromStopping) {
  ASSERT_NO_FATAL_FAILURE(StartTold());
  const testing::RawConnection silent(metrics_address_);
  server_->Signal(SIGTERM);
  EXPECT_EQ(server_->Wait(), 0);
}

}  // namespace
}  // namespace docket
