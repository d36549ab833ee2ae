#include "libs/rpc/forwarder.h"

#include <future>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/misplaced.h"
#include "libs/base/rejection.h"
#include "libs/rpc/errors.h"
#include "libs/rpc/testing/desk.h"

namespace docket::rpc {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::AgentContext;
using testing::ContextOf;
using testing::Desk;
using ::testing::HasSubstr;
using testing::kSendPath;
using testing::Noted;
using toy::v1::SendRequest;
using toy::v1::SendResponse;

constexpr char kPlace[] = "parcels/1";
constexpr char kAskPath[] = "/docket.toy.v1.DeskService/Ask";

// Who owns each place, as the test says.
class Directory {
 public:
  void Set(std::optional<std::string> owner) {
    const std::lock_guard lock(mutex_);
    owner_ = std::move(owner);
  }
  std::optional<std::string> Find(const std::string& place) {
    const std::lock_guard lock(mutex_);
    asked_ = place;
    return owner_;
  }
  std::string asked() {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  std::mutex mutex_;
  std::optional<std::string> owner_;
  std::string asked_;
};

// Clients call the first desk, which owns nothing; the second owns everything.
class Forwarding : public ::testing::Test {
 protected:
  Forwarding() {
    first_.on_send = [](const Call&, const SendRequest&, const Reply<SendResponse>& reply) {
      reply(Misplaced(kPlace, "ask elsewhere"));
    };
    first_.options.forwarder = &forwarder_;
  }

  void Start() {
    second_.Start();
    directory_.Set(second_.server().address());
    first_.Start();
  }

  // The second desk keeps what it is asked; gives the reply once it has come.
  std::future<Reply<SendResponse>> KeepReplies() {
    second_.on_send = [this](const Call&, const SendRequest&, Reply<SendResponse> reply) {
      kept_.set_value(std::move(reply));
    };
    return kept_.get_future();
  }

  grpc::Status Send() {
    const auto context = AgentContext();
    return first_.Send(*context, Noted("kettle"), response_);
  }

  // How the one call ended of which the observer of `desk` has heard.
  static absl::StatusCode ToldOnce(Desk& desk) {
    const absl::StatusCode code = desk.observer().Await(0).code;
    const auto context = AgentContext();
    toy::v1::AskResponse response;
    EXPECT_TRUE(desk.stub().Ask(context.get(), {}, &response).ok());
    EXPECT_EQ(desk.observer().Await(1).method, kAskPath);
    return code;
  }

