#include <future>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/rejection.h"
#include "libs/rpc/errors.h"
#include "libs/rpc/testing/desk.h"

namespace docket::rpc {
namespace {

using std::chrono::seconds;
using std::chrono::system_clock;
using testing::AgentContext;
using testing::ContextOf;
using testing::Desk;
using ::testing::HasSubstr;
using testing::kSendPath;
using testing::Noted;
using toy::v1::Parcel;
using toy::v1::SendRequest;
using toy::v1::SendResponse;

class UnaryCall : public ::testing::Test {
 protected:
  // Sends `request` as an agent does.
  grpc::Status Send(const SendRequest& request) {
    const auto context = AgentContext();
    return desk_.Send(*context, request, response_);
  }
  grpc::Status SendBytes(const std::string& bytes) {
    const auto context = AgentContext();
    return desk_.SendBytes(*context, kSendPath, bytes);
  }
  void ExpectInvalid(const grpc::Status& status, const std::string& why) {
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_THAT(status.error_message(), HasSubstr(why));
  }

  Desk desk_;
  SendResponse response_;
};

TEST_F(UnaryCall, ReachesItsHandlerAndAnswers) {
  desk_.Start();
  EXPECT_TRUE(Send(Noted("你好")).ok());
  EXPECT_EQ(response_.note(), "你好");
  EXPECT_EQ(desk_.observer().Await(0).method, kSendPath);
}

TEST_F(UnaryCall, TellsItsHandlerWhoCallsAndUntilWhen) {
  std::promise<Call> seen;
  desk_.on_send = [&](Call call, SendRequest, const Reply<SendResponse>& reply) {
    seen.set_value(std::move(call));
    reply(SendResponse());
  };
  desk_.Start();
  const auto context = ContextOf("service:import", "service,import");
  context->AddMetadata("docket-tenant", "acme");
  ASSERT_TRUE(desk_.Send(*context, Noted(""), response_).ok());
  const Call call = seen.get_future().get();
  EXPECT_EQ(call.caller.tenant, "acme");
  EXPECT_EQ(call.caller.actor.id(), "import");
  EXPECT_TRUE(call.caller.roles.Has(eventing::Role::kImport));
  const auto left = call.deadline - SystemInstant().monotonic;
  EXPECT_GT(left, seconds(1));
  EXPECT_LE(left, seconds(21));
}

TEST_F(UnaryCall, MayBeAnsweredLaterByAnotherThread) {
  std::promise<Reply<SendResponse>> kept;
  desk_.on_send = [&](const Call&, const SendRequest&, Reply<SendResponse> reply) {
    kept.set_value(std::move(reply));
  };
  desk_.Start();
  auto sent = std::async(std::launch::async, [&] { return Send(Noted("")); });
  SendResponse response;
  response.set_note("late");
  kept.get_future().get()(response);
  EXPECT_TRUE(sent.get().ok());
  EXPECT_EQ(response_.note(), "late");
}

TEST_F(UnaryCall, OfAnUnknownMethodIsUnimplemented) {
  desk_.Start();
  const auto context = AgentContext();
  const grpc::Status status = desk_.SendBytes(*context, "/docket.toy.v1.DeskService/Burn", "");
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(UnaryCall, NeedsADeadlineOfAtMostThirtySeconds) {
  desk_.Start();
  const auto endless = AgentContext();
  endless->set_deadline(system_clock::time_point::max());
  ExpectInvalid(desk_.Send(*endless, Noted(""), response_), "give one of at most 30 s");
  const auto far = AgentContext();
  far->set_deadline(system_clock::now() + seconds(33));
  ExpectInvalid(desk_.Send(*far, Noted(""), response_), "give one of at most 30 s");
  for (int i = 0; i < 50; ++i) {  // On its way it may round up.
    const auto whole = AgentContext();
    whole->set_deadline(system_clock::now() + seconds(30));
    const grpc::Status status = desk_.Send(*whole, Noted(""), response_);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }
}

TEST_F(UnaryCall, NeedsACaller) {
  desk_.Start();
  const auto nobody = ContextOf("", "");
  grpc::Status status = desk_.Send(*nobody, Noted(""), response_);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_THAT(status.error_message(), HasSubstr("docket-actor"));
  const auto garbled = ContextOf("ada", "agent");
  status = desk_.Send(*garbled, Noted(""), response_);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(UnaryCall, NeedsOneOfTheRoles) {
  desk_.Start();
  const auto customer = ContextOf("customer:bob", "customer");
  const grpc::Status status = desk_.Send(*customer, Noted(""), response_);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(RejectionOf(FromGrpc(status))->reason, "NOT_ALLOWED");
  EXPECT_EQ(desk_.observer().Await(0).reason, "NOT_ALLOWED");
  const auto service = ContextOf("service:mail", "service");
  EXPECT_TRUE(desk_.Send(*service, Noted(""), response_).ok());
}

TEST_F(UnaryCall, ThatIsForAnyoneNeedsNoCaller) {
  desk_.Start();
  const auto nobody = ContextOf("", "");
  nobody->AddMetadata("docket-tenant", "acme");
  toy::v1::AskResponse response;
  EXPECT_TRUE(desk_.stub().Ask(nobody.get(), {}, &response).ok());
  EXPECT_EQ(response.tenant(), "");
}

TEST_F(UnaryCall, TakesRequestsUpTo256KiB) {
  desk_.Start();
  SendRequest request;
  request.mutable_parcel()->set_seal(std::string(256 * 1024 - 8, 'x'));
  ASSERT_EQ(request.ByteSizeLong(), 256 * 1024);
  EXPECT_TRUE(Send(request).ok());
  request.mutable_parcel()->set_seal(std::string(256 * 1024 - 7, 'x'));
  ExpectInvalid(Send(request), "send at most 262144");
  request.mutable_parcel()->set_seal(std::string(1024 * 1024, 'x'));
  EXPECT_EQ(Send(request).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(UnaryCall, RefusesCompressedRequests) {
  desk_.Start();
  const auto context = AgentContext();
  context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
  SendRequest bomb;
  bomb.mutable_parcel()->set_seal(std::string(200 * 1024, 'x'));
  EXPECT_EQ(desk_.Send(*context, bomb, response_).error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(UnaryCall, RefusesRequestsThatCostTooMuch) {
  desk_.Start();
  SendRequest deep;
  Parcel* parcel = deep.mutable_parcel();
  for (int i = 0; i < 14; ++i) parcel = parcel->add_parcels();
  EXPECT_TRUE(Send(deep).ok());
  parcel->add_parcels();
  ExpectInvalid(Send(deep), "at most 16");
  SendRequest wide;
  for (int i = 0; i < 100'000; ++i) wide.mutable_parcel()->add_parcels();
  ExpectInvalid(Send(wide), "values of docket.toy.v1.Parcel.parcels");
  ExpectInvalid(SendBytes("\x0A\x02\x0A\xFF"), "bad note");
  ExpectInvalid(SendBytes("\x0A\x03\x0A\x01\xFF"), "Parcel.note is not UTF-8");
}

TEST_F(UnaryCall, TakesARequestOfNoBytes) {
  desk_.Start();
  EXPECT_TRUE(SendBytes("").ok());
}

TEST_F(UnaryCall, BringsRejectionsToTheClient) {
  desk_.on_send = [&](const Call&, const SendRequest&, const Reply<SendResponse>& reply) {
    reply(
        RejectionStatus({"TICKET_MERGED", {{"target", "TK-1"}, {"title", "\xFF"}}}, "it is \xFF"));
  };
  desk_.Start();
  const grpc::Status status = Send(Noted(""));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(status.error_message(), "it is \uFFFD");
  const std::optional<Rejection> rejection = RejectionOf(FromGrpc(status));
  ASSERT_TRUE(rejection.has_value());
  EXPECT_EQ(rejection->reason, "TICKET_MERGED");
  EXPECT_EQ(rejection->details.at("target"), "TK-1");
  EXPECT_EQ(rejection->details.at("title"), "\uFFFD");
}

TEST_F(UnaryCall, ToldToComeBackSaysWhen) {
  desk_.on_send = [&](const Call&, const SendRequest&, const Reply<SendResponse>& reply) {
    reply(ResourceExhausted("the mailbox is full"));
  };
  desk_.Start();
  const auto context = AgentContext();
  const grpc::Status status = desk_.Send(*context, Noted(""), response_);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  const auto pushback = context->GetServerTrailingMetadata().find("grpc-retry-pushback-ms");
  ASSERT_NE(pushback, context->GetServerTrailingMetadata().end());
  EXPECT_EQ(pushback->second, "1000");
}

TEST_F(UnaryCall, KeepsOurFaultsToOurselves) {
  desk_.on_send = [&](const Call&, const SendRequest&, const Reply<SendResponse>& reply) {
    reply(Internal("row 7 of /srv/stores names bob@example.org"));
  };
  desk_.Start();
  const grpc::Status status = Send(Noted(""));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_THAT(status.error_message(), Not(HasSubstr("bob")));
  EXPECT_THAT(status.error_message(), HasSubstr("logged there as "));
}

TEST_F(UnaryCall, WhoseReplyIsDroppedMayBeSentAgain) {
  desk_.on_send = [](const Call&, const SendRequest&, const Reply<SendResponse>&) {};
  desk_.Start();
  EXPECT_EQ(Send(Noted("")).error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(UnaryCall, ThatIsCancelledEndsWithoutItsHandler) {
  std::promise<Reply<SendResponse>> kept;
  desk_.on_send = [&](const Call&, const SendRequest&, Reply<SendResponse> reply) {
    kept.set_value(std::move(reply));
  };
  desk_.Start();
  const auto context = AgentContext();
  auto sent =
      std::async(std::launch::async, [&] { return desk_.Send(*context, Noted(""), response_); });
  const Reply<SendResponse> reply = kept.get_future().get();
  context->TryCancel();
  EXPECT_EQ(sent.get().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_EQ(desk_.observer().Await(0).code, absl::StatusCode::kCancelled);
  desk_.Stop();
  reply(SendResponse());  // Goes nowhere, harms nobody.
}

TEST_F(UnaryCall, EndsAtItsDeadline) {
  std::promise<Reply<SendResponse>> kept;
  desk_.on_send = [&](const Call&, const SendRequest&, Reply<SendResponse> reply) {
    kept.set_value(std::move(reply));
  };
  desk_.Start();
  const auto context = AgentContext();
  context->set_deadline(system_clock::now() + std::chrono::milliseconds(200));
  EXPECT_EQ(desk_.Send(*context, Noted(""), response_).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(desk_.observer().Await(0).code, absl::StatusCode::kCancelled);
}

TEST(UnaryCallDeathTest, IsAnsweredOnce) {
  const BytesReply reply = MakeReply([](const absl::StatusOr<std::string>&) {});
  reply(std::string());
  EXPECT_DEATH(reply(std::string()), "bug");
}

}  // namespace
}  // namespace docket::rpc
