// Watches over a unit that folds a scripted log, told to callers who read as a test says.

#include "services/intake/api/ticket_watches.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/base/id.h"
#include "libs/base/proto_time.h"
#include "libs/eventing/partition_loop.h"
#include "libs/testing/scripted_event_log.h"
#include "libs/testing/scripted_positions.h"
#include "libs/testing/simulated_store.h"
#include "libs/testing/wake_signal.h"
#include "services/intake/api/ticket_filter.h"
#include "services/intake/api/ticket_watch.h"
#include "services/intake/projection/intake_unit.h"

namespace docket::intake {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ticket::v1::WatchTicketsRequest;
using ticket::v1::WatchTicketsResponse;

constexpr int32_t kPartitions = 2;

log::TopicPartition EventsOf(int32_t partition) { return {"docket.ticket.events.v1", partition}; }

// The stream of a caller who takes so many messages and no more until told.
class Caller final : public rpc::ByteStream {
 public:
  explicit Caller(size_t room) : room_(room) {}

  rpc::Sent Write(std::string bytes) override {
    const std::lock_guard lock(mutex_);
    if (status_.has_value()) return rpc::Sent::kClosed;
    changed_.notify_all();
    if (room_ == 0) {
      ++refused_;
      return rpc::Sent::kFull;
    }
    --room_;
    messages_.emplace_back().ParseFromString(bytes);
    return rpc::Sent::kTaken;
  }
  void End(const absl::Status& status) override {
    const std::lock_guard lock(mutex_);
    if (!status_.has_value()) status_ = status;
    changed_.notify_all();
  }
  bool closed() const override {
    const std::lock_guard lock(mutex_);
    return status_.has_value();
  }
  void SetWaker(std::function<void()> wake) override { wake_ = std::move(wake); }

  void Read(size_t messages) {
    {
      const std::lock_guard lock(mutex_);
      room_ += messages;
    }
    wake_();
  }

  // Whether `count` messages were taken, a while from now at the latest.
  bool AwaitMessages(size_t count) {
    return Await(std::chrono::milliseconds(20), [&] { return messages_.size() >= count; });
  }
  // Waits until the stream was found full, or has ended.
  bool AwaitRefusal() {
    return Await(seconds(10), [&] { return refused_ > 0; });
  }
  bool AwaitEnd() {
    return Await(seconds(10), [&] { return status_.has_value(); });
  }

  // Versions of the changes told, 0 for a token alone.
  std::vector<uint64_t> versions() {
    const std::lock_guard lock(mutex_);
    std::vector<uint64_t> versions;
    for (const WatchTicketsResponse& message : messages_) {
      versions.push_back(message.change().entry().version());
    }
    return versions;
  }
  // Of each message the ticket that it shows and the version of that; empty and 0 for a token
  // alone.
  std::vector<std::string> ticket_ids() {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> ids;
    for (const auto& message : messages_) ids.push_back(message.change().ticket().ticket_id());
    return ids;
  }
  std::vector<uint64_t> ticket_versions() {
    const std::lock_guard lock(mutex_);
    std::vector<uint64_t> versions;
    for (const auto& message : messages_) versions.push_back(message.change().ticket().version());
    return versions;
  }
  std::string last_token() {
    const std::lock_guard lock(mutex_);
    return messages_.back().token();
  }
  absl::Status status() {
    const std::lock_guard lock(mutex_);
    return status_.value_or(absl::OkStatus());
  }

 private:
  bool Await(std::chrono::milliseconds longest, const std::function<bool()>& condition) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, longest, condition);
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<WatchTicketsResponse> messages_;
  size_t room_;
  size_t refused_ = 0;
  std::optional<absl::Status> status_;
  std::function<void()> wake_ = [] {};
};

// A ticket that lives in `partition`.
std::string IdIn(int32_t partition) {
  for (int request = 0;; ++request) {
    const TicketId id = TicketId::Of("acme", std::to_string(request), "r");
    if (id.slot().PartitionOf(kPartitions) == partition) return id.text();
  }
}

// A partition with its one ticket.
struct Unit {
  Unit(int32_t number, log::EventLog& log, log::Positions& positions)
      : spec(IntakeUnit(number)),
        id(IdIn(number)),
        store(spec.Tables()),
        loop(spec, {log, positions, store.get(), mailbox}),
        parked(loop.progress(), log) {}

  eventing::UnitDoor Door() { return {&mailbox, &store.get(), &loop.progress(), &parked}; }

