// What is read while others write: never older than its token, each ticket on one page, each change
// told once, and any instant of the past as the log has it.

#include <atomic>
#include <map>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <signal.h>

#include "libs/base/digest.h"
#include "libs/base/id.h"
#include "libs/eventing/token.h"
#include "libs/log/embedded/embedded_event_log.h"
#include "services/intake/domain/ticket.h"
#include "tests/scenario/scenario.h"
#include "tests/scenario/ticket_client.h"

namespace docket {
namespace {

using nlohmann::json;

constexpr Time kPast{std::chrono::hours(24 * 365 * 40)};

class Reads : public Scenario {
 protected:
  // Writers that open tickets and move others until this goes.
  class Load {
   public:
    Load(const std::string& address, int writers) {
      for (int i = 0; i < writers; ++i) {
        threads_.emplace_back([this, address, i] { Write(address, std::to_string(i)); });
      }
    }
    ~Load() {
      stopping_ = true;
      for (std::thread& thread : threads_) thread.join();
    }
    uint64_t written() const { return written_; }

   private:
    void Write(const std::string& address, const std::string& name) {
      TicketClient client(address);
      for (int round = 0; !stopping_; ++round) {
        const std::string request = "load-" + name + "-" + std::to_string(round);
        client.Open("busy customer " + name, request);
        // Far in the past: these land in the middle of every list.
        client.Submit(RecordedCase(request, 4, kPast + std::chrono::minutes(round * 7)));
        written_ += 5;
      }
    }

