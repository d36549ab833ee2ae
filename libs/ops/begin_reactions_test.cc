// An operator's word to a unit that is new beside a log, over gRPC.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include "docket/ops/v1/ops_service.grpc.pb.h"
#include "libs/ops/hosted_desk_test.h"
#include "libs/ops/ops_service.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/server.h"

namespace docket::ops {
namespace {

// A clerk, which follows the desk, comes when the desk has lent something.
class BeginReactions : public HostedDesk {
 protected:
  BeginReactions() {
    Do("red", testing::LendText("ada"));
    clerk_log_ = log_->Share();
    clerk_ = runtime::HostedUnit::Open(toy_.Clerk(0), *clerk_log_, *clerk_log_,
                                       {.directory = data_ / "stores/clerk/0"}, resources_)
                 .value();
    clerk_->loop().Assign();
    desk_.emplace(std::vector{clerk_.get()}, [this] { return log_->Share(); });
    server_ = rpc::Server::Start({.address = "127.0.0.1:0", .authenticator = &authenticator_},
                                 {desk_->MakeService()})
                  .value();
    stub_ = v1::OpsService::NewStub(rpc::Dial(server_->address()));
  }
  ~BeginReactions() override {
    server_.reset();
    desk_.reset();
    EXPECT_TRUE(clerk_->loop().Close().ok());
  }

  void StepClerkUntil(const std::function<bool()>& met) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!met()) {
      clerk_->loop().Step({kNow, SystemInstant().monotonic});
      ASSERT_LT(std::chrono::steady_clock::now(), until) << "it does not come about";
    }
  }
  bool awaits() { return clerk_->loop().progress().awaits_word(); }

  grpc::Status Begin(const std::string& kind, v1::ReactFrom from,
                     v1::BeginReactionsResponse& response) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    context.AddMetadata("docket-tenant", "acme");
    context.AddMetadata("docket-actor", "agent:ada");
    context.AddMetadata("docket-roles", "operator");
    v1::BeginReactionsRequest request;
    request.set_unit_kind(kind);
    request.set_from(from);
    return stub_->BeginReactions(&context, request, &response);
  }
  grpc::StatusCode CodeOf(const std::string& kind, v1::ReactFrom from) {
    v1::BeginReactionsResponse response;
    return Begin(kind, from, response).error_code();
  }

  std::unique_ptr<log::EmbeddedEventLog> clerk_log_;
  std::unique_ptr<runtime::HostedUnit> clerk_;
  std::optional<OpsDesk> desk_;
  rpc::DevelopmentAuthenticator authenticator_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::OpsService::Stub> stub_;
};

TEST_F(BeginReactions, LetsAUnitThatWaitsBeginAndLeavesItAloneFromThenOn) {
  StepClerkUntil([this] { return awaits(); });
  EXPECT_FALSE(clerk_->loop().serving());
  v1::BeginReactionsResponse response;
  ASSERT_TRUE(Begin("clerk", v1::REACT_FROM_BEGINNING, response).ok());
  ASSERT_EQ(response.begun_size(), 1);
  EXPECT_EQ(response.begun(0).unit_kind(), "clerk");
  EXPECT_EQ(response.left_size(), 0);
  StepClerkUntil([this] { return clerk_->loop().serving(); });
  ASSERT_TRUE(Begin("clerk", v1::REACT_FROM_END, response).ok());
  EXPECT_EQ(response.begun_size(), 0);
  EXPECT_EQ(response.left_size(), 1);
}

TEST_F(BeginReactions, SaysWhatIsWrongWithAWord) {
  StepClerkUntil([this] { return awaits(); });
  EXPECT_EQ(CodeOf("", v1::REACT_FROM_END), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(CodeOf("clerk", v1::REACT_FROM_UNSPECIFIED), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(CodeOf("clark", v1::REACT_FROM_END), grpc::StatusCode::NOT_FOUND);
  EXPECT_TRUE(awaits());
}

}  // namespace
}  // namespace docket::ops