  Directory directory_;
  Forwarder forwarder_{[this](const std::string& place) { return directory_.Find(place); }};
  std::promise<Reply<SendResponse>> kept_;
  Desk second_;
  Desk first_;
  SendResponse response_;
};

TEST_F(Forwarding, GivesTheAnswerOfTheOwner) {
  Start();
  EXPECT_TRUE(Send().ok());
  EXPECT_EQ(response_.note(), "kettle");
  EXPECT_EQ(directory_.asked(), kPlace);
  EXPECT_EQ(second_.observer().Await(0).method, kSendPath);
}

TEST_F(Forwarding, IsToldToTheObserverOnce) {
  Start();
  EXPECT_TRUE(Send().ok());
  EXPECT_EQ(ToldOnce(first_), absl::StatusCode::kOk);
}

TEST_F(Forwarding, BringsRejectionsWithTheirDetails) {
  second_.on_send = [](const Call&, const SendRequest&, const Reply<SendResponse>& reply) {
    reply(RejectionStatus({"TICKET_MERGED", {{"target", "TK-1"}}}, "it was merged"));
  };
  Start();
  const grpc::Status status = Send();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(status.error_message(), "it was merged");
  const std::optional<Rejection> rejection = RejectionOf(FromGrpc(status));
  ASSERT_TRUE(rejection.has_value());
  EXPECT_EQ(rejection->reason, "TICKET_MERGED");
  EXPECT_EQ(rejection->details.at("target"), "TK-1");
  EXPECT_EQ(first_.observer().Await(0).reason, "TICKET_MERGED");
}

TEST_F(Forwarding, SaysWhenToComeBack) {
  second_.on_send = [](const Call&, const SendRequest&, const Reply<SendResponse>& reply) {
    reply(ResourceExhausted("the mailbox is full"));
  };
  Start();
  const auto context = AgentContext();
  const grpc::Status status = first_.Send(*context, Noted(""), response_);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  const auto pushback = context->GetServerTrailingMetadata().find(kPushback);
  ASSERT_NE(pushback, context->GetServerTrailingMetadata().end());
  EXPECT_EQ(pushback->second, "1000");
}

TEST_F(Forwarding, TellsTheOwnerWhoCallsAndUntilWhen) {
  std::promise<Call> seen;
  second_.on_send = [&](Call call, const SendRequest&, const Reply<SendResponse>& reply) {
    seen.set_value(std::move(call));
    reply(SendResponse());
  };
  Start();
  const auto context = ContextOf("agent:ada", "agent,supervisor");
  context->AddMetadata("docket-tenant", "acme");
  context->AddMetadata("docket-on-behalf-of", "mailto:bob@example.org");
  ASSERT_TRUE(first_.Send(*context, Noted(""), response_).ok());
  const Call call = seen.get_future().get();
  EXPECT_EQ(call.caller.tenant, "acme");
  EXPECT_EQ(call.caller.actor.id(), "ada");
  EXPECT_EQ(call.caller.actor.on_behalf_of(), "mailto:bob@example.org");
  EXPECT_TRUE(call.caller.roles.Has(eventing::Role::kSupervisor));
  const auto left = call.deadline - SystemInstant().monotonic;
  EXPECT_GT(left, seconds(1));
  EXPECT_LE(left, seconds(21));
}

// Keeps what it was asked to believe.
class NotingAuthenticator final : public Authenticator {
 public:
  absl::StatusOr<Caller> Authenticate(const CallMetadata& metadata) const override {
    std::set<std::string> names;
    for (const auto& [name, value] : metadata) names.emplace(name);
    seen_.set_value(std::move(names));
    return believing_.Authenticate(metadata);
  }
  bool loopback_only() const override { return true; }
  std::set<std::string> Names() { return seen_.get_future().get(); }