  // The next commit: it opens, or changes the priority.
  log::Record Next() {
    auto commit = std::make_unique<ticket::v1::TicketCommit>();
    log::v1::CommitHeader& header = *commit->mutable_header();
    header.set_tenant("acme");
    header.set_aggregate_id(id);
    header.set_version(++version);
    if (version > 1) header.set_prev(std::string(head.bytes()));
    header.set_command_id(std::string(16, 'c'));
    *header.mutable_time() = ToProto(FromMillis(1000));
    if (version == 1) {
      commit->add_events()->mutable_opened()->mutable_requester()->set_customer_key("ada");
    } else {
      commit->add_events()->mutable_prioritised();
    }
    const eventing::Commit written = eventing::WriteCommit(std::move(commit));
    head = written.digest;
    return {id, written.bytes, {}};
  }

  const eventing::UnitSpec spec;
  const std::string id;
  testing::SimulatedStore store;
  eventing::Mailbox mailbox{16};
  eventing::PartitionLoop loop;
  eventing::ParkedReads parked;
  uint64_t version = 0;
  Digest head;
};

rpc::Caller Agent() {
  rpc::Caller caller;
  caller.tenant = "acme";
  caller.roles = {eventing::Role::kAgent};
  return caller;
}

class TicketWatchesTest : public ::testing::Test {
 protected:
  TicketWatchesTest() {
    watches_.SetWaker(&signal_);
    for (Unit& unit : units_) {
      unit.parked.SetWaker(&signal_);
      unit.loop.Assign();
    }
    Run();
  }

  // Lands commits of the ticket of `partition`.
  void Land(int count = 1, int32_t partition = 0) {
    for (; count > 0; --count) log_.Land(EventsOf(partition), units_[partition].Next());
    Run();
  }

  // Steps the units and what hangs on them until there is nothing to do.
  void Run() {
    constexpr int kIdleMax = 5;  // A waker would tell of answers; the script has none.
    for (Unit& unit : units_) {
      for (int idle = 0; idle < kIdleMax; ++idle) {
        if (unit.loop.Step(now_).worked) idle = 0;
      }
      unit.parked.Step(now_);
    }
    watches_.Step(now_);
  }
  // Steps until `caller` has had `count` messages.
  void RunUntil(Caller& caller, size_t count) {
    constexpr int kTriesMax = 1000;
    for (int i = 0; i < kTriesMax && !caller.AwaitMessages(count); ++i) Run();
    ASSERT_GE(caller.versions().size(), count);
  }

  std::shared_ptr<Caller> Watch(size_t room, const std::string& token = "") {
    auto caller = std::make_shared<Caller>(room);
    rpc::Call call;
    call.caller = Agent();
    WatchTicketsRequest request;
    request.set_token(token);
    const uint64_t seen = signal_.count();
    watches_.Begin(call, request, TicketWatches::Stream(caller));
    if (!caller->closed()) signal_.AwaitMoreThan(seen);  // It has begun.
    return caller;
  }

