#include "libs/rpc/exchange_call.h"

#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/rpc/exchange_test.h"
#include "libs/rpc/testing/desk.h"

namespace docket::rpc {
namespace {

using testing::ContextOf;
using testing::Desk;
using ::testing::HasSubstr;
using testing::ServiceContext;
using toy::v1::SubmitRequest;
using toy::v1::SubmitResponse;
using Handler = ExchangeHandler<SubmitRequest, SubmitResponse>;
using testing::Numbered;
using testing::Pile;

class Exchange : public ::testing::Test {
 protected:
  // The desk puts what comes on the pile.
  void StartPiling() {
    desk_.on_submit = [this](const Call&) -> absl::StatusOr<Handler> {
      return [this](const SubmitRequest& request, Reply<SubmitResponse> reply) {
        pile_.Put(request, std::move(reply));
      };
    };
    desk_.Start();
  }

  Pile pile_;
  Desk desk_;
  const std::unique_ptr<grpc::ClientContext> context_ = ServiceContext();
  SubmitResponse response_;
};

TEST_F(Exchange, AnswersEachRequest) {
  desk_.Start();
  const auto stream = desk_.stub().Submit(context_.get());
  std::jthread writer([&] {
    for (int64_t i = 0; i < 2000; ++i) EXPECT_TRUE(stream->Write(Numbered(i)));
    stream->WritesDone();
  });
  std::set<int64_t> answered;
  while (stream->Read(&response_)) answered.insert(response_.number());
  writer.join();
  EXPECT_EQ(answered.size(), 2000);
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(Exchange, TakesAnswersInAnyOrder) {
  StartPiling();
  const auto stream = desk_.stub().Submit(context_.get());
  for (int64_t i = 0; i < 3; ++i) stream->Write(Numbered(i));
  stream->WritesDone();
  ASSERT_TRUE(pile_.Await(3));
  for (size_t i : {2, 0, 1}) {
    pile_.Answer(i);
    ASSERT_TRUE(stream->Read(&response_));
    EXPECT_EQ(response_.number(), i);
  }
  EXPECT_FALSE(stream->Read(&response_));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(Exchange, ReadsNoFurtherThan256Requests) {
  StartPiling();
  const auto stream = desk_.stub().Submit(context_.get());
  std::jthread writer([&] {
    for (int64_t i = 0; i < 600; ++i) EXPECT_TRUE(stream->Write(Numbered(i)));
    stream->WritesDone();
  });
  for (size_t answered = 0; answered < 600; ++answered) {
    ASSERT_TRUE(pile_.Await(std::min<size_t>(answered + kExchangeRequestsMax, 600)));
    EXPECT_LE(pile_.size(), answered + kExchangeRequestsMax);
    pile_.Answer(answered);
    ASSERT_TRUE(stream->Read(&response_));
  }
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(Exchange, ReadsNoFurtherThanAMebibyteOfRequests) {
  StartPiling();
  const auto stream = desk_.stub().Submit(context_.get());
  SubmitRequest big = Numbered(1);
  big.mutable_parcel()->set_seal(std::string(200 * 1024, 'x'));
  std::jthread writer([&] {
    for (int i = 0; i < 20; ++i) EXPECT_TRUE(stream->Write(big));
    stream->WritesDone();
  });
  for (size_t answered = 0; answered < 20; ++answered) {
    ASSERT_TRUE(pile_.Await(std::min<size_t>(answered + 6, 20)));
    EXPECT_LE(pile_.size(), answered + 6);
    pile_.Answer(answered);
    ASSERT_TRUE(stream->Read(&response_));
  }
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(Exchange, PassesTheSameDoor) {
  desk_.Start();
  const auto agent = ContextOf("agent:ada", "agent");
  EXPECT_EQ(desk_.stub().Submit(agent.get())->Finish().error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
  const auto stream = desk_.stub().Submit(context_.get());
  SubmitRequest big;
  big.mutable_parcel()->set_seal(std::string(256 * 1024, 'x'));
  stream->Write(Numbered(1));
  stream->Write(big);
  EXPECT_TRUE(stream->Read(&response_));
  EXPECT_FALSE(stream->Read(&response_));
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), HasSubstr("send at most 262144"));
}

TEST_F(Exchange, MayBeRefusedAsAWhole) {
  desk_.on_submit = [](const Call&) -> absl::StatusOr<Handler> {
    return FailedPrecondition("one import at a time");
  };
  desk_.Start();
  const grpc::Status status = desk_.stub().Submit(context_.get())->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
}

TEST_F(Exchange, EndsWithTheFirstStatusThatIsNotOk) {
  StartPiling();
  const auto stream = desk_.stub().Submit(context_.get());
  for (int64_t i = 0; i < 3; ++i) stream->Write(Numbered(i));
  ASSERT_TRUE(pile_.Await(3));
  pile_.Answer(0);
  pile_.Answer(1, Aborted("raced"));
  pile_.Answer(2);
  EXPECT_TRUE(stream->Read(&response_));
  EXPECT_FALSE(stream->Read(&response_));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::ABORTED);
}

TEST_F(Exchange, LetsGoOfItsHandlerWhenItIsOver) {
  auto held = std::make_shared<int>();
  std::promise<void> released;
  desk_.on_submit = [&](const Call&) -> absl::StatusOr<Handler> {
    const std::shared_ptr<int> token(&*held, [&](int*) { released.set_value(); });
    return [this, token](const SubmitRequest& request, Reply<SubmitResponse> reply) {
      pile_.Put(request, std::move(reply));
    };
  };
  desk_.Start();
  const auto stream = desk_.stub().Submit(context_.get());
  stream->Write(Numbered(1));
  ASSERT_TRUE(pile_.Await(1));
  context_->TryCancel();
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  released.get_future().get();
  desk_.Stop();
  pile_.Answer(0);  // Goes nowhere, harms nobody.
}

// What it asked may be under way, so nothing may say that it is not.
TEST_F(Exchange, IsUnavailableForAClientThatDoesNotRead) {
  StartPiling();
  const auto stub = desk_.StubOfFixedWindow();
  const auto stream = stub->Submit(context_.get());
  stream->Write(Numbered(1));
  ASSERT_TRUE(pile_.Await(1));
  pile_.Answer(0, 256 * 1024);
  desk_.server().DropUnread({.wall = {}, .monotonic = std::chrono::seconds(0)});
  desk_.server().DropUnread({.wall = {}, .monotonic = std::chrono::seconds(30)});
  EXPECT_EQ(desk_.observer().Await(0).code, absl::StatusCode::kUnavailable);
  while (stream->Read(&response_)) continue;
  const grpc::Status told = stream->Finish();
  EXPECT_EQ(told.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(told.error_message(), HasSubstr("send it again"));
}

TEST_F(Exchange, AnswersWhatItHasReadBeforeTheServerStops) {
  StartPiling();
  const auto stream = desk_.stub().Submit(context_.get());
  stream->Write(Numbered(1));
  ASSERT_TRUE(pile_.Await(1));
  auto drained = std::async(std::launch::async, [&] { desk_.server().Drain(); });
  pile_.Answer(0);
  EXPECT_TRUE(stream->Read(&response_));
  EXPECT_FALSE(stream->Read(&response_));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  drained.get();
}

}  // namespace
}  // namespace docket::rpc