 private:
  const DevelopmentAuthenticator believing_;
  mutable std::promise<std::set<std::string>> seen_;
};

TEST_F(Forwarding, GivesNoCredentialsToTheOwner) {
  NotingAuthenticator authenticator;
  second_.options.authenticator = &authenticator;
  Start();
  const auto context = AgentContext();
  context->AddMetadata("authorization", "Bearer secret");
  context->AddMetadata("cookie", "session=secret");
  ASSERT_TRUE(first_.Send(*context, Noted(""), response_).ok());
  const std::set<std::string> names = authenticator.Names();
  EXPECT_TRUE(names.contains("docket-actor"));
  EXPECT_FALSE(names.contains("authorization"));
  EXPECT_FALSE(names.contains("cookie"));
}

TEST_F(Forwarding, IsCancelledWithItsCall) {
  auto kept = KeepReplies();
  Start();
  const auto context = AgentContext();
  auto sent =
      std::async(std::launch::async, [&] { return first_.Send(*context, Noted(""), response_); });
  const Reply<SendResponse> reply = kept.get();
  context->TryCancel();
  EXPECT_EQ(sent.get().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_EQ(second_.observer().Await(0).code, absl::StatusCode::kCancelled);
  // Nobody hears it any more; what was handed on may end before its call is known to be cancelled.
  EXPECT_THAT(ToldOnce(first_),
              ::testing::AnyOf(absl::StatusCode::kCancelled, absl::StatusCode::kUnavailable));
}

TEST_F(Forwarding, EndsAtTheDeadlineOfItsCall) {
  auto kept = KeepReplies();
  Start();
  const auto context = AgentContext();
  context->set_deadline(std::chrono::system_clock::now() + milliseconds(1'000));
  EXPECT_EQ(first_.Send(*context, Noted(""), response_).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(second_.observer().Await(0).code, absl::StatusCode::kCancelled);
  first_.observer().Await(0);
}

TEST_F(Forwarding, HappensOnce) {
  Forwarder back([this](const std::string&) { return first_.server().address(); });
  second_.options.forwarder = &back;
  second_.on_send = [](const Call&, const SendRequest&, const Reply<SendResponse>& reply) {
    reply(Misplaced(kPlace, "no longer mine"));
  };
  Start();
  const grpc::Status status = Send();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(status.error_message(), "no longer mine");
  EXPECT_EQ(ToldOnce(second_), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ToldOnce(first_), absl::StatusCode::kUnavailable);
}

// The mark means this and nothing else, whoever sets it.
TEST_F(Forwarding, DoesNotHappenForAClientThatClaimsIt) {
  Start();
  const auto claiming = AgentContext();
  claiming->AddMetadata("docket-hop", "1");
  const grpc::Status status = first_.Send(*claiming, Noted(""), response_);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(status.error_message(), "ask elsewhere");
  EXPECT_EQ(directory_.asked(), "");
  const auto served = AgentContext();
  served->AddMetadata("docket-hop", "1");
  EXPECT_TRUE(second_.Send(*served, Noted("kettle"), response_).ok());
  EXPECT_EQ(response_.note(), "kettle");
  const auto nobody = ContextOf("", "");
  nobody->AddMetadata("docket-hop", "1");
  EXPECT_EQ(second_.Send(*nobody, Noted(""), response_).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(Forwarding, NeedsAnOwnerThatIsKnown) {
  Start();
  directory_.Set(std::nullopt);
  const grpc::Status status = Send();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(status.error_message(), "ask elsewhere");
}

TEST_F(Forwarding, NeedsAnOwnerThatCanBeReached) {
  Start();
  second_.Stop();
  const auto context = AgentContext();
  const grpc::Status status = first_.Send(*context, Noted(""), response_);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(status.error_message(), HasSubstr("the instance that owns parcels/1 cannot be"));
  EXPECT_TRUE(context->GetServerTrailingMetadata().contains(kPushback));
  EXPECT_EQ(ToldOnce(first_), absl::StatusCode::kUnavailable);
}

TEST_F(Forwarding, IsUnavailableWhenTheOwnerGoesBeforeItAnswers) {
  auto kept = KeepReplies();
  Start();
  auto sent = std::async(std::launch::async, [&] { return Send(); });
  const Reply<SendResponse> reply = kept.get();
  second_.Stop();
  const grpc::Status status = sent.get();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(status.error_message(), HasSubstr("may be done or not"));
}

TEST_F(Forwarding, IsAnsweredWhileTheServerStops) {
  auto kept = KeepReplies();
  Start();
  auto sent = std::async(std::launch::async, [&] { return Send(); });
  const Reply<SendResponse> reply = kept.get();
  auto drained = std::async(std::launch::async, [&] { first_.server().Drain(); });
  SendResponse response;
  response.set_note("late");
  reply(response);
  EXPECT_TRUE(sent.get().ok());
  EXPECT_EQ(response_.note(), "late");
  drained.get();
}

TEST_F(Forwarding, IsCancelledWhenTheServerStopsWithoutIt) {
  auto kept = KeepReplies();
  first_.options.drain_grace = milliseconds(0);
  Start();
  auto sent = std::async(std::launch::async, [&] { return Send(); });
  const Reply<SendResponse> reply = kept.get();
  first_.server().Drain();
  EXPECT_FALSE(sent.get().ok());
  EXPECT_EQ(second_.observer().Await(0).code, absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace docket::rpc