  const Instant now_{FromMillis(50'000), seconds(50)};
  testing::WakeSignal signal_;
  testing::ScriptedEventLog log_{kPartitions};
  testing::ScriptedPositions positions_;
  std::array<Unit, kPartitions> units_{Unit{0, log_, positions_}, Unit{1, log_, positions_}};
  eventing::UnitDoors doors_{{units_[0].Door(), units_[1].Door()}, "scripted"};
  std::optional<runtime::ReadPool> pool_{std::in_place};
  runtime::StoreReads reads_{doors_, *pool_};
  TicketWatches watches_{reads_};

  void TearDown() override { pool_.reset(); }  // As the watches ask.
};

TEST_F(TicketWatchesTest, TellWhatIsWrittenAfterTheyBegan) {
  Land(2);
  const auto caller = Watch(100);
  EXPECT_THAT(caller->versions(), ElementsAre(0));
  Land(2);
  RunUntil(*caller, 3);
  EXPECT_THAT(caller->versions(), ElementsAre(0, 3, 4));
}

TEST_F(TicketWatchesTest, GoOnBehindATokenOnce) {
  const auto first = Watch(100);
  Land(3);
  RunUntil(*first, 4);
  const std::string token = first->last_token();
  Land(2);
  const auto second = Watch(100, token);
  RunUntil(*second, 3);
  EXPECT_THAT(second->versions(), ElementsAre(0, 4, 5));
}

TEST_F(TicketWatchesTest, WaitForACallerWithoutLosingOrRepeating) {
  const auto caller = Watch(3);
  Land(6);
  ASSERT_TRUE(caller->AwaitRefusal());
  EXPECT_THAT(caller->versions(), ElementsAre(0, 1, 2));
  caller->Read(100);
  RunUntil(*caller, 7);
  EXPECT_THAT(caller->versions(), ElementsAre(0, 1, 2, 3, 4, 5, 6));
}

TEST_F(TicketWatchesTest, AreBounded) {
  std::vector<std::shared_ptr<Caller>> callers;
  for (size_t i = 0; i < TicketWatches::kWatchesMax; ++i) callers.push_back(Watch(1));
  EXPECT_EQ(Watch(1)->status().code(), absl::StatusCode::kResourceExhausted);
  callers.front()->End(Unavailable("gone"));
  Run();
  EXPECT_FALSE(Watch(1)->closed());
}

TEST_F(TicketWatchesTest, RefuseATokenThatCountsMoreThanThereIs) {
  Land(2);
  const auto caller = Watch(100, doors_.TokenOf({{EventsOf(0), {2, 2}}}));
  EXPECT_THAT(caller->versions(), ElementsAre(0));
  log_.Land(EventsOf(0), {IdIn(0), "no commit", {}});
  Run();
  const auto beyond = Watch(100, doors_.TokenOf({{EventsOf(0), {3, 3}}}));
  ASSERT_TRUE(beyond->AwaitEnd());
  EXPECT_EQ(beyond->status().code(), absl::StatusCode::kOutOfRange);
}

// A watch from the beginning of all, fed by the test's thread alone.
class TicketWatchTest : public TicketWatchesTest {
 protected:
  TicketWatchTest()
      : watch_(doors_, Agent(), QueryOf(Agent(), {}).value(), TicketWatch::Stream(caller_)) {}

  void Begin() {
    eventing::FoldedMap nothing;
    for (int32_t i = 0; i < kPartitions; ++i) nothing[EventsOf(i)];
    ASSERT_TRUE(watch_.Begin(nothing).ok());
  }
  uint64_t rows_read() {
    uint64_t read = 0;
    for (Unit& unit : units_) read += unit.store.disk().rows_read();
    return read;
  }
  // How many changes of the ticket `id` were told.
  size_t Told(const std::string& id) { return std::ranges::count(caller_->ticket_ids(), id); }

  std::shared_ptr<Caller> caller_ = std::make_shared<Caller>(1);
  TicketWatch watch_;
};

TEST_F(TicketWatchTest, ReadsAFewRowsForEachCommitOfALongTicket) {
  constexpr int kCommits = 600;
  constexpr uint64_t kRowsPerCommitMax = 6;
  Land(kCommits);
  Begin();
  caller_->Read(kCommits);
  const uint64_t before = rows_read();
  Fed fed = Fed::kMore;
  while (fed == Fed::kMore) fed = watch_.Feed().value();
  EXPECT_EQ(fed, Fed::kCaughtUp);
  EXPECT_EQ(Told(IdIn(0)), kCommits);
  EXPECT_LT(rows_read() - before, kRowsPerCommitMax * kCommits);
}

TEST_F(TicketWatchTest, ReadsNoMoreForACallerWhoReadsOneByOne) {
  constexpr int kCommits = 600;
  constexpr uint64_t kRowsPerCommitMax = 80;  // Some are read ahead in vain.
  Land(kCommits);
  Begin();
  const uint64_t before = rows_read();
  for (int i = 0; i < kCommits; ++i) {
    caller_->Read(1);
    ASSERT_NE(watch_.Feed().value(), Fed::kOver);
  }
  EXPECT_EQ(Told(IdIn(0)), kCommits);
  EXPECT_LT(rows_read() - before, kRowsPerCommitMax * kCommits);
}

TEST_F(TicketWatchTest, GivesEachPartitionItsTurn) {
  Land(600, 0);
  Land(3, 1);
  Begin();
  caller_->Read(1000);
  EXPECT_EQ(watch_.Feed().value(), Fed::kMore);
  EXPECT_EQ(Told(IdIn(1)), 0u);
  EXPECT_EQ(watch_.Feed().value(), Fed::kMore);
  EXPECT_EQ(Told(IdIn(1)), 3u);
  EXPECT_LT(Told(IdIn(0)), 600u);
}

TEST_F(TicketWatchTest, TellsEachTicketAsItStoodThen) {
  Land(3, 0);
  Land(3, 1);
  Land(3, 0);
  Begin();
  caller_->Read(1000);
  EXPECT_EQ(watch_.Feed().value(), Fed::kCaughtUp);
  EXPECT_THAT(caller_->ticket_versions(), ElementsAre(0, 1, 2, 3, 4, 5, 6, 1, 2, 3));
}

}  // namespace
}  // namespace docket::intake
