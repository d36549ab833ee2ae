// The service as callers meet it: over gRPC and an embedded log.

#include "libs/ops/log_service.h"

#include <chrono>
#include <string>

#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>

#include "docket/log/v1/log_service.grpc.pb.h"
#include "libs/log/embedded/embedded_event_log.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/server.h"
#include "libs/testing/scratch_directory.h"
#include "libs/testing/toy/umbrella_history.h"

namespace docket::ops {
namespace {

using log::v1::LogService;
using log::v1::TailRequest;
using log::v1::TailResponse;
using testing::LentText;
using testing::RecordOf;

const eventing::AggregateKindOf<testing::Umbrella> kKind;
const log::TopicPartition kPlace{"docket.umbrella.events.v1", 0};

class LogServiceTest : public ::testing::Test {
 protected:
  LogServiceTest()
      : log_(log::EmbeddedEventLog::Open({.directory = scratch_.path() + "/log",
                                          .topics = {{kPlace.topic, 1}},
                                          .now = FromMillis(1'700'000'000'000)})
                 .value()),
        tails_([this] { return log_->Share(); }, {.kinds = {&kKind}}),
        server_(rpc::Server::Start({.address = "127.0.0.1:0", .authenticator = &authenticator_},
                                   {tails_.MakeService()})
                    .value()),
        stub_(LogService::NewStub(rpc::Dial(server_->address()))) {}

  void Append(const eventing::Commit& commit) {
    log_->Append(kPlace, {RecordOf(history_.id(), commit)});
  }

  static std::unique_ptr<grpc::ClientContext> ContextOf(const std::string& roles) {
    auto context = std::make_unique<grpc::ClientContext>();
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    context->AddMetadata("docket-tenant", "acme");
    context->AddMetadata("docket-actor", "agent:ada");
    context->AddMetadata("docket-roles", roles);
    return context;
  }
  grpc::StatusCode CodeFor(const std::string& roles) {
    const auto context = ContextOf(roles);
    const auto reader = stub_->Tail(context.get(), {});
    TailResponse response;
    while (reader->Read(&response)) continue;
    return reader->Finish().error_code();
  }

  testing::UmbrellaHistory history_{"red"};
  testing::ScratchDirectory scratch_;
  std::unique_ptr<log::EmbeddedEventLog> log_;
  LogTails tails_;
  rpc::DevelopmentAuthenticator authenticator_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<LogService::Stub> stub_;
};

TEST_F(LogServiceTest, IsForAdministratorsAndServices) {
  EXPECT_EQ(CodeFor("administrator"), grpc::StatusCode::OK);
  EXPECT_EQ(CodeFor("service"), grpc::StatusCode::OK);
  EXPECT_EQ(CodeFor("agent,supervisor,analyst,customer,import,operator"),
            grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(LogServiceTest, WakesAFollowerWhenTheLogGrows) {
  TailRequest request;
  request.set_follow(true);
  const auto context = ContextOf("administrator");
  const auto reader = stub_->Tail(context.get(), request);
  TailResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_TRUE(response.has_begun());
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_TRUE(response.has_reached());
  for (const std::string& event :
       {LentText(1, "ada", FromMillis(1)), std::string("collected {}")}) {
    const eventing::Commit commit = history_.Add(event);
    Append(commit);
    ASSERT_TRUE(reader->Read(&response));
    EXPECT_EQ(response.commit().value(), commit.bytes);
  }
  context->TryCancel();
  EXPECT_FALSE(reader->Read(&response));
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(LogServiceTest, HasRoomAgainOnceAStreamIsOver) {
  TailRequest follow;
  follow.set_follow(true);
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<std::unique_ptr<grpc::ClientReader<TailResponse>>> readers;
  TailResponse response;
  for (size_t i = 0; i < LogTails::kStreamsMax; ++i) {
    contexts.push_back(ContextOf("administrator"));
    readers.push_back(stub_->Tail(contexts.back().get(), follow));
    ASSERT_TRUE(readers.back()->Read(&response));
  }
  EXPECT_EQ(CodeFor("administrator"), grpc::StatusCode::RESOURCE_EXHAUSTED);
  contexts.front()->TryCancel();
  readers.front()->Finish();
  // The server hears of the cancellation a little later than we do.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (CodeFor("administrator") == grpc::StatusCode::RESOURCE_EXHAUSTED) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
  }
  for (const auto& context : contexts) context->TryCancel();
}

TEST_F(LogServiceTest, SendsAwayCallersWhoDoNotRead) {
  // A client that takes 64 KiB and no more until it reads; and more than that and a stream hold.
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  const auto stub = LogService::NewStub(
      grpc::CreateCustomChannel(server_->address(), grpc::InsecureChannelCredentials(), arguments));
  const std::string long_id(200'000, 'x');
  for (int i = 0; i < 10; ++i) Append(history_.Add("lent { borrower_id: '" + long_id + "' }"));
  TailRequest follow;
  follow.set_follow(true);
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<std::unique_ptr<grpc::ClientReader<TailResponse>>> readers;
  for (size_t i = 0; i < LogTails::kStreamsMax; ++i) {
    contexts.push_back(ContextOf("administrator"));
    contexts.back()->set_deadline(std::chrono::system_clock::now() + std::chrono::hours(1));
    readers.push_back(stub->Tail(contexts.back().get(), follow));
    TailResponse response;
    ASSERT_TRUE(readers.back()->Read(&response));
  }
  EXPECT_EQ(CodeFor("administrator"), grpc::StatusCode::RESOURCE_EXHAUSTED);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  Instant now;
  while (CodeFor("administrator") == grpc::StatusCode::RESOURCE_EXHAUSTED) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
    now.monotonic += std::chrono::seconds(30);
    server_->DropUnread(now);
  }
  for (const auto& context : contexts) context->TryCancel();
}

TEST_F(LogServiceTest, TellsItsFollowersWhenTheServerStops) {
  TailRequest follow;
  follow.set_follow(true);
  const auto context = ContextOf("administrator");
  const auto reader = stub_->Tail(context.get(), follow);
  TailResponse response;
  ASSERT_TRUE(reader->Read(&response));
  server_->Drain();
  while (reader->Read(&response)) continue;
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

}  // namespace
}  // namespace docket::ops
