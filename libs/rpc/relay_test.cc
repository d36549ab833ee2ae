#include "libs/rpc/relay.h"

#include <algorithm>
#include <future>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/rpc/exchange_call.h"
#include "libs/rpc/relay_test.h"

namespace docket::rpc {
namespace {

using ::testing::HasSubstr;
using testing::kDesks;
using testing::kSubmitPath;
using testing::Numbered;
using testing::Relaying;
using toy::v1::SubmitRequest;
using toy::v1::SubmitResponse;

TEST_F(Relaying, BringsEachRequestToItsOwnerInOrderAndBackItsAnswer) {
  Start({0, 1, 2});
  const auto stream = Submit();
  std::jthread writer([&] {
    for (int64_t i = 0; i < 3000; ++i) EXPECT_TRUE(stream->Write(Numbered(i)));
    stream->WritesDone();
  });
  std::map<int64_t, std::string> answers;
  while (stream->Read(&response_)) {
    EXPECT_TRUE(answers.emplace(response_.number(), response_.content()).second);
  }
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
  ASSERT_EQ(answers.size(), 3000);
  for (const auto& [number, content] : answers) {
    EXPECT_EQ(content, "desk " + std::to_string(number % 3));
  }
  for (size_t desk = 0; desk < kDesks; ++desk) {
    EXPECT_EQ(order(desk).size(), 1000);
    EXPECT_TRUE(std::ranges::is_sorted(order(desk)));
    EXPECT_EQ(EndOf(desk), absl::StatusCode::kOk);
  }
}

TEST_F(Relaying, TakesOneStreamForEachOwner) {
  Start({0, 1, 2});
  const auto stream = Submit();
  for (int64_t number : {1, 2, 4, 5, 7}) {
    stream->Write(Numbered(number));
    ASSERT_TRUE(stream->Read(&response_));
  }
  stream->WritesDone();
  EXPECT_FALSE(stream->Read(&response_));
  EXPECT_TRUE(stream->Finish().ok());
  for (size_t desk : {1, 2}) {
    EXPECT_EQ(EndOf(desk), absl::StatusCode::kOk);
    const auto context = testing::AgentContext();
    toy::v1::AskResponse asked;
    EXPECT_TRUE(desks_[desk].stub().Ask(context.get(), {}, &asked).ok());
    EXPECT_NE(desks_[desk].observer().Await(1).method, kSubmitPath);
  }
}

TEST_F(Relaying, TellsTheOwnerWhoCalls) {
  std::promise<Call> seen;
  desks_[1].on_submit = [&](Call call) -> absl::StatusOr<Handler> {
    seen.set_value(std::move(call));
    return Handler([](const SubmitRequest& request, const Reply<SubmitResponse>& reply) {
      SubmitResponse response;
      response.set_number(request.number());
      reply(response);
    });
  };
  Start({});
  context_->AddMetadata("docket-tenant", "acme");
  const auto stream = Submit();
  stream->Write(Numbered(1));
  EXPECT_TRUE(stream->Read(&response_));
  const Call call = seen.get_future().get();
  EXPECT_EQ(call.caller.tenant, "acme");
  EXPECT_EQ(call.caller.actor.id(), "mail");
  EXPECT_LE(call.deadline - SystemInstant().monotonic, std::chrono::seconds(21));
}

TEST_F(Relaying, GoesNoFurtherThanOneInstance) {
  Start({0, 2});
  SetOwner(2, desks_[1].server().address());  // Which knows the third, but may not ask it.
  const auto stream = Submit();
  stream->Write(Numbered(2));
  ASSERT_TRUE(stream->Read(&response_));
  EXPECT_EQ(response_.number(), 2);
  EXPECT_THAT(response_.content(), HasSubstr("UNAVAILABLE"));
  stream->Write(Numbered(3));
  ASSERT_TRUE(stream->Read(&response_));
  EXPECT_EQ(response_.content(), "desk 0");
  EXPECT_THAT(order(2), ::testing::IsEmpty());
}

TEST_F(Relaying, DoesNotHappenForAClientThatClaimsIt) {
  Start({0, 1, 2});
  context_->AddMetadata("docket-hop", "1");
  const auto stream = Submit();
  stream->Write(Numbered(1));
  ASSERT_TRUE(stream->Read(&response_));
  EXPECT_EQ(response_.content(), "UNAVAILABLE: not of this desk");
  EXPECT_THAT(order(1), ::testing::IsEmpty());
}

TEST_F(Relaying, RefusesExactlyWhatNobodyIsKnownToOwn) {
  Start({0, 1, 2});
  SetOwner(1, std::nullopt);
  const auto stream = Submit();
  for (int64_t i = 0; i < 6; ++i) stream->Write(Numbered(i));
  stream->WritesDone();
  std::map<int64_t, std::string> answers;
  while (stream->Read(&response_)) answers[response_.number()] = response_.content();
  EXPECT_TRUE(stream->Finish().ok());
  const std::map<int64_t, std::string> expected = {
      {0, "desk 0"}, {1, "UNAVAILABLE: not of this desk"}, {2, "desk 2"},
      {3, "desk 0"}, {4, "UNAVAILABLE: not of this desk"}, {5, "desk 2"}};
  EXPECT_EQ(answers, expected);
}

TEST_F(Relaying, RefusesWhatAnOwnerThatIsGoneCannotTakeAndFindsTheNextOne) {
  Start({0, 1, 2});
  const std::string gone = desks_[1].server().address();
  desks_[1].Stop();
  const auto stream = Submit();
  stream->Write(Numbered(1));
  ASSERT_TRUE(stream->Read(&response_));
  EXPECT_EQ(response_.number(), 1);
  EXPECT_THAT(response_.content(), HasSubstr("UNAVAILABLE"));
  EXPECT_THAT(response_.content(), HasSubstr("send it again"));
  desks_[1].Start();
  SetOwner(1, desks_[1].server().address());
  stream->Write(Numbered(1));
  ASSERT_TRUE(stream->Read(&response_));
  EXPECT_EQ(response_.content(), "desk 1");
}

TEST_F(Relaying, RefusesExactlyWhatAnOwnerThatDiesLeavesUnanswered) {
  Start({0, 2});
  const auto stream = Submit();
  for (int64_t i = 0; i < 30; ++i) stream->Write(Numbered(i));
  stream->WritesDone();
  ASSERT_TRUE(piles_[1].Await(10));
  for (size_t index : {1, 4, 7}) piles_[1].Answer(index);
  std::map<int64_t, std::string> answers;
  while (answers.size() < 23 && stream->Read(&response_)) {
    answers[response_.number()] = response_.content();
  }
  desks_[1].Stop();
  while (stream->Read(&response_)) {
    EXPECT_TRUE(answers.emplace(response_.number(), response_.content()).second);
  }
  EXPECT_TRUE(stream->Finish().ok());
  ASSERT_EQ(answers.size(), 30);
  for (const auto& [number, content] : answers) {
    const bool left = number % 3 == 1 && number != 4 && number != 13 && number != 22;
    EXPECT_EQ(content.starts_with("UNAVAILABLE"), left) << number << ' ' << content;
  }
}

// It may be so for good, which who sends again and again has to learn.
TEST_F(Relaying, TellsWhyTheOwnerWouldNotAnswer) {
  desks_[1].on_submit = [](const Call&) -> absl::StatusOr<Handler> {
    return FailedPrecondition("this desk takes no parcels");
  };
  Start({0, 2});
  const auto stream = Submit();
  stream->Write(Numbered(1));
  ASSERT_TRUE(stream->Read(&response_));
  EXPECT_EQ(response_.number(), 1);
  EXPECT_THAT(response_.content(), HasSubstr("gave no answer (this desk takes no parcels)"));
  stream->WritesDone();
  EXPECT_FALSE(stream->Read(&response_));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(Relaying, IsAnsweredByAnOwnerThatStops) {
  Start({0, 2});
  const auto stream = Submit();
  stream->Write(Numbered(1));
  ASSERT_TRUE(piles_[1].Await(1));
  auto drained = std::async(std::launch::async, [&] { desks_[1].server().Drain(); });
  piles_[1].Answer(0);
  ASSERT_TRUE(stream->Read(&response_));
  EXPECT_EQ(response_.number(), 1);
  EXPECT_EQ(response_.content(), "");
  drained.get();
  stream->WritesDone();
  EXPECT_FALSE(stream->Read(&response_));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(Relaying, BreaksWithAnOwnerThatAnswersWhatItWasNotAsked) {
  desks_[1].on_submit = [](const Call&) -> absl::StatusOr<Handler> {
    return Handler([](const SubmitRequest& request, const Reply<SubmitResponse>& reply) {
      SubmitResponse response;
      response.set_number(request.number() + 1000);
      reply(response);
    });
  };
  Start({0});
  const auto stream = Submit();
  stream->Write(Numbered(1));
  stream->WritesDone();
  ASSERT_TRUE(stream->Read(&response_));
  EXPECT_EQ(response_.number(), 1);
  EXPECT_THAT(response_.content(), HasSubstr("UNAVAILABLE"));
  EXPECT_FALSE(stream->Read(&response_));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(Relaying, CountsWhatItRelays) {
  Start({0});
  const auto stream = Submit();
  std::jthread writer([&] {
    for (int64_t i = 0; i < 600; ++i) EXPECT_TRUE(stream->Write(Numbered(3 * i + 1)));
    stream->WritesDone();
  });
  for (size_t answered = 0; answered < 600; ++answered) {
    ASSERT_TRUE(piles_[1].Await(std::min<size_t>(answered + kExchangeRequestsMax, 600)));
    EXPECT_LE(piles_[1].size(), answered + kExchangeRequestsMax);
    piles_[1].Answer(answered);
    ASSERT_TRUE(stream->Read(&response_));
  }
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(Relaying, CountsTheBytesOfWhatItRelays) {
  Start({0});
  const auto stream = Submit();
  SubmitRequest big = Numbered(1);
  big.mutable_parcel()->set_seal(std::string(200 * 1024, 'x'));
  std::jthread writer([&] {
    for (int i = 0; i < 20; ++i) EXPECT_TRUE(stream->Write(big));
    stream->WritesDone();
  });
  for (size_t answered = 0; answered < 20; ++answered) {
    ASSERT_TRUE(piles_[1].Await(std::min<size_t>(answered + 6, 20)));
    EXPECT_LE(piles_[1].size(), answered + 6);
    piles_[1].Answer(answered);
    ASSERT_TRUE(stream->Read(&response_));
  }
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
}

}  // namespace
}  // namespace docket::rpc