    std::atomic<bool> stopping_{false};
    std::atomic<uint64_t> written_{0};
    std::vector<std::thread> threads_;
  };
};

// One process writes rows before it answers, so no read waits here, and what this shows is that a
// token comes through every door and is understood. That reads wait, and that an early answer is
// found, is shown by the reader of tests/simulation and its planted mistakes read-*.
TEST_F(Reads, AReadWithATokenIsNeverOlderThanIt) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const Load load(address_, 2);
  TicketClient client(address_);
  for (int round = 0; round < 25; ++round) {
    const std::string name = "case " + std::to_string(round);
    for (uint64_t row = 1; row <= 4; ++row) {
      const auto receipts =
          client.Submit({RecordedStep(name, row, kPast + std::chrono::minutes(row))});
      ASSERT_EQ(receipts.size(), 1);
      v1::GetTicketRequest request;
      request.set_ticket_id(receipts[0].ticket_id());
      request.set_token(receipts[0].token());
      v1::GetTicketResponse response;
      const grpc::Status status = client.Get(request, response);
      ASSERT_TRUE(status.ok()) << status.error_message();
      EXPECT_GE(response.ticket().version(), receipts[0].version());
      v1::ListTicketsRequest list;
      list.set_token(receipts[0].token());
      list.mutable_filter()->set_customer_key("customer of " + name);
      const v1::ListTicketsResponse listed = client.List(list);
      ASSERT_EQ(listed.tickets_size(), 1);
      EXPECT_GE(listed.tickets(0).version(), receipts[0].version());
    }
  }
  EXPECT_GT(load.written(), 0);
}

TEST_F(Reads, ATokenOfAnotherLogOrBeyondTheEndIsRefused) {
  ASSERT_NO_FATAL_FAILURE(Start());
  TicketClient client(address_);
  const v1::Receipt receipt = client.Open("ada", "r-1");
  const auto code_with = [&](const std::string& token) {
    v1::GetTicketRequest request;
    request.set_ticket_id(receipt.ticket_id());
    request.set_token(token);
    v1::GetTicketResponse response;
    return client.Get(request, response).error_code();
  };
  eventing::Token token = *eventing::DecodeToken(receipt.token());
  EXPECT_EQ(code_with(receipt.token()), grpc::StatusCode::OK);
  eventing::Token beyond = token;
  for (auto& [place, folded] : beyond.folded) folded.offset += 1'000'000;
  EXPECT_EQ(code_with(EncodeToken(beyond)), grpc::StatusCode::OUT_OF_RANGE);
  token.log = eventing::TokenLog("another");
  EXPECT_EQ(code_with(EncodeToken(token)), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(code_with("garbage"), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(Reads, PagingWhileOthersWriteGivesEachTicketOfTheFrozenSetOnce) {
  ASSERT_NO_FATAL_FAILURE(Start());
  std::set<std::string> frozen;
  {
    TicketClient client(address_);
    for (int i = 0; i < 60; ++i) {
      const std::string name = "frozen " + std::to_string(i);
      frozen.insert(client.Open(name, name).ticket_id());
      // And some among those that the load opens.
      frozen.insert(
          client.Submit(RecordedCase(name, 2, kPast + std::chrono::minutes(i * 3)))[0].ticket_id());
    }
  }
  const Load load(address_, 2);
  TicketClient client(address_);
  // Over and over, until the others have written a good deal in between.
  while (load.written() < 100 && !HasFailure()) {
    std::map<std::string, int> seen;
    v1::ListTicketsRequest request;
    request.set_page_size(7);
    do {
      const v1::ListTicketsResponse page = client.List(request);
      EXPECT_LE(page.tickets_size(), 7);
      for (const v1::Ticket& ticket : page.tickets()) ++seen[ticket.ticket_id()];
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty() && !HasFailure());
    for (const std::string& id : frozen) EXPECT_EQ(seen[id], 1) << id;
    for (const auto& [id, times] : seen) EXPECT_EQ(times, 1) << id;
  }
}

// The commits of each ticket as the log in `directory` has them: the first record of each version.
std::map<std::string, std::vector<v1::TicketCommit>> ReadLog(const std::string& directory) {
  std::map<std::string, std::vector<v1::TicketCommit>> commits;
  log::EmbeddedOptions options;
  options.directory = directory;
  const auto log = log::EmbeddedEventLog::Open(options);
  EXPECT_TRUE(log.ok()) << log.status();
  const std::string topic = log::EventsTopic("ticket");
  for (int32_t partition = 0; partition < *(*log)->PartitionCount(topic); ++partition) {
    log::Offset next = 0;
    while (true) {
      const log::ReadResult read = (*log)->Read({topic, partition}, next, {});
      const auto* records = std::get_if<log::Records>(&read);
      if (records == nullptr) break;
      for (const log::LogRecord& record : records->records) {
        next = record.offset + 1;
        v1::TicketCommit commit;
        EXPECT_TRUE(commit.ParseFromString(record.record.value));
        auto& of_ticket = commits[record.record.key];
        if (commit.header().version() == of_ticket.size() + 1) of_ticket.push_back(commit);
      }
    }
  }
  return commits;
}

// What a fold of `commits` up to `instant` says, in the fields that a caller sees.
json FoldUpTo(const std::vector<v1::TicketCommit>& commits, Time instant) {
  intake::TicketState state;
  uint64_t version = 0;
  for (const v1::TicketCommit& commit : commits) {
    if (FromProto(commit.header().time()) > instant) break;
    for (const v1::TicketEvent& event : commit.events()) {
      state = intake::Ticket::Evolve(std::move(state), commit.header(), event);
    }
    version = commit.header().version();
  }
  return {{"version", version},
          {"status", state.status()},
          {"priority", state.priority()},
          {"team", state.team_id()},
          {"assignee", state.assignee_id()},
          {"handling", state.handling()},
          {"subject", state.subject()},
          {"since", ToMillis(FromProto(state.since_time()))}};
}

json Shown(const v1::Ticket& ticket) {
  return {{"version", ticket.version()},      {"status", ticket.status()},
          {"priority", ticket.priority()},    {"team", ticket.team_id()},
          {"assignee", ticket.assignee_id()}, {"handling", ticket.handling()},
          {"subject", ticket.subject()},      {"since", ToMillis(FromProto(ticket.since_time()))}};
}

TEST_F(Reads, ATicketAsOfAnyInstantIsAFoldOfTheLogUpToThere) {
  ASSERT_NO_FATAL_FAILURE(Start());
  std::mt19937 draw(20'260'301);
  std::map<std::pair<std::string, Time>, json> answers;
  {
    TicketClient client(address_);
    std::vector<std::string> ids;
    for (int i = 0; i < 5; ++i) {
      ids.push_back(
          client.Submit(RecordedCase("case " + std::to_string(i), 20, kPast))[0].ticket_id());
    }
    // Seconds, so that most instants lie between commits, from before the first to after the last.
    std::uniform_int_distribution<int> seconds(0, 22 * 60);
    while (answers.size() < 50) {
      const std::string& id = ids[draw() % ids.size()];
      const Time instant = kPast + std::chrono::seconds(seconds(draw));
      v1::GetTicketRequest request;
      request.set_ticket_id(id);
      *request.mutable_time() = ToProto(instant);
      v1::GetTicketResponse response;
      const grpc::Status status = client.Get(request, response);
      if (status.error_code() == grpc::StatusCode::NOT_FOUND) {
        answers[{id, instant}] = nullptr;
        continue;
      }
      ASSERT_TRUE(status.ok()) << status.error_message();
      answers[{id, instant}] = Shown(response.ticket());
    }
  }
  server_->Signal(SIGTERM);
  ASSERT_EQ(server_->Wait(), 0);
  const auto commits = ReadLog(data_.path() + "/data/log");
  for (const auto& [asked, answer] : answers) {
    const json folded = FoldUpTo(commits.at(asked.first), asked.second);
    EXPECT_EQ(answer, folded["version"] == 0 ? json() : folded)
        << asked.first << " at " << FormatTime(asked.second);
  }
}

TEST_F(Reads, AVersionThatIsNotThereYetIsOutOfRange) {
  ASSERT_NO_FATAL_FAILURE(Start());
  TicketClient client(address_);
  const auto receipts = client.Submit(RecordedCase("case", 3, kPast));
  const auto ask = [&](uint64_t version, v1::GetTicketResponse& response) {
    v1::GetTicketRequest request;
    request.set_ticket_id(receipts[0].ticket_id());
    request.set_version(version);
    return client.Get(request, response).error_code();
  };
  v1::GetTicketResponse response;
  EXPECT_EQ(ask(2, response), grpc::StatusCode::OK);
  EXPECT_EQ(response.ticket().version(), 2);
  EXPECT_EQ(ask(4, response), grpc::StatusCode::OUT_OF_RANGE);
  EXPECT_EQ(ask(0, response), grpc::StatusCode::NOT_FOUND);
}

// Reads changes of `client` behind `token` until `wanted` are known or the stream ends.
std::string WatchUntil(TicketClient& client, std::string token, size_t wanted,
                       std::multiset<std::pair<std::string, uint64_t>>& changes) {
  grpc::ClientContext context;
  client.PrepareStream(context);
  v1::WatchTicketsRequest request;
  request.set_token(token);
  const auto stream = client.tickets().WatchTickets(&context, request);
  v1::WatchTicketsResponse response;
  while (changes.size() < wanted && stream->Read(&response)) {
    token = response.token();
    if (!response.has_change()) continue;
    const v1::TicketChange& change = response.change();
    changes.emplace(change.ticket().ticket_id(), change.entry().version());
    EXPECT_EQ(change.ticket().version(), change.entry().version());
  }
  context.TryCancel();
  stream->Finish();
  return token;
}

TEST_F(Reads, AWatchResumedOverAKillTellsEachChangeOnce) {
  ASSERT_NO_FATAL_FAILURE(Start());
  std::multiset<std::pair<std::string, uint64_t>> told;
  std::multiset<std::pair<std::string, uint64_t>> written;
  std::string token;
  const auto write = [&](const std::string& name) {
    TicketClient client(address_);
    for (const v1::Receipt& receipt : client.Submit(RecordedCase(name, 12, kPast))) {
      written.emplace(receipt.ticket_id(), receipt.version());
    }
  };
  write("before");  // Not told: a watch without a token begins now.
  written.clear();
  {
    TicketClient client(address_);
    v1::ListTicketsRequest request;
    token = client.List(request).token();
    std::thread writer([&] {
      for (int i = 0; i < 4; ++i) write("case " + std::to_string(i));
    });
    token = WatchUntil(client, token, 30, told);
    writer.join();
  }
  ASSERT_NO_FATAL_FAILURE(Kill());
  ASSERT_NO_FATAL_FAILURE(Start());
  {
    write("after");
    TicketClient client(address_);
    WatchUntil(client, token, written.size(), told);
  }
  EXPECT_EQ(told, written);
}

TEST_F(Reads, AWatchTellsWhatLeavesItsFilterAndEndsWhenTheServerStops) {
  ASSERT_NO_FATAL_FAILURE(Start());
  TicketClient client(address_);
  grpc::ClientContext context;
  client.PrepareStream(context);
  v1::WatchTicketsRequest request;
  request.mutable_filter()->add_statuses(v1::TICKET_STATUS_OPEN);
  const auto stream = client.tickets().WatchTickets(&context, request);
  v1::WatchTicketsResponse response;
  ASSERT_TRUE(stream->Read(&response));  // It has begun.
  EXPECT_FALSE(response.has_change());
  client.Submit(RecordedCase("case", 4, kPast));  // new, open, prioritised, held
  std::vector<std::pair<uint64_t, bool>> told;
  for (int i = 0; i < 3 && stream->Read(&response); ++i) {
    told.emplace_back(response.change().entry().version(), response.change().listed());
  }
  const std::vector<std::pair<uint64_t, bool>> wanted = {{2, true}, {3, true}, {4, false}};
  EXPECT_EQ(told, wanted);
  server_->Signal(SIGTERM);
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(server_->Wait(), 0);
}

TEST_F(Reads, ACustomersWatchTellsWhatLeftItsFilterThoughWhyIsNotForThem) {
  ASSERT_NO_FATAL_FAILURE(Start());
  TicketClient staff(address_);
  const std::vector<v1::SubmitRequest> steps = RecordedCase("case", 2, kPast);
  staff.Submit({steps[0]});
  TicketClient customer(address_, "customer:customer of case", "customer");
  grpc::ClientContext context;
  customer.PrepareStream(context);
  v1::WatchTicketsRequest request;
  request.mutable_filter()->add_statuses(v1::TICKET_STATUS_NEW);
  const auto stream = customer.tickets().WatchTickets(&context, request);
  v1::WatchTicketsResponse response;
  ASSERT_TRUE(stream->Read(&response));  // It has begun.
  staff.Submit({steps[1]});              // Assigned, hence open.
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_FALSE(response.change().listed());
  EXPECT_EQ(response.change().ticket().status(), v1::TICKET_STATUS_OPEN);
  EXPECT_FALSE(response.change().has_entry());
  context.TryCancel();
}

TEST_F(Reads, ACustomerReadsThePublicPartOfTheirOwnTickets) {
  ASSERT_NO_FATAL_FAILURE(Start());
  TicketClient staff(address_);
  const std::string id = staff.Submit(RecordedCase("case", 4, kPast))[0].ticket_id();
  staff.Open("bob", "r-1");
  TicketClient customer(address_, "customer:customer of case", "customer");
  const v1::ListTicketsResponse own = customer.List({});
  ASSERT_EQ(own.tickets_size(), 1);
  EXPECT_EQ(own.tickets(0).ticket_id(), id);
  EXPECT_EQ(own.tickets(0).assignee_id(), "");
  v1::ListTicketsRequest others;
  others.mutable_filter()->set_customer_key("bob");
  grpc::ClientContext refused;
  customer.Prepare(refused);
  v1::ListTicketsResponse nothing;
  EXPECT_EQ(customer.tickets().ListTickets(&refused, others, &nothing).error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
  grpc::ClientContext context;
  customer.Prepare(context);
  v1::ListTimelineEntriesRequest request;
  request.set_ticket_id(id);
  v1::ListTimelineEntriesResponse timeline;
  ASSERT_TRUE(customer.tickets().ListTimelineEntries(&context, request, &timeline).ok());
  std::vector<uint64_t> versions;
  for (const v1::TimelineEntry& entry : timeline.timeline_entries()) {
    versions.push_back(entry.version());
    EXPECT_EQ(entry.actor().id(), "");
  }
  EXPECT_EQ(versions, (std::vector<uint64_t>{1, 3, 4}));  // Not who got it.
}

}  // namespace
}  // namespace docket
