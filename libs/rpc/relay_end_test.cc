// How relays end: with their call, whatever ends it.

#include <chrono>
#include <future>

#include <gtest/gtest.h>

#include "libs/base/misplaced.h"
#include "libs/rpc/relay_test.h"

namespace docket::rpc {
namespace {

using testing::kDesks;
using testing::Numbered;
using testing::PlaceOf;
using testing::Relaying;

TEST_F(Relaying, IsAnsweredBeforeTheServerStops) {
  Start({0, 2});
  const auto stream = Submit();
  stream->Write(Numbered(1));
  ASSERT_TRUE(piles_[1].Await(1));
  auto drained = std::async(std::launch::async, [&] { desks_[0].server().Drain(); });
  piles_[1].Answer(0);
  EXPECT_TRUE(stream->Read(&response_));
  EXPECT_FALSE(stream->Read(&response_));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  drained.get();
  EXPECT_EQ(EndOf(1), absl::StatusCode::kOk);
}

TEST_F(Relaying, EndsWithAServerThatStopsWithoutIt) {
  desks_[0].options.drain_grace = std::chrono::milliseconds(0);
  Start({0, 2});
  const auto stream = Submit();
  stream->Write(Numbered(1));
  ASSERT_TRUE(piles_[1].Await(1));
  desks_[0].server().Drain();
  desks_[0].Stop();
  EXPECT_FALSE(stream->Read(&response_));
  EXPECT_FALSE(stream->Finish().ok());
  EXPECT_EQ(EndOf(1), absl::StatusCode::kCancelled);
  piles_[1].Answer(0);  // Goes nowhere, harms nobody.
}

TEST_F(Relaying, IsCancelledWithItsCall) {
  Start({0});
  const auto stream = Submit();
  stream->Write(Numbered(1));
  stream->Write(Numbered(2));
  ASSERT_TRUE(piles_[1].Await(1));
  ASSERT_TRUE(piles_[2].Await(1));
  context_->TryCancel();
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  for (size_t desk = 0; desk < kDesks; ++desk) {
    EXPECT_EQ(EndOf(desk), absl::StatusCode::kCancelled);
  }
}

TEST_F(Relaying, EndsAtTheDeadlineOfItsCall) {
  Start({0, 2});
  context_->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(1));
  const auto stream = Submit();
  stream->Write(Numbered(1));
  while (stream->Read(&response_)) continue;  // The relay may end first, and say so.
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(EndOf(1), absl::StatusCode::kCancelled);
}

TEST_F(Relaying, EndsWithACallThatFails) {
  Start({2});
  const auto stream = Submit();
  stream->Write(Numbered(1));
  stream->Write(Numbered(0));
  ASSERT_TRUE(piles_[1].Await(1));
  ASSERT_TRUE(piles_[0].Await(1));
  piles_[0].Answer(0, Aborted("raced"));
  EXPECT_FALSE(stream->Read(&response_));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(EndOf(1), absl::StatusCode::kCancelled);
}

TEST_F(Relaying, EndsWithACallWhoseClientDoesNotRead) {
  Start({0, 2});
  const auto stub = desks_[0].StubOfFixedWindow();
  const auto stream = stub->Submit(context_.get());
  stream->Write(Numbered(1));
  stream->Write(Numbered(4));
  ASSERT_TRUE(piles_[1].Await(2));
  piles_[1].Answer(0, 256 * 1024);
  // The answer has to come through before a look can find it stuck.
  Instant now{.wall = {}, .monotonic = std::chrono::seconds(0)};
  auto ended = std::async(std::launch::async, [&] { return EndOf(0); });
  while (ended.wait_for(std::chrono::milliseconds(1)) == std::future_status::timeout) {
    desks_[0].server().DropUnread(now);
    now.monotonic += std::chrono::seconds(1);
  }
  EXPECT_EQ(ended.get(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(EndOf(1), absl::StatusCode::kCancelled);
  while (stream->Read(&response_)) continue;
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(Relaying, LetsAnswersComeLateFromWhoDoesNotServe) {
  Start({1, 2});
  const auto stream = Submit();
  stream->Write(Numbered(0));
  ASSERT_TRUE(piles_[0].Await(1));
  context_->TryCancel();
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_EQ(EndOf(0), absl::StatusCode::kCancelled);
  desks_[0].Stop();
  piles_[0].Answer(0, Misplaced(PlaceOf(1), "lost meanwhile"));
}

}  // namespace
}  // namespace docket::rpc
