#include "tools/docketctl/routing/routing_commands.h"

#include <csignal>
#include <deque>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "docket/routing/v1/routing_service.pb.h"
#include "libs/base/rejection.h"
#include "libs/rpc/server.h"
#include "libs/runtime/stop_signals.h"
#include "tools/docketctl/parsed_test.h"

namespace docket::docketctl {
namespace {

namespace v1 = routing::v1;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// A real server, whose answers each test says; it notes what it is asked.
class RoutingCommandsTest : public ::testing::Test {
 protected:
  RoutingCommandsTest() {
    rpc::Service service("docket.routing.v1.RoutingService");
    Serve<v1::SetPresenceRequest, v1::SetPresenceResponse>(service, "SetPresence");
    Serve<v1::ClaimNextTicketRequest, v1::ClaimNextTicketResponse>(service, "ClaimNextTicket");
    Serve<v1::ClaimTicketRequest, v1::ClaimTicketResponse>(service, "ClaimTicket");
    Serve<v1::AcceptTicketRequest, v1::AcceptTicketResponse>(service, "AcceptTicket");
    Serve<v1::ReturnTicketRequest, v1::ReturnTicketResponse>(service, "ReturnTicket");
    Serve<v1::HandOverTicketRequest, v1::HandOverTicketResponse>(service, "HandOverTicket");
    Serve<v1::AssignTicketRequest, v1::AssignTicketResponse>(service, "AssignTicket");
    Serve<v1::GetPoolRequest, v1::GetPoolResponse>(service, "GetPool");
    Serve<v1::ListEntriesRequest, v1::ListEntriesResponse>(service, "ListEntries");
    Serve<v1::ExplainEntryRequest, v1::ExplainEntryResponse>(service, "ExplainEntry");
    server_ = *rpc::Server::Start({.address = "127.0.0.1:0", .authenticator = &authenticator_},
                                  {service});
  }

  // What the command prints to stdout; `exit` is what it ends with, -1 if its words were refused.
  std::string Run(const std::string& words) {
    std::ostringstream out;
    std::streambuf* const before = std::cout.rdbuf(out.rdbuf());
    CLI::App app("", "docketctl");
    app.require_subcommand(1);
    app.fallthrough();
    Session session(app);
    AddRoutingCommands(app, session);
    try {
      app.parse("--address " + server_->address() + " " + words);
      exit = session.Exit();
    } catch (const CLI::ParseError& error) {
      refusal = error.what();
      exit = -1;
    }
    std::cout.rdbuf(before);
    return out.str();
  }

  // Each call as "Method field: value ...", the request_id apart.
  std::vector<std::string> asked() {
    const std::lock_guard lock(mutex_);
    return asked_;
  }
  std::vector<std::string> request_ids() {
    const std::lock_guard lock(mutex_);
    return request_ids_;
  }

  // Its answers to each RPC, as text, one after the other; beyond that it answers with nothing
  // said.
  std::map<std::string, std::deque<absl::StatusOr<std::string>>> answers;
  std::function<void()> on_call = [] {};
  int exit = 0;
  std::string refusal;

 private:
  template <typename Request, typename Response>
  void Serve(rpc::Service& service, const std::string& method) {
    service.Unary<Request, Response>(method, [this, method](const rpc::Call&, Request request,
                                                            const rpc::Reply<Response>& reply) {
      const absl::StatusOr<std::string> answer = Take(method, request);
      on_call();
      if (!answer.ok()) return reply(answer.status());
      reply(Parsed<Response>(*answer));
    });
  }

  absl::StatusOr<std::string> Take(const std::string& method, google::protobuf::Message& request) {
    const std::lock_guard lock(mutex_);
    const auto* id = request.GetDescriptor()->FindFieldByName("request_id");
    if (id != nullptr) {
      request_ids_.push_back(request.GetReflection()->GetString(request, id));
      request.GetReflection()->ClearField(&request, id);
    }
    asked_.push_back(method + " " + request.ShortDebugString());
    std::deque<absl::StatusOr<std::string>>& left = answers[method];
    if (left.empty()) return "";
    absl::StatusOr<std::string> answer = left.front();
    left.pop_front();
    return answer;
  }

