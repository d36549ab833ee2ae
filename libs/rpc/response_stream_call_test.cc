#include <future>
#include <memory>
#include <semaphore>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/rpc/testing/desk.h"

namespace docket::rpc {
namespace {

using namespace std::chrono_literals;

using testing::AgentContext;
using testing::ContextOf;
using testing::Desk;
using ::testing::HasSubstr;
using toy::v1::DeskService;
using toy::v1::WatchRequest;
using toy::v1::WatchResponse;
using Stream = ResponseStream<WatchResponse>;

WatchResponse Numbered(int64_t number, size_t bytes = 0) {
  WatchResponse response;
  response.set_number(number);
  response.set_content(std::string(bytes, 'x'));
  return response;
}

// Gives the stream of the one call to Watch to the test.
std::future<Stream> Kept(Desk& desk) {
  auto kept = std::make_shared<std::promise<Stream>>();
  desk.on_watch = [kept](const Call&, const WatchRequest&, Stream stream) {
    kept->set_value(std::move(stream));
  };
  return kept->get_future();
}

// Writes until the client has to read first; gives how many messages that took.
int64_t Fill(Stream& stream) {
  int64_t written = 0;
  while (stream.Write(Numbered(written, 64 * 1024)) == Sent::kTaken && written < 2000) ++written;
  return written;
}

enum Window { kGrowingWindow, kFixedWindow };

// A call to Watch that has begun, seen from both sides.
struct WatchCall {
  explicit WatchCall(Window window = kGrowingWindow)
      : stub((desk.Start(), window == kFixedWindow ? desk.StubOfFixedWindow()
                                                   : DeskService::NewStub(desk.channel()))) {}

