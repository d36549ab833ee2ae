#include "tools/docketctl/submission.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/rpc/channel.h"
#include "libs/rpc/errors.h"
#include "libs/rpc/server.h"

namespace docket::docketctl {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ticket::v1::SubmitRequest;
using ticket::v1::SubmitResponse;
using Reply = rpc::Reply<SubmitResponse>;
using Handler = rpc::ExchangeHandler<SubmitRequest, SubmitResponse>;

SubmitResponse Taken(const SubmitRequest& request) {
  SubmitResponse response;
  response.set_sequence(request.sequence());
  response.mutable_submitted()->set_version(1);
  return response;
}

SubmitResponse Refused(const SubmitRequest& request, absl::StatusCode code,
                       const std::string& reason = "") {
  SubmitResponse response;
  response.set_sequence(request.sequence());
  response.mutable_refused()->set_code(static_cast<int32_t>(code));
  response.mutable_refused()->set_reason(reason);
  response.mutable_refused()->set_message("says the test");
  return response;
}

// A real server, whose answers each test says; it notes what it takes.
class SubmissionTest : public ::testing::Test {
 protected:
  SubmissionTest() {
    rpc::Service service("docket.ticket.v1.TicketCommandService");
    service.Exchange<SubmitRequest, SubmitResponse>(
        "Submit", [this](const rpc::Call&) -> absl::StatusOr<Handler> {
          return Handler([this](const SubmitRequest& request, const Reply& reply) {
            on_submit(request, reply);
          });
        });
    server_ = *rpc::Server::Start({.address = "127.0.0.1:0", .authenticator = &authenticator_},
                                  {service});
  }

  // One command for each letter, of the case that the letter names.
  absl::Status Submit(const std::string& letters) {
    std::vector<std::string> cases;
    for (const char letter : letters) cases.emplace_back(1, letter);
    return Submit(cases);
  }
  // One command for each name, of the case that it names.
  absl::Status Submit(const std::vector<std::string>& cases) {
    size_t next = 0;
    Submission submission(
        {.channel = rpc::Dial(server_->address()),
         .prepare =
             [this](grpc::ClientContext& context) {
               context.AddMetadata("docket-actor", "service:test");
               context.AddMetadata("docket-roles", role);
             },
         .next = [&]() -> std::optional<SubmitRequest> {
           if (next == cases.size()) return std::nullopt;
           SubmitRequest request;
           request.mutable_recorded()->set_case_(cases[next++]);
           return request;
         },
         .on_refused =
             [this](const SubmitResponse& response) { refused.push_back(response.sequence()); },
         .on_waiting = [this](const std::string& why,
                              std::chrono::nanoseconds) { waited.push_back(why); },
         .patience = patience});
    absl::Status status = submission.Run();
    counts = submission.counts();
    return status;
  }

  // Takes the command, as the last of its case.
  void Take(const SubmitRequest& request, const Reply& reply) {
    {
      const std::lock_guard lock(mutex_);
      taken_[request.recorded().case_()].push_back(request.sequence());
    }
    reply(Taken(request));
  }
  // What of each case was taken, in order.
  std::map<std::string, std::vector<uint64_t>> taken() {
    const std::lock_guard lock(mutex_);
    return taken_;
  }
  // How often it was asked, this time counted.
  int Attempt(const SubmitRequest& request) {
    const std::lock_guard lock(mutex_);
    return ++attempts_[request.sequence()];
  }

  std::function<void(const SubmitRequest&, const Reply&)> on_submit =
      [this](const SubmitRequest& request, const Reply& reply) { Take(request, reply); };
  std::string role = "import";
  std::chrono::nanoseconds patience = seconds(20);
  std::vector<uint64_t> refused;
  std::vector<std::string> waited;
  SubmissionCounts counts;