  // Before any thread starts, so that a signal waits for the command that wants it.
  runtime::StopSignals signals_;
  rpc::DevelopmentAuthenticator authenticator_;
  std::mutex mutex_;
  std::vector<std::string> asked_;
  std::vector<std::string> request_ids_;
  std::unique_ptr<rpc::Server> server_;
};

TEST_F(RoutingCommandsTest, AskForChangesByTheirRpcs) {
  for (const char* words : {"claim", "claim TK-1", "accept TK-1", "return TK-1 --reason 'not mine'",
                            "hand-over TK-1 --to bob", "assign TK-1 --to bob", "presence busy",
                            "presence away --agent bob"}) {
    Run(words);
    EXPECT_EQ(exit, 0) << words << ": " << refusal;
  }
  EXPECT_THAT(asked(), ElementsAre("ClaimNextTicket ", "ClaimTicket ticket_id: \"TK-1\"",
                                   "AcceptTicket ticket_id: \"TK-1\"",
                                   "ReturnTicket ticket_id: \"TK-1\" reason: \"not mine\"",
                                   "HandOverTicket ticket_id: \"TK-1\" to_agent_id: \"bob\"",
                                   "AssignTicket ticket_id: \"TK-1\" to_agent_id: \"bob\"",
                                   "SetPresence presence: PRESENCE_BUSY",
                                   "SetPresence agent_id: \"bob\" presence: PRESENCE_AWAY"));
  EXPECT_THAT(request_ids(), Each(SizeIs(36)));
}

TEST_F(RoutingCommandsTest, SendTheRequestIdThatIsGiven) {
  for (const char* words : {"claim", "claim TK-1", "accept TK-1", "return TK-1 --reason x",
                            "hand-over TK-1 --to bob", "assign TK-1 --to bob", "presence busy"}) {
    Run(std::string(words) + " --request-id mine");
  }
  EXPECT_THAT(request_ids(), AllOf(SizeIs(7), Each("mine")));
}

TEST_F(RoutingCommandsTest, AnswerAChangeWithItsReceipt) {
  const std::string receipt = "receipt { pool_id: 'support' version: 4 ticket_ids: 'TK-1' }";
  answers["ClaimNextTicket"] = {receipt, receipt};
  EXPECT_EQ(Run("claim"), "pool      support\nversion   4\nassigned  TK-1\n");
  EXPECT_THAT(Run("--json claim"), HasSubstr("\"ticket_ids\": [\n  \"TK-1\"\n ]"));
}

TEST_F(RoutingCommandsTest, EndWithWhatThePoolRefuses) {
  answers["ClaimNextTicket"] = {RejectionStatus({.reason = "NOTHING_WAITING", .details = {}},
                                                "no waiting ticket is one for you")};
  EXPECT_EQ(Run("claim"), "");
  EXPECT_EQ(exit, 1);
}

TEST_F(RoutingCommandsTest, DoNotAskWithoutWhatAChangeNeeds) {
  for (const char* words : {"accept", "return TK-1", "return TK-1 --reason ''", "hand-over TK-1",
                            "assign TK-1 --to ''", "presence", "presence asleep",
                            "presence offline --stay", "presence busy --stay --request-id x"}) {
    Run(words);
    EXPECT_EQ(exit, -1) << words;
  }
  EXPECT_THAT(asked(), IsEmpty());
}

TEST_F(RoutingCommandsTest, KeepAPresenceUntilInterruptedAndThenSayOffline) {
  on_call = [this] {
    if (asked().size() == 1) ::kill(::getpid(), SIGINT);
  };
  answers["SetPresence"] = {"receipt { version: 4 }", "receipt { version: 5 }"};
  EXPECT_EQ(Run("presence available --stay"), "version  4\nversion  5\n");
  EXPECT_EQ(exit, 0);
  EXPECT_THAT(asked(), ElementsAre("SetPresence presence: PRESENCE_AVAILABLE",
                                   "SetPresence presence: PRESENCE_OFFLINE"));
  EXPECT_NE(request_ids()[0], request_ids()[1]);
}

TEST_F(RoutingCommandsTest, ShowAPool) {
  const std::string pool = "pool { pool_id: 'support' waiting: 3 } token: 'opaque'";
  answers["GetPool"] = {pool, pool};
  EXPECT_THAT(Run("pool"), HasSubstr("waiting   3\n"));
  EXPECT_THAT(Run("pool support --token seen --json"), HasSubstr("\"waiting\": 3"));
  EXPECT_THAT(asked(), ElementsAre("GetPool ", "GetPool pool_id: \"support\" token: \"seen\""));
}

TEST_F(RoutingCommandsTest, ListAQueuePageByPage) {
  const std::string first = "entries { ticket_id: 'TK-1' queue_position: 1 } next_page_token: 'p2'";
  answers["ListEntries"] = {first, first, "entries { ticket_id: 'TK-2' queue_position: 2 }"};
  EXPECT_THAT(Run("queue"), AllOf(HasSubstr("TK-1"), Not(HasSubstr("TK-2"))));
  const std::string all = Run("queue support --team first --agent ada --page-size 1 --all");
  EXPECT_THAT(all, AllOf(HasSubstr("1         TK-1"), HasSubstr("2         TK-2")));
  EXPECT_EQ(all.find("position"), all.rfind("position"));
  const std::string filter =
      "ListEntries pool_id: \"support\" agent_id: \"ada\" team_id: \"first\" page_size: 1";
  EXPECT_THAT(asked(), ElementsAre("ListEntries ", filter, filter + " page_token: \"p2\""));
}

TEST_F(RoutingCommandsTest, ExplainAnEntry) {
  const std::string why = "entry { ticket_id: 'TK-1' queue_position: 2 }";
  answers["ExplainEntry"] = {why, why};
  EXPECT_THAT(Run("explain TK-1"), HasSubstr("waits   at place 2\n"));
  EXPECT_THAT(Run("explain TK-1 --pool support --json"), HasSubstr("\"queue_position\": 2"));
  EXPECT_THAT(asked(), ElementsAre("ExplainEntry ticket_id: \"TK-1\"",
                                   "ExplainEntry ticket_id: \"TK-1\" pool_id: \"support\""));
}

}  // namespace
}  // namespace docket::docketctl