  Desk desk;
  std::future<Stream> kept = Kept(desk);
  const std::unique_ptr<grpc::ClientContext> context = AgentContext();
  const std::unique_ptr<DeskService::Stub> stub;
  const std::unique_ptr<grpc::ClientReader<WatchResponse>> reader = stub->Watch(context.get(), {});
  Stream stream = kept.get();
};

Instant At(std::chrono::nanoseconds monotonic) { return {.wall = {}, .monotonic = monotonic}; }

// Looks every half minute, oftener than messages are on their way that may still leave.
void LookOften(Desk& desk) {
  for (auto now = 1000s; now < 4000s; now += 30s) desk.server().DropUnread(At(now));
}

TEST(ResponseStream, BringsMessagesInTheirOrder) {
  Desk desk;
  desk.on_watch = [](const Call& call, const WatchRequest& request, Stream stream) {
    EXPECT_EQ(call.caller.actor.id(), "ada");
    for (int64_t i = 0; i < 100; ++i) {
      EXPECT_EQ(stream.Write(Numbered(request.from() + i)), Sent::kTaken);
    }
    stream.End(absl::OkStatus());
    EXPECT_EQ(stream.Write(Numbered(0)), Sent::kClosed);
  };
  desk.Start();
  const auto context = AgentContext();
  WatchRequest request;
  request.set_from(7);
  const auto reader = desk.stub().Watch(context.get(), request);
  WatchResponse response;
  for (int64_t i = 7; i < 107; ++i) {
    ASSERT_TRUE(reader->Read(&response));
    EXPECT_EQ(response.number(), i);
  }
  EXPECT_FALSE(reader->Read(&response));
  EXPECT_TRUE(reader->Finish().ok());
}

TEST(ResponseStream, NeedsNoDeadline) {
  Desk desk;
  desk.Start();
  const auto context = AgentContext();
  context->set_deadline(std::chrono::system_clock::time_point::max());
  EXPECT_TRUE(desk.stub().Watch(context.get(), {})->Finish().ok());
}

TEST(ResponseStream, PassesTheSameDoor) {
  Desk desk;
  desk.Start();
  const auto nobody = ContextOf("", "");
  EXPECT_EQ(desk.stub().Watch(nobody.get(), {})->Finish().error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
  const auto customer = ContextOf("customer:bob", "customer");
  EXPECT_EQ(desk.stub().Watch(customer.get(), {})->Finish().error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
  const auto agent = AgentContext();
  const grpc::Status status =
      desk.SendBytes(*agent, "/docket.toy.v1.DeskService/Watch", "\x0A\x01\xFF");
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST(ResponseStream, IsBoundedForAClientThatDoesNotRead) {
  WatchCall call(kFixedWindow);
  const int64_t written = Fill(call.stream);
  EXPECT_EQ(call.stream.Write(Numbered(written)), Sent::kFull);

  std::promise<void> room;
  call.stream.SetWaker([&room] { room.set_value(); });
  WatchResponse response;
  for (int64_t i = 0; i < written; ++i) {
    ASSERT_TRUE(call.reader->Read(&response));
    EXPECT_EQ(response.number(), i);
  }
  room.get_future().get();
  call.stream.SetWaker([] {});
  EXPECT_EQ(call.stream.Write(Numbered(written)), Sent::kTaken);
  call.stream.End(absl::OkStatus());
  ASSERT_TRUE(call.reader->Read(&response));
  EXPECT_EQ(response.number(), written);
  EXPECT_TRUE(call.reader->Finish().ok());
}

TEST(ResponseStream, IsAbortedForAClientThatDoesNotRead) {
  WatchCall call(kFixedWindow);
  const auto over = std::make_shared<std::counting_semaphore<>>(0);
  call.stream.SetWaker([over, stream = call.stream] {
    if (stream.closed()) over->release();
  });
  Fill(call.stream);
  call.desk.server().DropUnread(At(100s));
  call.desk.server().DropUnread(At(130s - 1ns));
  EXPECT_FALSE(call.stream.closed());
  LookOften(call.desk);
  EXPECT_TRUE(call.stream.closed());
  // All of it is over, and its owner told, though nobody reads.
  EXPECT_EQ(call.desk.observer().Await(0).code, absl::StatusCode::kAborted);
  over->acquire();
  WatchResponse response;
  while (call.reader->Read(&response)) continue;
  const grpc::Status told = call.reader->Finish();
  EXPECT_EQ(told.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_THAT(told.error_message(), HasSubstr("behind what was received last"));
}

TEST(ResponseStream, IsAbortedWhereItsEndIsNotReadEither) {
  WatchCall call(kFixedWindow);
  Fill(call.stream);
  call.stream.End(absl::OkStatus());
  LookOften(call.desk);
  EXPECT_EQ(call.desk.observer().Await(0).code, absl::StatusCode::kAborted);
  call.context->TryCancel();
}

TEST(ResponseStream, IsKeptForAClientThatReads) {
  WatchCall call;
  const int64_t written = Fill(call.stream);
  call.desk.server().DropUnread(At(0s));
  WatchResponse response;
  for (int64_t i = 0; i < written; ++i) ASSERT_TRUE(call.reader->Read(&response));
  Fill(call.stream);
  call.desk.server().DropUnread(At(30s));
  call.desk.server().DropUnread(At(60s - 1ns));
  EXPECT_FALSE(call.stream.closed());
  call.context->TryCancel();
}

TEST(ResponseStream, ClosesWhenTheClientGoes) {
  WatchCall call;
  std::promise<void> over;
  call.stream.SetWaker([&over, stream = call.stream] { over.set_value(); });
  call.context->TryCancel();
  over.get_future().get();
  EXPECT_TRUE(call.stream.closed());
  EXPECT_EQ(call.stream.Write(Numbered(1)), Sent::kClosed);
  std::promise<void> told;
  call.stream.SetWaker([&told, stream = call.stream] { told.set_value(); });
  told.get_future().get();
}

TEST(ResponseStream, ThatIsLetGoTellsTheClientToResume) {
  Desk desk;
  desk.on_watch = [](const Call&, const WatchRequest&, Stream stream) {
    stream.Write(Numbered(1));
  };
  desk.Start();
  const auto context = AgentContext();
  const auto reader = desk.stub().Watch(context.get(), {});
  WatchResponse response;
  EXPECT_TRUE(reader->Read(&response));
  EXPECT_FALSE(reader->Read(&response));
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST(ResponseStream, EndsWhenTheServerDrains) {
  Desk desk;
  std::future<Stream> kept = Kept(desk);
  desk.options.drain_grace = std::chrono::hours(1);
  desk.Start();
  const auto context = AgentContext();
  const auto reader = desk.stub().Watch(context.get(), {});
  Stream stream = kept.get();
  stream.Write(Numbered(1));
  desk.server().Drain();
  WatchResponse response;
  EXPECT_TRUE(reader->Read(&response));
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_TRUE(stream.closed());
}

TEST(ResponseStream, MayOutliveItsServer) {
  WatchCall call;
  call.desk.Stop();
  EXPECT_EQ(call.stream.Write(Numbered(1)), Sent::kClosed);
  call.stream.End(absl::OkStatus());
}

}  // namespace
}  // namespace docket::rpc