 private:
  rpc::DevelopmentAuthenticator authenticator_;
  std::mutex mutex_;
  std::map<std::string, std::vector<uint64_t>> taken_;
  std::map<uint64_t, int> attempts_;
  std::unique_ptr<rpc::Server> server_;
};

TEST_F(SubmissionTest, SendsEachOnce) {
  EXPECT_TRUE(Submit("abcabcaab").ok());
  EXPECT_EQ(counts.commands, 9);
  EXPECT_EQ(counts.answered, 9);
  EXPECT_EQ(counts.refused, 0);
  EXPECT_EQ(counts.repeated, 0);
  EXPECT_THAT(taken()["a"], ElementsAre(1, 4, 7, 8));
  EXPECT_THAT(taken()["b"], ElementsAre(2, 5, 9));
}

TEST_F(SubmissionTest, OfNothingIsOk) {
  EXPECT_TRUE(Submit("").ok());
  EXPECT_EQ(counts.commands, 0);
}

TEST_F(SubmissionTest, SendsAgainWhatWasRefusedForAWhileAndKeepsItsCaseInOrder) {
  const std::vector<absl::StatusCode> codes = {absl::StatusCode::kUnavailable,
                                               absl::StatusCode::kResourceExhausted,
                                               absl::StatusCode::kAborted};
  on_submit = [&](const SubmitRequest& request, const Reply& reply) {
    if (request.sequence() <= 3 && Attempt(request) == 1) {
      return reply(Refused(request, codes[request.sequence() - 1]));
    }
    Take(request, reply);
  };
  EXPECT_TRUE(Submit("abcabcabcd").ok());
  EXPECT_EQ(counts.commands, 10);
  EXPECT_EQ(counts.answered, 10);
  EXPECT_EQ(counts.refused, 0);
  EXPECT_EQ(counts.repeated, 3);
  EXPECT_THAT(taken()["a"], ElementsAre(1, 4, 7));
  EXPECT_THAT(taken()["b"], ElementsAre(2, 5, 8));
  EXPECT_THAT(taken()["c"], ElementsAre(3, 6, 9));
}

TEST_F(SubmissionTest, DoesNotRepeatWhatTheDomainRefuses) {
  on_submit = [&](const SubmitRequest& request, const Reply& reply) {
    if (request.sequence() == 1) {
      return reply(Refused(request, absl::StatusCode::kFailedPrecondition));
    }
    if (request.sequence() == 2) {
      return reply(Refused(request, absl::StatusCode::kResourceExhausted, "URGE_TOO_SOON"));
    }
    Take(request, reply);
  };
  EXPECT_TRUE(Submit("aaa").ok());
  EXPECT_EQ(counts.answered, 3);
  EXPECT_EQ(counts.refused, 2);
  EXPECT_EQ(counts.repeated, 0);
  EXPECT_THAT(refused, ElementsAre(1, 2));
}

TEST_F(SubmissionTest, GoesOnOverANewStreamWhenOneBreaks) {
  on_submit = [&](const SubmitRequest& request, const Reply& reply) {
    if (request.sequence() % 40 == 0 && Attempt(request) == 1) {
      return reply(Unavailable("the stream ends"));
    }
    Take(request, reply);
  };
  std::string cases;
  for (int i = 0; i < 200; ++i) cases += static_cast<char>('a' + i * 7 % 26);
  EXPECT_TRUE(Submit(cases).ok());
  EXPECT_EQ(counts.commands, 200);
  EXPECT_EQ(counts.answered, 200);
  EXPECT_GE(counts.repeated, 5);
  for (auto& [name, numbers] : taken()) {
    // What was under way may have been taken and is taken again; nothing else comes between.
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    EXPECT_TRUE(std::ranges::is_sorted(numbers)) << name;
    EXPECT_EQ(static_cast<size_t>(std::ranges::count(cases, name[0])), numbers.size());
  }
}

TEST_F(SubmissionTest, GivesUpWhenItsPatienceIsOver) {
  patience = milliseconds(1500);
  on_submit = [&](const SubmitRequest& request, const Reply& reply) {
    if (request.sequence() == 1) return Take(request, reply);
    reply(Refused(request, absl::StatusCode::kUnavailable));
  };
  const absl::Status status = Submit("abcc");
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(Message(status)), HasSubstr("for 1.5 s (says the test)"));
  EXPECT_THAT(std::string(Message(status)), HasSubstr("import again"));
  EXPECT_EQ(counts.commands, 3);  // The second of case c was held back.
  EXPECT_EQ(counts.answered, 1);
  EXPECT_THAT(waited, ::testing::Contains("says the test"));
}

