#include "libs/rpc/server.h"

#include <chrono>
#include <future>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "libs/rpc/testing/desk.h"

namespace docket::rpc {
namespace {

using std::chrono::milliseconds;
using testing::AgentContext;
using testing::ContextOf;
using testing::Desk;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using testing::Noted;
using toy::v1::PeekRequest;
using toy::v1::PeekResponse;
using toy::v1::SendRequest;
using toy::v1::SendResponse;

void ExpectNoStart(const ServerOptions& options, const std::vector<Service>& services,
                   const std::string& why) {
  const auto server = Server::Start(options, services);
  ASSERT_FALSE(server.ok());
  EXPECT_THAT(std::string(Message(server.status())), HasSubstr(why));
}

// Calls until the server takes no calls any more.
void AwaitRefusal(Desk& desk) {
  grpc::Status status;
  do {
    toy::v1::AskResponse response;
    const auto context = AgentContext();
    status = desk.stub().Ask(context.get(), {}, &response);
  } while (status.ok());
}

TEST(Server, TellsThePortThatWasChosen) {
  Desk desk;
  desk.Start();
  EXPECT_THAT(desk.server().address(), MatchesRegex("127\\.0\\.0\\.1:[1-9][0-9]+"));
}

TEST(Server, ListensOnAUnixSocket) {
  Desk desk;
  desk.options.address =
      "unix:" + ::testing::TempDir() + "docket-server-test-" + std::to_string(getpid()) + ".sock";
  desk.Start();
  SendResponse response;
  const auto context = AgentContext();
  EXPECT_TRUE(desk.Send(*context, Noted("a"), response).ok());
}

TEST(Server, DoesNotStartWithAnRpcThatAnybodyMightCall) {
  Desk desk;
  std::vector<Service> services = desk.Services();
  services.emplace_back("docket.toy.v1.UnguardedService")
      .Unary<PeekRequest, PeekResponse>("Peek", [](auto...) {});
  ExpectNoStart(desk.options, services,
                "docket.toy.v1.UnguardedService.Peek must say who may call");
}

TEST(Server, DoesNotStartWithAnRpcThatNobodyHandles) {
  Desk desk;
  ExpectNoStart(desk.options, {Service("docket.toy.v1.UnguardedService")},
                "docket.toy.v1.UnguardedService.Peek has 0 handlers");
}

TEST(Server, DoesNotStartWithAHandlerOfNoRpc) {
  Desk desk;
  Service stray("docket.toy.v1.DeskService");
  stray.Unary<PeekRequest, PeekResponse>("Peek", [](auto...) {});
  ExpectNoStart(desk.options, {stray}, "has no RPC Peek");
  Service mistyped("docket.toy.v1.DeskService");
  mistyped.Unary<PeekRequest, PeekResponse>("Send", [](auto...) {});
  ExpectNoStart(desk.options, {mistyped}, "Send has a handler of other types");
  ExpectNoStart(desk.options, {Service("docket.toy.v1.Nowhere")}, "no service");
}

TEST(Server, DoesNotBelieveStrangersWithoutProof) {
  Desk desk;
  for (const char* address : {"0.0.0.0:0", "[::]:0", "192.0.2.1:0", "example.org:0"}) {
    desk.options.address = address;
    ExpectNoStart(desk.options, desk.Services(), "for development on this machine only");
  }
}

TEST(Server, SaysThatAPortIsTaken) {
  Desk first;
  first.Start();
  Desk second;
  second.options.address = first.server().address();
  ExpectNoStart(second.options, second.Services(), "another process listens there");
}

TEST(Server, SaysThatAnAddressIsNone) {
  Desk desk;
  for (const char* address : {"", ":1", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:80",
                              "127.0.0.1:-1", "unix:", "[]:1"}) {
    desk.options.address = address;
    ExpectNoStart(desk.options, desk.Services(), "give HOST:PORT");
  }
}

// What health answers for `service`, a grpc.health.v1.HealthCheckResponse.
std::string HealthOf(Desk& desk, const std::string& service) {
  const auto context = ContextOf("", "");
  std::string response;
  const std::string request = "\x0A" + std::string(1, static_cast<char>(service.size())) + service;
  EXPECT_TRUE(desk.SendBytes(*context, "/grpc.health.v1.Health/Check", request, &response).ok());
  return response;
}

TEST(Server, IsHealthyOnceItIsToldSo) {
  const std::string serving = "\x08\x01";
  const std::string not_serving = "\x08\x02";
  Desk desk;
  desk.Start();
  EXPECT_EQ(HealthOf(desk, ""), not_serving);
  EXPECT_EQ(HealthOf(desk, "docket.toy.v1.DeskService"), not_serving);
  desk.server().SetServing(true);
  EXPECT_EQ(HealthOf(desk, ""), serving);
  EXPECT_EQ(HealthOf(desk, "docket.toy.v1.DeskService"), serving);
}

TEST(Server, IsHealthyPartByPart) {
  const std::string serving = "\x08\x01";
  const std::string not_serving = "\x08\x02";
  Desk desk;
  desk.Start();
  desk.server().SetServing(true);
  desk.server().SetPartServing("desk/0", true);
  desk.server().SetPartServing("desk/1", false);
  EXPECT_EQ(HealthOf(desk, "desk/0"), serving);
  EXPECT_EQ(HealthOf(desk, "desk/1"), not_serving);
  EXPECT_EQ(HealthOf(desk, ""), serving);
}

// What reflection answers to `request`, a ServerReflectionRequest.
std::string Reflect(Desk& desk, const std::string& request) {
  const auto context = ContextOf("", "");
  std::string response;
  desk.SendBytes(*context, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                 request, &response);
  return response;
}

TEST(Server, ReflectsItsServices) {
  const std::string list = std::string("\x3A\x00", 2);
  const std::string find =
      "\x22\x1E"
      "docket.toy.v1.DeskService.Send";
  Desk desk;
  desk.Start();
  EXPECT_THAT(Reflect(desk, list), HasSubstr("docket.toy.v1.DeskService"));
  EXPECT_THAT(Reflect(desk, find), HasSubstr("docket/toy/v1/desk_service.proto"));
  Desk silent;
  silent.options.reflection = false;
  silent.Start();
  EXPECT_EQ(Reflect(silent, list), "");
}

TEST(Server, DrainsACallInFlight) {
  Desk desk;
  std::promise<Reply<SendResponse>> kept;
  desk.on_send = [&](const Call&, const SendRequest&, Reply<SendResponse> reply) {
    kept.set_value(std::move(reply));
  };
  desk.Start();
  auto sent = std::async(std::launch::async, [&] {
    SendResponse response;
    const auto context = AgentContext();
    return desk.Send(*context, Noted(""), response);
  });
  const Reply<SendResponse> reply = kept.get_future().get();
  auto drained = std::async(std::launch::async, [&] { desk.server().Drain(); });
  AwaitRefusal(desk);
  reply(SendResponse());
  drained.get();
  EXPECT_TRUE(sent.get().ok());
}

TEST(Server, CancelsWhatOutlastsTheGrace) {
  Desk desk;
  std::promise<Reply<SendResponse>> kept;
  desk.on_send = [&](const Call&, const SendRequest&, Reply<SendResponse> reply) {
    kept.set_value(std::move(reply));
  };
  desk.options.drain_grace = milliseconds(1);
  desk.Start();
  auto sent = std::async(std::launch::async, [&] {
    SendResponse response;
    const auto context = AgentContext();
    return desk.Send(*context, Noted(""), response);
  });
  const Reply<SendResponse> reply = kept.get_future().get();
  desk.server().Drain();
  EXPECT_FALSE(sent.get().ok());
  reply(SendResponse());
}

}  // namespace
}  // namespace docket::rpc