TEST_F(SubmissionTest, GivesUpOnAServerThatDoesNotAnswer) {
  patience = milliseconds(200);
  std::mutex mutex;
  std::deque<Reply> kept;
  on_submit = [&](const SubmitRequest&, Reply reply) {
    const std::lock_guard lock(mutex);
    kept.push_back(std::move(reply));
  };
  EXPECT_THAT(std::string(Message(Submit("ab"))), HasSubstr("no answer came"));
}

// What was postponed becomes due while as much is under way as may be.
TEST_F(SubmissionTest, RestsWhileNothingMoreMayGo) {
  patience = seconds(2);
  std::mutex mutex;
  std::deque<Reply> kept;
  on_submit = [&](const SubmitRequest& request, Reply reply) {
    if (request.sequence() == 1) return reply(Refused(request, absl::StatusCode::kUnavailable));
    const std::lock_guard lock(mutex);
    kept.push_back(std::move(reply));
  };
  std::vector<std::string> cases;
  for (int i = 0; i < 257; ++i) cases.push_back(std::to_string(i));
  EXPECT_EQ(Submit(cases).code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(counts.commands, 257);
  EXPECT_EQ(counts.repeated, 0);
  EXPECT_LT(counts.waits, 1000);  // Two for each command, at most, and a few.
}

TEST_F(SubmissionTest, EndsAtOnceWhereTryingAgainIsOfNoUse) {
  role = "agent";
  EXPECT_EQ(rpc::OuterCode(Submit("abc")), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(counts.answered, 0);
}

// By the wall clock other cases overtake one that waits for its verdict.
TEST_F(SubmissionTest, LetsOtherCasesOvertake) {
  std::mutex mutex;
  std::optional<std::pair<SubmitRequest, Reply>> kept;
  on_submit = [&](const SubmitRequest& request, const Reply& reply) {
    std::optional<std::pair<SubmitRequest, Reply>> release;
    {
      const std::lock_guard lock(mutex);
      if (request.sequence() == 2) {
        kept.emplace(request, reply);
        return;
      }
      if (request.sequence() == 4) release = std::exchange(kept, std::nullopt);
    }
    Take(request, reply);
    if (release.has_value()) Take(release->first, release->second);
  };
  EXPECT_TRUE(Submit("zaab").ok());  // Number 2 gets its verdict when number 4 has come.
  EXPECT_THAT(taken()["a"], ElementsAre(2, 3));
}

// By the log's time they may not, for what comes later takes time along.
TEST_F(SubmissionTest, KeepsAllInOrderByTheTimeOfTheLog) {
  std::mutex mutex;
  std::vector<uint64_t> arrived;
  std::deque<std::pair<SubmitRequest, Reply>> kept;
  on_submit = [&](const SubmitRequest& request, const Reply& reply) {
    std::vector<std::pair<SubmitRequest, Reply>> release;
    {
      const std::lock_guard lock(mutex);
      arrived.push_back(request.sequence());
      kept.emplace_front(request, reply);
      // The latest first, so that cases get their verdicts in another order than they came.
      const bool last_of_its_kind = request.recorded().case_() == "h";
      if (last_of_its_kind) release = {kept.begin(), kept.end()};
      if (last_of_its_kind) kept.clear();
    }
    for (const auto& [late, answer] : release) {
      SubmitResponse response = Taken(late);
      response.set_by_log_time(true);
      answer(response);
    }
  };
  std::string cases;
  std::vector<uint64_t> expected;
  for (int i = 0; i < 40; ++i) cases += "abcdefgh";
  for (uint64_t number = 1; number <= cases.size(); ++number) expected.push_back(number);
  EXPECT_TRUE(Submit(cases).ok());
  EXPECT_EQ(arrived, expected);
}

}  // namespace
}  // namespace docket::docketctl
